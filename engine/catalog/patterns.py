"""Regular expressions that authors write: run by RE2 only, which cannot be made to hang."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MAX_LENGTH = 500


@dataclass(frozen=True)
class PatternTrouble:
    """Why a pattern cannot be used."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=500)
def compile_pattern(pattern: str) -> Any:
    """The compiled pattern; raises what RE2 raises (patterns are checked by `pattern_problem` before)."""
    import re2

    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    return re2.compile(pattern, options)


@lru_cache(maxsize=500)
def pattern_problem(pattern: str) -> PatternTrouble | None:
    """What is wrong with a pattern; that RE2 is not installed counts, for Python's own engine would hang on some."""
    if len(pattern) > MAX_LENGTH:
        return PatternTrouble("pattern_too_long", {"limit": MAX_LENGTH})
    try:
        import re2
    except ImportError:
        return PatternTrouble("patterns_not_installed")
    try:
        compile_pattern(pattern)
    except re2.error as trouble:
        reason = trouble.args[0] if trouble.args else ""
        return PatternTrouble("bad_pattern", {"reason": reason.decode() if isinstance(reason, bytes) else str(reason)})
    return None
