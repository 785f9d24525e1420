"""Apps made at random, relations and computed fields of every kind, and what plain Python makes of their records."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Table = dict[int, dict[str, Any]]
NUMBER, TEXT, DATE, FLAG = "number", "text", "date", "yes_no"


@dataclass
class Column:
    """One field: `gives` is the type of a plain value, `to` the form behind a relation, `rows` a subform's columns."""

    id: str
    gives: str = ""
    decimals: int = 0
    to: str = ""
    many: bool = False
    on_delete: str = "clear"
    inverse: str = ""
    rows: list[Column] = field(default_factory=list)
    kind: str = ""  # formula, lookup, rollup
    expr: str = ""
    path: tuple[str, ...] = ()
    over: str = ""
    fn: str = ""
    value: str = ""
    where: tuple[str, int] | None = None

    def yaml(self) -> str:
        match self.kind:
            case "formula":
                decimals = ", decimals: 2" if self.gives == NUMBER else ""
                return f'{{type: formula, returns: {self.gives}{decimals}, expr: "{self.expr}", help: x}}'
            case "lookup":
                return f"{{type: lookup, from: {'.'.join(self.path)}, help: x}}"
            case "rollup":
                value = f", value: {self.value}" if self.value else ""
                where = f', where: "{self.where[0]} > {self.where[1]}"' if self.where else ""
                return f"{{type: rollup, from: {self.over}, fn: {self.fn}{value}{where}, help: x}}"
        if self.to:
            many = ", many: true" if self.many else ""
            inverse = f", inverse: {self.inverse}" if self.inverse else ""
            return f"{{type: relation, to: {self.to}{many}{inverse}, on_delete: {self.on_delete}}}"
        if self.rows:
            return "{type: subform, fields: {" + ", ".join(f"{one.id}: {one.yaml()}" for one in self.rows) + "}}"
        return f"{{type: number, decimals: {self.decimals}}}" if self.gives == NUMBER else f"{{type: {self.gives}}}"


Forms = dict[str, list[Column]]


def files(forms: Forms, held_back: Sequence[str] = ()) -> dict[str, str]:
    """The app's files, some computed fields not in them yet."""
    made = {"app.yaml": "kind: app\nid: rand\nlabel: Random\n"}
    for name, columns in forms.items():
        lines = [f"  {one.id}: {one.yaml()}" for one in columns if f"{name}.{one.id}" not in held_back]
        head = f'kind: form\nid: {name}\nlabel: {name}\ntitle: "{{{{ id }}}}"\nfields:\n'
        made[f"forms/{name}.yaml"] = head + "\n".join(lines) + "\n"
    return made


