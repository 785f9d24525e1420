"""What every stored computed value reads, over all apps, and the order in which changed ones are worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.definition.app import App
    from engine.definition.model import Field, Form

    Path = tuple[str, ...]

Name = tuple[str, str]  # full name of a form (of a subform's rows: `crm.order.lines`), id of a field


@dataclass(frozen=True)
class Hop:
    """One step to other records: along relation `field` of `form`, or `back` from a record to those that point to it.

    `subform`: the relation is a column of its rows.
    """

    form: str
    field: str
    back: bool = False
    subform: str | None = None


@dataclass(frozen=True)
class Read:
    """A value that is read: `field` of `form` (a subform's rows as a whole), reached by `way` from the reading record.

    `field` is None where it matters which records there are; `inner` is the column of a subform's rows.
    """

    form: str
    field: str | None
    way: tuple[Hop, ...] = ()
    inner: str | None = None

    @property
    def name(self) -> Name:
        """The value as one of the graph, where it is computed."""
        return (f"{self.form}.{self.field}", self.inner) if self.inner else (self.form, self.field or "")


@dataclass(frozen=True)
class Computed:
    """One stored computed field of a form, or of the rows of its `subform`; `level` 0 reads no other computed one."""

    form: Form
    field: Field
    subform: Field | None
    reads: tuple[Read, ...]
    level: int = 0

    @property
    def name(self) -> Name:
        return (self.form.name, self.field.id) if self.subform is None else _rows_name(self)

    @property
    def is_of_itself(self) -> bool:
        """Whether it follows from columns of the very row that it stands in."""
        return self.field.expression is not None and not any(read.way for read in self.reads)

    @cached_property
    def stored_as(self) -> str:
        """The field of the form that changes with it."""
        return self.field.id if self.subform is None else self.subform.id


def _rows_name(one: Computed) -> Name:
    assert one.subform is not None
    return f"{one.form.name}.{one.subform.id}", one.field.id


@dataclass(frozen=True)
class Above:
    """Records of form `target`, pointed to by `relation`, hold figures over the records that point."""

    relation: str
    target: str
    above: tuple[Above, ...] = ()


@dataclass(frozen=True)
class Graph:
    """All stored computed fields: those of one level read only those of the levels before."""

    levels: tuple[tuple[Computed, ...], ...] = ()
    circle: tuple[Name, ...] = ()  # of versions from before they were refused
    readers: Mapping[str, tuple[Computed, ...]] = field(default_factory=dict)  # who reads or holds something of a form
    rank: Mapping[str, int] = field(default_factory=dict)  # of every form; what relations point to comes first
    _above: dict[tuple[str, frozenset[str] | None], tuple[Above, ...]] = field(default_factory=dict, compare=False)

    def __iter__(self) -> Iterator[Computed]:
        return (one for level in self.levels for one in level)

    def following(self, names: Collection[Name]) -> set[Name]:
        """These computed fields and all that read them, be it over others."""
        found = set(names)
        for one in self:
            if any(read.name in found for read in one.reads):
                found.add(one.name)
        return found

    def above(self, form: str, changed: frozenset[str] | None = None) -> tuple[Above, ...]:
        """The relations of a form to records that count it in, and those above them in turn.

        `changed`: the fields that are written; None where the record comes or goes.
        """
        key = (form, changed)
        found = self._above.get(key)
        if found is None:
            if len(self._above) > 2_000:
                self._above.clear()
            self._above[key] = ()  # circles of old versions end here
            found = self._above[key] = self._find_above(form, changed)
        return found

    def _find_above(self, form: str, changed: frozenset[str] | None) -> tuple[Above, ...]:
        moved = set(changed or ())
        counted: dict[tuple[str, str], set[str]] = {}
        for one in self.readers.get(form, ()):
            for read in one.reads:
                if read.form != form or (changed is not None and read.field not in moved):
                    continue
                if not read.way and one.form.name == form:
                    moved.add(one.stored_as)
                elif len(read.way) == 1 and read.way[0].back:
                    counted.setdefault((read.way[0].field, one.form.name), set()).add(one.stored_as)
        return tuple(
            Above(relation, target, self.above(target, frozenset(fields)))
            for (relation, target), fields in counted.items()
        )


def graph_of(apps: Mapping[str, App]) -> Graph:
    """The graph over all apps: relations lead from one to another."""
    return _Builder(apps).build()


class _Builder:
    def __init__(self, apps: Mapping[str, App]):
        self.apps = apps
        self.inverses: dict[str, dict[str, tuple[Form, Field]]] = {}
        for app in apps.values():
            for form in app.forms.values():
                for relation in form.fields.values():
                    inverse = relation.settings.get("inverse")
                    if inverse and relation.target:
                        self.inverses.setdefault(".".join(relation.target), {})[inverse] = (form, relation)

    def build(self) -> Graph:
        found: dict[Name, Computed] = {}
        for app in self.apps.values():
            for form in app.forms.values():
                for one in self._of_form(form):
                    found[one.name] = one
        needs = {name: self._needs(one, found) for name, one in found.items()}
        circle: tuple[Name, ...] = ()
        try:
            order = list(TopologicalSorter(needs).static_order())
        except CycleError as error:
            order, circle = list(found), tuple(error.args[1])
        depth: dict[Name, int] = {}
        for name in order:
            depth[name] = 1 + max((depth.get(need, -1) for need in needs[name] if need != name), default=-1)
        levels: list[list[Computed]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
        readers: dict[str, list[Computed]] = {}
        for name in order:
            one = found[name]
            made = Computed(one.form, one.field, one.subform, one.reads, depth[name])
            levels[depth[name]].append(made)
            for reads in dict.fromkeys((one.form.name, *(read.form for read in one.reads))):
                readers.setdefault(reads, []).append(made)
        return Graph(
            tuple(tuple(level) for level in levels),
            circle,
            {form: tuple(ones) for form, ones in readers.items()},
            self._rank(),
        )

    def _rank(self) -> dict[str, int]:
        """Forms that others point to before those; in a circle of relations the one that is written first."""
        forms = {form.name: form for app in self.apps.values() for form in app.forms.values()}
        rank: dict[str, int] = {}
        entered: set[str] = set()

        def enter(name: str) -> None:
            entered.add(name)
            held = (column for one in forms[name].fields.values() for column in (one, *one.fields.values()))
            for target in (".".join(one.target) for one in held if one.target is not None):
                if target in forms and target not in entered:
                    enter(target)
            rank[name] = len(rank)

        for name in sorted(forms):
            if name not in entered:
                enter(name)
        return rank

    def _needs(self, one: Computed, found: Mapping[Name, Computed]) -> list[Name]:
        names = dict.fromkeys(read.name for read in one.reads)
        return [name for name in names if name in found]

    def _of_form(self, form: Form) -> Iterator[Computed]:
        for one in form.fields.values():
            if one.type.computed and one.computed == "stored":
                yield Computed(form, one, None, self._reads(form, one, None))
            for row in one.fields.values():
                if row.type.computed and row.computed == "stored":
                    yield Computed(form, row, one, self._reads(form, row, one))

    def _reads(self, form: Form, one: Field, subform: Field | None) -> tuple[Read, ...]:
        reads: list[Read] = []
        match one.type.name:
            case "formula":
                paths: Iterable[Path] = one.expression.depends if one.expression is not None else ()
                for path in sorted(paths):
                    reads.extend(self._walk(form, path, (), subform))
            case "lookup":
                path = tuple(str(one.settings["from"]).split("."))
                if one.settings.get("copy"):
                    path = path[:1]  # what it was when the relation was set stays
                reads.extend(self._walk(form, path, (), subform))
            case "rollup":
                reads.extend(self._rollup(form, one))
        return tuple(dict.fromkeys(reads))

    def _rollup(self, form: Form, one: Field) -> Iterator[Read]:
        name = str(one.settings["from"])
        start = list(self._walk(form, (name,), (), None))
        yield from start
        rows, way, inside = self._rows(form, name)
        if rows is None:
            return
        paths: set[Path] = {(str(sort).lstrip("+-"),) for sort in one.settings.get("sort") or ()}
        for key in ("measure", "where"):
            expression = one.settings.get(key)
            paths |= set(expression.depends) if expression is not None else set()
        for path in sorted(paths):
            if path[0] == "record":
                yield from self._walk(form, path[1:], (), None)
            else:
                yield from self._walk(rows, path, way, inside)

    def _rows(self, form: Form, name: str) -> tuple[Form | None, tuple[Hop, ...], Field | None]:
        """The form whose records a list holds and the way there; the subform when its rows are meant."""
        known = form.fields.get(name)
        if known is not None and known.stores == "row_table":
            return form, (), known
        if known is not None:
            return self._target(known), (Hop(form.name, name),), None
        other = self.inverses.get(form.name, {}).get(name)
        return (None, (), None) if other is None else (other[0], (Hop(other[0].name, other[1].id, True),), None)

    def _target(self, relation: Field) -> Form | None:
        app, form = relation.target or ("", "")
        return self.apps[app].forms.get(form) if app in self.apps else None

    def _walk(self, form: Form, path: Path, way: tuple[Hop, ...], inside: Field | None) -> Iterator[Read]:
        here: Form | None = form
        for name in path:
            if here is None:
                return
            if inside is not None:
                column = inside.fields.get(name)
                if column is None:
                    yield Read(here.name, inside.id, way)
                    return
                yield Read(here.name, inside.id, way, column.id)
                if column.target:
                    way = (*way, Hop(here.name, name, subform=inside.id))
                    here, inside = self._target(column), None
                continue
            found = here.fields.get(name)
            if found is None:
                other = self.inverses.get(here.name, {}).get(name)
                if other is None:
                    return  # id, created_at: they never change
                here, relation = other
                way = (*way, Hop(here.name, relation.id, True))
                yield Read(here.name, relation.id, way)
                yield Read(here.name, None, way)
            elif found.stores == "row_table":
                yield Read(here.name, found.id, way)
                inside = found
            else:
                yield Read(here.name, found.id, way)
                if found.target:
                    way = (*way, Hop(here.name, name))
                    here = self._target(found)


__all__ = ["Above", "Computed", "Graph", "Hop", "Read", "graph_of"]
