"""The definitions: their shape, their files and what is checked of them. Their only reader."""
