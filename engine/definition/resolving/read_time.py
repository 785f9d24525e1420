"""Which computed values are worked out at every read: those that follow from the clock, a setting, or from such."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.definition.figures import figure_of
from engine.definition.keyed import KeyedFigure
from engine.definition.resolving.forms_known import KnownForms, leads_to
from engine.definition.resolving.storing import LASTING, can_be_shown, computed_fields, has_columns
from engine.definition.resolving.work import FieldShape, Work
from engine.expression.checker import Path
from engine.expression.expression import CALENDARS, Expression
from engine.expression.sql import has_sql
from engine.expression.types import Record, Records

Spot = tuple[str, str]
# What is not the row's own but may be read at any time.
_ROOTS = frozenset({"settings", "history", CALENDARS})
HISTORY: Path = ("history",)


def settle_read(work: Work, known: KnownForms, formulas: Mapping[Spot, Expression]) -> None:
    """Marks what is not stored and can be worked out at read; refuses what depends on the reader or on chance."""
    _refuse(work, formulas)
    waiting = {(full, field.id): field for full, field in computed_fields(work) if field.computed == "later"}
    found = True
    while found:
        found = False
        for spot, field in list(waiting.items()):
            read = _Reading(known, spot[0], field, formulas.get(spot))
            if read.possible():
                field.computed, field.in_sql = "read", read.in_sql()
                del waiting[spot]
                found = True
    for (full, _), field in waiting.items():
        _report_left(work, known, full, field, formulas.get((full, field.id)))


def _report_left(work: Work, known: KnownForms, full: str, field: FieldShape, formula: Expression | None) -> None:
    """What can neither be kept nor worked out says so where it is written, with what to do instead."""
    result = field.settings.get("result")
    lists = [name for path in sorted(formula.depends) if (name := _list_on(known, full, path))] if formula else []
    if lists:
        work.problem("formula_reads_list", field.at / "expr", field=field.id, name=lists[0])
    elif field.type.name == "rollup" and result is not None and not has_columns(result):
        work.warn("not_computed_yet", field.at, field=field.id)


def _list_on(known: KnownForms, full: str, path: Path) -> str | None:
    """The list of records that point somewhere, where a path leads over one."""
    here = full
    for name in path:
        symbol = known.members(here).get(name)
        if symbol is None or not isinstance(symbol.type, (Record, Records)):
            return None
        if symbol.kind == "inverse":
            return name
        here = symbol.type.form
    return None


def _refuse(work: Work, formulas: Mapping[Spot, Expression]) -> None:
    for full, field in computed_fields(work):
        formula = formulas.get((full, field.id))
        if field.type.name != "formula" or formula is None:
            continue
        if formula.me:
            work.problem("formula_reads_me", field.at / "expr", field=field.id)
        elif ("chance",) in formula.depends:
            work.problem("formula_of_chance", field.at / "expr", field=field.id)
        elif any(path[0] == "old" for path in formula.depends):
            work.problem("formula_of_change", field.at / "expr", field=field.id)
        elif HISTORY in formula.depends and full.count(".") == 2:
            work.problem("no_history_of_rows", field.at / "expr", field=field.id)


class _Reading:
    def __init__(self, known: KnownForms, full: str, field: FieldShape, formula: Expression | None):
        self.known, self.full, self.field, self.formula = known, full, field, formula

    def possible(self) -> bool:
        settings = self.field.settings
        result = settings.get("result")
        if not has_columns(result) and not (self.field.type.name == "lookup" and can_be_shown(result)):
            return False
        if self.full.count(".") == 2 and self.field.type.name not in ("formula", "lookup"):
            return False
        if self.field.type.name in ("formula", "lookup"):
            formula = self.formula
            return formula is not None and not settings.get("copy") and self._fits(formula, self.full)
        keyed = settings.get("keyed")
        if isinstance(keyed, KeyedFigure):
            own = all(name == "id" or self._known(self.full, (name,), ()) for name in keyed.own)
            return own and all(self._fits(one, keyed.form) for one in keyed.expressions) and self.in_sql()
        if self.field.type.name != "rollup":
            return False
        rows = settings.get("rows_of")
        if not isinstance(rows, str) or (rows.count(".") == 2 and not rows.startswith(f"{self.full}.")):
            return False
        return all(self._fits(one, rows) for one in self._inner())

    def in_sql(self) -> bool:
        """Whether lists can be filtered, sorted and grouped by it: both databases compute it."""
        if self.full.count(".") == 2:
            return False  # rows are not listed
        keyed = self.field.settings.get("keyed")
        if isinstance(keyed, KeyedFigure):
            return all(self._all_in_sql(one, keyed.form) for one in keyed.expressions)
        if self.field.type.name == "rollup":
            if str(self.field.settings["rows_of"]).count(".") == 2 or figure_of(self.field.settings) is None:
                return False
            return all(self._all_in_sql(one, str(self.field.settings["rows_of"])) for one in self._inner())
        assert self.formula is not None
        result = self.field.settings["result"]
        if result.type.stores(result) == "link_table":
            # A list of records is no value of a statement, but a condition may look into it.
            return self._reads_in_sql(self.formula, self.full)
        return len(result.type.columns(result)) == 1 and self._all_in_sql(self.formula, self.full)

    def _inner(self) -> Iterator[Expression]:
        for key in ("measure", "where"):
            one = self.field.settings.get(key)
            if isinstance(one, Expression):
                yield one

    def _fits(self, expression: Expression, full: str) -> bool:
        if expression.me:
            return False
        own = [path[1:] for path in expression.depends if path[0] == "record"]
        parent = [path[1:] for path in expression.depends if path[0] == "parent"]
        rest = [path for path in expression.depends if path[0] not in ("record", "parent") and path[0] not in _ROOTS]
        around = self.full.rpartition(".")[0]
        return (
            all(self._known(full, path) for path in rest)
            and all(self._known(self.full, path, ()) for path in own)
            and all(self._known(around, path, ()) for path in parent)
        )

    def _known(self, full: str, path: Path, ends: Collection[str | None] = ("read",)) -> bool:
        """Whether a path leads over stored relations to a value that is stored, or (of `ends`) worked out."""
        here, through_rows = full, False
        for depth, name in enumerate(path):
            field, last = self.known.fields(here).get(name), depth == len(path) - 1
            if field is None:
                return last and name in LASTING
            if isinstance(field, FieldShape) and field.broken:
                return False
            if field.type.computed and last:
                return field.computed == "stored" or (field.computed in ends and not through_rows)
            if field.type.computed and field.computed not in ("stored", *ends):
                return False
            # A lookup of a record leads on like the relation where it ends.
            field = field.settings["result"] if field.type.computed else field
            stores = field.type.stores(field)
            if stores == "row_table":
                here, through_rows = f"{here}.{name}", True
            elif stores == "none":
                return False
            elif not last:
                target = leads_to(field)
                if target is None:
                    return False
                here, through_rows = target, through_rows or field.many
        return True

    def _all_in_sql(self, expression: Expression, full: str) -> bool:
        """No rows of subforms, and nothing that only Python works out."""
        return has_sql(expression) and self._reads_in_sql(expression, full)

    def _reads_in_sql(self, expression: Expression, full: str) -> bool:
        for path in expression.fields:
            here = full
            for name in path:
                field = self.known.fields(here).get(name)
                if field is None:
                    break
                if field.type.stores(field) == "row_table" or (field.computed == "read" and not field.in_sql):
                    return False
                here = leads_to(field) or ""
        return True
