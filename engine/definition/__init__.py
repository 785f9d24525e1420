"""One app as written: read with places, checked, compared, merged, written back. Pure: no database, no web."""
