"""What is said of a line of figures: status, change, rank and what supports it. Pure."""
