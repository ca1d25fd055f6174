"""What a load holds or changes that a person should look at, and what no figure can be."""
