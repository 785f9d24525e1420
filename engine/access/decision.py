"""What the policy answers: allowed or not, on which rows and fields, and which role decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from engine.texts import say

if TYPE_CHECKING:
    from engine.expression.expression import Expression


@dataclass(frozen=True)
class Reason:
    """Why the answer is what it is; `values` fill the sentence of `code`."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, name: str, language: str = "en") -> Any:
        """One of the values in a language, where it is a label in several."""
        value = self.values.get(name)
        return value.get(language) or value.get("en") if isinstance(value, dict) else value

    def say(self, language: str = "en") -> str:
        """The whole sentence."""
        return say(self.code, {name: self.said(name, language) for name in self.values}, language)


@dataclass(frozen=True)
class Granted:
    """What one role gives: the rows it reaches (None: all) and the fields it opens there."""

    role: str
    rows: Expression | None
    readable: frozenset[str]
    masked: frozenset[str]
    writable: Mapping[str, Literal[True] | Expression]

    @cached_property
    def always_writable(self) -> frozenset[str]:
        """Fields that may be written whatever the record is like."""
        return frozenset(name for name, condition in self.writable.items() if condition is True)


@dataclass(frozen=True)
class Decision:
    """The answer to one question (actor, action, form).

    `grants` are the roles that said yes; a row is reached when one of their row rules holds. `readable` are
    the fields that may be read on every row reached, `conditional` those that only some of the roles open
    (field -> row rules that open it), `masked` those whose content is shown as stars.
    """

    allowed: bool
    reason: Reason
    everything: bool = False
    grants: tuple[Granted, ...] = ()
    readable: frozenset[str] = frozenset()
    conditional: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()

    @cached_property
    def row_filter(self) -> tuple[Expression, ...]:
        """Row rules of which one must hold; empty: every row (when allowed at all)."""
        if self.everything or any(grant.rows is None for grant in self.grants):
            return ()
        return distinct(grant.rows for grant in self.grants if grant.rows is not None)

    @cached_property
    def visible(self) -> frozenset[str]:
        """Every field of which something may be shown on at least some rows."""
        return self.readable | self.masked | frozenset(self.conditional)

    @cached_property
    def writable(self) -> Mapping[str, Literal[True] | tuple[Expression, ...]]:
        """Fields that may be written on some row: always (True) or where one of the conditions holds."""
        found: dict[str, Literal[True] | tuple[Expression, ...]] = {}
        for grant in self.grants:
            for name, condition in grant.writable.items():
                before = found.get(name, ())
                if condition is True or before is True:
                    found[name] = True
                else:
                    found[name] = distinct((*before, condition))
        return found

    def may_probe(self, name: str) -> bool:
        """Whether the field may be filtered, sorted, grouped, aggregated or searched by.

        Masked and conditional fields may not: an answer to "is it 139…?" is as good as the number itself.
        """
        return self.everything or name in self.readable


def distinct(expressions: Any) -> tuple[Expression, ...]:
    """The expressions without repetitions (by their text), in order."""
    return tuple({expression.text: expression for expression in expressions}.values())
