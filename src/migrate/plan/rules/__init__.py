"""One rule per file: a function `check(op)` that yields the hazards of one directive."""
