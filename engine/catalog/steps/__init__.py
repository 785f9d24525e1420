"""Step types, one file each: what a rule does."""
