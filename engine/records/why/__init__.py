"""Why a value is what it is: the formula with its parts, the records it counts, the logic that hides or refuses."""

from engine.records.why.verb import why

__all__ = ["why"]