class Maker:
    """Draws forms with plain fields and relations, then computed fields that read what is there already."""

    def __init__(self, generator: random.Random):
        self.random = generator
        self.forms: Forms = {}
        self.made: list[str] = []  # computed fields of forms in their order, `form.field`

    def draw(self, computed: int) -> Forms:
        r = self.random
        names = [f"f{number}" for number in range(r.randint(2, 4))]
        for name in names:
            self.forms[name] = [
                Column("name", TEXT), Column("flag", FLAG), Column("day", DATE),
                Column("a", NUMBER, r.randint(0, 2)), Column("b", NUMBER, r.randint(0, 2)),
            ]  # fmt: skip
            for number in range(r.randint(1, 2)):
                on_delete = r.choice(["clear", "clear", "cascade"])
                to = r.choice(names)
                self.forms[name].append(
                    Column(
                        f"r{number}", to=to, inverse=f"{name}_{number}", on_delete="clear" if to == name else on_delete
                    )
                )
            if r.random() < 0.6:
                self.forms[name].append(Column("m", to=r.choice(names), many=True, inverse=f"{name}_m"))
            if r.random() < 0.6:
                inner = [Column("qty", NUMBER), Column("of", to=r.choice(names))]
                self.forms[name].append(Column("lines", rows=inner))
        for number in range(computed):
            name = r.choice(names)
            column = self._computed(name, f"c{number}")
            if column is not None:
                self.forms[name].append(column)
                self.made.append(f"{name}.{column.id}")
            rows = self.rows(name)
            if rows and r.random() < 0.2:
                rows.append(self._in_rows(rows, f"x{number}"))
        return self.forms

    def rows(self, form: str) -> list[Column]:
        return next((one.rows for one in self.forms[form] if one.rows), [])

    def _some(self, columns: Sequence[Column], *gives: str) -> Column | None:
        found = [one for one in columns if one.gives and (not gives or one.gives in gives)]
        return self.random.choice(found) if found else None

    def _links(self, columns: Sequence[Column]) -> list[Column]:
        return [one for one in columns if one.to and not one.many]

    def _computed(self, form: str, id: str) -> Column | None:
        return self.random.choice([self._formula, self._lookup, self._rollup, self._rollup])(form, id)

    def _in_rows(self, rows: list[Column], id: str) -> Column:
        if self.random.random() < 0.5:
            end = self._some(self.forms[rows[1].to], NUMBER)
            assert end is not None
            return Column(id, NUMBER, kind="lookup", path=("of", end.id))
        other = self._some(rows, NUMBER)
        assert other is not None
        return Column(id, NUMBER, kind="formula", expr=f"qty * 2 + {other.id}")

    def _formula(self, form: str, id: str) -> Column | None:
        r, columns = self.random, self.forms[form]
        a, b = self._some(columns, NUMBER), self._some(columns, NUMBER)
        link = r.choice(self._links(columns))
        assert a is not None and b is not None
        end = self._some(self.forms[link.to], NUMBER)
        assert end is not None
        text = r.random() < 0.25
        if text:
            expr = f"name & '/' & {link.id}.name"
        else:
            expr = r.choice(
                [
                    f"{a.id} + {b.id}",
                    f"{a.id} * 2 - {b.id}",
                    f"if(flag, {a.id} + 0, {b.id} + 0)",
                    f"{link.id}.{end.id} + {a.id}",
                    f"{a.id} / 3",
                ]
            )
        return Column(id, TEXT if text else NUMBER, kind="formula", expr=expr)

    def _lookup(self, form: str, id: str) -> Column | None:
        link = self.random.choice(self._links(self.forms[form]))
        path: tuple[str, ...] = (link.id,)
        here = link.to
        if self.random.random() < 0.3:
            further = self.random.choice(self._links(self.forms[here]))
            path, here = (*path, further.id), further.to
        end = self._some(self.forms[here])
        assert end is not None
        return Column(id, end.gives, kind="lookup", path=(*path, end.id))

    def _rollup(self, form: str, id: str) -> Column | None:
        lists: list[tuple[str, str, list[Column]]] = [(one.id, one.to, []) for one in self.forms[form] if one.many]
        lists += [(one.id, "", one.rows) for one in self.forms[form] if one.rows]
        lists += [
            (one.inverse, name, [])
            for name, columns in self.forms.items()
            for one in columns
            if one.to == form and one.inverse
        ]
        if not lists:
            return None
        over, other, rows = self.random.choice(lists)
        columns = rows or self.forms[other]
        fn = self.random.choice(
            ["sum", "sum", "count", "avg", "min", "max", "median", "distinct", "first", "last", "join", "all", "any"]
        )
        gives = {"count": NUMBER, "distinct": NUMBER, "join": TEXT, "all": FLAG, "any": FLAG}.get(fn, "")
        wanted = {"join": (TEXT,), "all": (FLAG,), "any": (FLAG,), "min": (NUMBER, DATE), "max": (NUMBER, DATE)}
        wanted |= dict.fromkeys(("first", "last", "distinct"), ())
        value = None if fn == "count" else self._some(columns, *wanted.get(fn, (NUMBER,)))
        if value is None and fn != "count":
            return None
        where = self._some(columns, NUMBER) if self.random.random() < 0.4 else None
        return Column(
            id, gives or (value.gives if value else NUMBER), kind="rollup", over=over, fn=fn,
            value=value.id if value else "", where=(where.id, self.random.randint(0, 20)) if where else None,
        )  # fmt: skip


