"""Turns names into objects, one file for each kind, and collects every problem on the way."""
