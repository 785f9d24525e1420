"""Computed values that wait for each other, within a form or across forms, can never be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.definition.problem import Worded
from engine.definition.resolving.forms_known import KnownForms
from engine.definition.resolving.work import FieldShape, Work, worded
from engine.expression.expression import Expression
from engine.expression.types import Record, Records
from engine.texts import LANGUAGES

Spot = tuple[str, str]  # full name of a form (or of a subform's rows), id of a field


def report_circles(work: Work, known: KnownForms, formulas: Mapping[Spot, Expression]) -> None:
    """One problem for every computed field that depends on itself, with the way round."""
    needs = {spot: tuple(dict.fromkeys(_needs(known, spot, shape, formulas))) for spot, shape in _computed(work)}
    for spot, shape in _computed(work):
        way = _way_back(spot, needs)
        if way:
            key = {"formula": "expr", "lookup": "from"}.get(shape.type.name, "from")
            ids = " → ".join(_said(work, one, spot) for one in way)
            words = {
                language: " → ".join(_labelled(work, known, one, spot, language) for one in way)
                for language in LANGUAGES
            }
            work.problem("circle", shape.at / key, path=Worded(ids, words))


def _computed(work: Work) -> Iterator[tuple[Spot, FieldShape]]:
    for form in work.shapes.values():
        full = f"{work.app_id}.{form.id}"
        for field in form.fields.values():
            if field.type.computed and not field.broken:
                yield (full, field.id), field
            for row in field.settings.get("fields", {}).values() if field.type.name == "subform" else ():
                if row.type.computed and not row.broken:
                    yield (f"{full}.{field.id}", row.id), row


def _needs(known: KnownForms, spot: Spot, shape: FieldShape, formulas: Mapping[Spot, Expression]) -> Iterator[Spot]:
    """The computed fields that must be known before this one."""
    full, settings = spot[0], shape.settings
    if shape.type.name == "formula" and spot in formulas:
        yield from _along(known, full, formulas[spot].depends)
    elif shape.type.name == "lookup":
        yield from _along(known, full, [tuple(str(settings.get("from", "")).split("."))])
    elif shape.type.name == "rollup" and "rows_of" in settings:
        rows = str(settings["rows_of"])
        value = settings.get("value")
        if isinstance(value, str) and value in known.fields(rows):
            yield from _along(known, rows, [(value,)])
        if isinstance(settings.get("where"), Expression):
            yield from _along(known, rows, settings["where"].fields)


def _along(known: KnownForms, full: str, paths: Iterable[tuple[str, ...]]) -> Iterator[Spot]:
    """Every computed field that a path passes or ends at."""
    for path in paths:
        here = full
        for name in path:
            symbol = known.members(here).get(name)
            if symbol is None and name == "parent" and here.count(".") == 2:
                here = here.rpartition(".")[0]
                continue
            field = known.fields(here).get(name)
            if field is not None and field.type.computed:
                yield here, name
            if symbol is None or not isinstance(symbol.type, (Record, Records)):
                break
            here = symbol.type.form


def _way_back(start: Spot, needs: Mapping[Spot, tuple[Spot, ...]]) -> list[Spot]:
    """The shortest way from a field through what it needs back to itself; [] when there is none."""
    came: dict[Spot, Spot] = {}
    waiting = [start]
    while waiting:
        coming: list[Spot] = []
        for spot in waiting:
            for next_spot in needs.get(spot, ()):
                if next_spot == start:
                    way = [start, spot]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return list(reversed(way)) if spot != start else [start, start]
                if next_spot not in came:
                    came[next_spot] = spot
                    coming.append(next_spot)
        waiting = coming
    return []


def _labelled(work: Work, known: KnownForms, spot: Spot, start: Spot, language: str) -> str:
    """A field by its label, with the form it is of where that is another one."""
    form, id = spot
    field = known.fields(form)[id]
    if isinstance(field, FieldShape):
        label = work.said_in(f"{field.at.name}/label").get(language) or field.label
    else:
        label = field.say(language)
    return label if form == start[0] else f"{_form_label(work, known, form, language)}: {label}"


def _form_label(work: Work, known: KnownForms, full: str, language: str) -> str:
    app, form, *_ = full.split(".")
    if app != work.app_id:
        return known.apps[app].forms[form].label
    written = work.shapes[form].at.item.tree.get("label")
    return work.said_in(f"form/{form}/label").get(language) or (written if isinstance(written, str) else worded(form))


def _said(work: Work, spot: Spot, start: Spot) -> str:
    form, field = spot
    return field if form == start[0] else f"{form.removeprefix(work.app_id + '.')}.{field}"
