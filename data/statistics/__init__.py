"""How figures are judged: pure functions of plain values, arrays and frames. Nothing here reads a store."""
