"""What Beacon knows: definitions, the store of figures, and the questions that can be asked of them."""
