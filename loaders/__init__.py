"""How published figures arrive: recognise, read, check, observe, store."""
