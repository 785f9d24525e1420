"""What may be asked of a form's records, as data; statements are made of it once per shape (statements.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from engine.expression.expression import Expression

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Form

Count = Literal["none", "estimated", "exact"]
MAX_LIMIT = 1_000
SYSTEM_SHOWN = ("created_at", "created_by", "updated_at", "updated_by")


@dataclass(frozen=True)
class Query:
    """A question about the records of one form.

    `where`: all must hold; `row_filter`: any must hold (() = every row); `target_rules`: for records reached through
    relations (in where, sort and expand, not inside the author's own rules); `hidden`: fields that titles may not show,
    by form; `fields`: which to answer (None: all), `searched`: in which to search (None: all that are searched);
    `conditional`: a field's value is shown where one of its conditions holds; `expand`: relations as {id, title};
    `sort`: (field, descending); `ids`: only these records; `deleted`: what lies in the bin instead of what lives.
    """

    form: Form
    apps: Mapping[str, App]
    where: tuple[Expression, ...] = ()
    row_filter: tuple[Expression, ...] = ()
    target_rules: Mapping[tuple[str, str], tuple[Expression, ...]] = field(default_factory=dict)
    hidden: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    fields: tuple[str, ...] | None = None
    conditional: Mapping[str, tuple[Expression, ...]] = field(default_factory=dict)
    expand: tuple[str, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    search: str | None = None
    searched: frozenset[str] | None = None
    ids: tuple[int, ...] | None = None
    deleted: bool = False
    limit: int = 100
    cursor: str | None = None
    offset: int = 0
    count: Count = "none"
    language: str = "en"
    titles: bool = True  # `_title` in every record

    @cached_property
    def statements(self) -> dict[Any, Any]:
        """What statements.py has made of this very question: it is asked again and again."""
        return {}

    @property
    def shown(self) -> tuple[str, ...]:
        """The fields to answer, in the order of the form."""
        if self.fields is None:
            return tuple(self.form.fields)
        wanted = set(self.fields)
        return tuple(id for id in self.form.fields if id in wanted)

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        """Equal for questions that one statement answers; what differs between those are its parameters."""
        return (
            id(self.form),
            _texts(self.where),
            _texts(self.row_filter),
            tuple((key, _texts(rules)) for key, rules in sorted(self.target_rules.items())),
            tuple(sorted((key, tuple(sorted(names))) for key, names in self.hidden.items())),
            self.fields,
            tuple((key, _texts(rules)) for key, rules in self.conditional.items()),
            self.expand,
            self.sort,
            self.search is not None,
            self.ids is not None,
            self.deleted,
            self.language,
            self.titles,
        )


@dataclass(frozen=True)
class Page:
    """One page as JSON values; `next` is the marker of the page behind it, `count` the number of all if asked."""

    records: Sequence[Mapping[str, Any]]
    next: str | None
    count: int | None


def _texts(expressions: tuple[Expression, ...]) -> tuple[Any, ...]:
    # Within one form and version a text means one thing; an expression without text is told by its tree.
    return tuple(one.text or one.tree for one in expressions)
