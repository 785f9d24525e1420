"""Revisions of the engine's own tables; the only way these tables are made."""