class Naive:
    """Every computed value from scratch, each time it is asked for, from the fields that people wrote."""

    def __init__(self, forms: Forms, there: Mapping[str, Table], decimals: Mapping[str, int | None]):
        self.forms, self.there, self.decimals = forms, there, decimals
        self.known: dict[tuple[str, int, str], Any] = {}

    def value(self, form: str, id: int, name: str) -> Any:
        """`name` of a record; None where there is no such record."""
        if id not in self.there[form]:
            return None
        key = (form, id, name)
        if key not in self.known:
            column = next(one for one in self.forms[form] if one.id == name)
            self.known[key] = self._of(
                form, column, self.there[form][id], lambda other: self.value(form, id, other), id
            )
        return self.known[key]

    def cell(self, form: str, row: Mapping[str, Any], column: Column) -> Any:
        """A column of a subform's row."""
        rows = next(one.rows for one in self.forms[form] if one.rows)

        def read(other: str) -> Any:
            return self.cell(form, row, next(one for one in rows if one.id == other))

        return self._of(form, column, row, read, 0, inside=rows)

    def _of(
        self,
        form: str,
        column: Column,
        stored: Mapping[str, Any],
        read: Any,
        id: int,
        inside: list[Column] | None = None,
    ) -> Any:
        columns = inside if inside is not None else self.forms[form]
        match column.kind:
            case "":
                return stored.get(column.id)
            case "lookup":
                return self._follow(columns, stored, column.path)
            case "formula":
                return self._formula(column, columns, stored, read)
        return self._rounded(form, column, self._rollup(form, column, stored, id))

    def _follow(self, columns: list[Column], stored: Mapping[str, Any], path: tuple[str, ...]) -> Any:
        link = next(one for one in columns if one.id == path[0])
        id = stored.get(link.id)
        if id is None or id not in self.there[link.to]:
            return None
        if len(path) == 2:
            return self.value(link.to, id, path[1])
        return self._follow(self.forms[link.to], self.there[link.to][id], path[1:])

    def _formula(self, column: Column, columns: list[Column], stored: Mapping[str, Any], read: Any) -> Any:
        words = column.expr.replace("(", " ").replace(")", " ").replace(",", " ").split()

        def part(word: str) -> Any:
            if "." in word:
                return self._follow(columns, stored, tuple(word.split(".")))
            return read(word)

        if column.gives == TEXT:
            return (part(words[0]) or "") + "/" + (part(words[-1]) or "") or None

        def number(word: str) -> Decimal:
            return Decimal(word) if word.isdigit() else Decimal(part(word) or 0)

        if words[0] == "if":
            made = number(words[2]) if read("flag") else number(words[5])
        elif words[1] == "/":
            made = cents(number(words[0]) / 3, 12)
        elif words[1] == "*" and words[0] == "qty":
            made = number("qty") * 2 + number(words[4])
        elif words[1] == "*":
            made = number(words[0]) * 2 - number(words[4])
        else:
            made = number(words[0]) + number(words[2])
        return cents(made, 2)

    def _rollup(self, form: str, column: Column, stored: Mapping[str, Any], id: int) -> Any:
        found = self._listed(form, column.over, stored, id)
        if column.where is not None:
            name, least = column.where
            found = [one for one in found if (one(name) or 0) > least]
        if column.fn == "count":
            return Decimal(len(found))
        values = [value for one in found if (value := one(column.value)) is not None]
        if column.fn == "all":
            return all(values)
        if column.fn == "any":
            return any(values)
        if column.fn == "sum":
            return sum(values, Decimal(0))
        if column.fn == "distinct":
            return Decimal(len(set(values)))
        if not values:
            return None
        ordered = sorted(values) if column.fn in ("min", "max", "median") else values
        half = len(values) // 2
        match column.fn:
            case "join":
                return ", ".join(values)
            case "avg":
                return cents(sum(map(Decimal, values), Decimal(0)) / len(values), 12)
            case "median":
                if len(values) % 2:
                    return ordered[half]
                return cents(Decimal(ordered[half - 1] + ordered[half]) / 2, 12)
        return ordered[0] if column.fn in ("min", "first") else ordered[-1]

    def _listed(self, form: str, over: str, stored: Mapping[str, Any], id: int) -> list[Any]:
        """Readers of the rows that a list holds, in its order."""
        own = next((one for one in self.forms[form] if one.id == over), None)
        if own is not None and own.rows:
            return [
                lambda name, row=row: self.cell(form, row, next(one for one in own.rows if one.id == name))
                for row in stored.get(over) or ()
            ]
        if own is not None:
            ids = [other for other in stored.get(over) or () if other in self.there[own.to]]
            return [lambda name, other=other: self.value(own.to, other, name) for other in ids]
        found = []
        for name, columns in self.forms.items():
            for link in columns:
                if link.to == form and link.inverse == over:
                    for other, values in sorted(self.there[name].items()):
                        held = values.get(link.id)
                        if id in (held if isinstance(held, tuple) else (held,)):
                            found.append(lambda field, other=other, name=name: self.value(name, other, field))
        return found

    def _rounded(self, form: str, column: Column, value: Any) -> Any:
        places = self.decimals.get(f"{form}.{column.id}")
        return value if not isinstance(value, Decimal) or places is None else cents(value, places)


def cents(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
