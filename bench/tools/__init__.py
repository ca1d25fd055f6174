"""What the measurements share. script/bench runs only the files beside this folder."""
