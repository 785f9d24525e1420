"""A small typed language for formulas, conditions and rules; it knows no apps and no tables."""
