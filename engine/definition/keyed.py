"""An aggregate as a field asks it: rows of a form by key, a figure of each key, and the rank of that figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.expression.aggregates import Aggregate
from engine.expression.expression import Expression


@dataclass(frozen=True)
class Rank:
    """The place of a key among all keys with a figure, the smallest first: equal figures have equal places.

    With `groups` the number of the group (of about equally many keys) that it lies in, from 1. `descending`: the
    greatest first.
    """

    groups: int | None = None
    descending: bool = False


@dataclass(frozen=True)
class KeyedFigure:
    """`figure` over the rows of `form` (`crm.order`) where `where`, for the key that a record stands for.

    `by`: the key of a row; `own`: for each part the field of the asking record that it must equal, `id` for itself.
    """

    form: str
    by: tuple[Expression, ...]
    own: tuple[str, ...]
    figure: Aggregate
    where: Expression | None = None
    rank: Rank | None = None

    @property
    def expressions(self) -> Iterator[Expression]:
        """Everything that is asked of the rows."""
        yield from self.by
        for one in (self.where, self.figure.argument):
            if one is not None:
                yield one
