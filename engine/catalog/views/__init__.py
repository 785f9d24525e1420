"""View types, one file each: what a view looks like; the query behind it is the same for all."""
