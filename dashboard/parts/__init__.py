"""The parts pages are made of: components, tables and charts. Pure."""
