"""What people see. Stands on `data`; never meets `loaders` or the writing half of the store."""
