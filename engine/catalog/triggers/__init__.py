"""Trigger types, one file each: what makes a rule start."""
