"""Turns sources into an app, or says everything that is in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.catalog.catalog import Catalog
from engine.definition import company as least_company
from engine.definition import kinds
from engine.definition.app import App
from engine.definition.bulk import collecting_later
from engine.definition.problem import Place, Problem, errors_of
from engine.definition.resolving import whole
from engine.definition.resolving.work import At, Work
from engine.definition.schema import Fault, Schemas
from engine.definition.source import Item, Sources, load_folder
from engine.definition.tree import List, Map, below, copied
from engine.registry import nearest


@dataclass(frozen=True)
class Resolution:
    """What came of it: the app when there are no errors, and every problem in the order of files and lines."""

    app: App | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return errors_of(self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "warning")


_schemas: dict[int, tuple[Catalog, Schemas]] = {}


def schemas_of(catalog: Catalog) -> Schemas:
    """The compiled schemas of a catalog, made once."""
    found = _schemas.get(id(catalog))
    if found is None or found[0] is not catalog:
        found = _schemas[id(catalog)] = (catalog, Schemas(catalog))
    return found[1]


@lru_cache(maxsize=4)
def _least_company(key: int) -> App:
    catalog = _schemas[key][0]
    app = resolve(load_folder(least_company.FILES), catalog, company=None, _is_company=True).app
    assert app is not None
    return app


def resolve(
    sources: Sources,
    catalog: Catalog,
    *,
    company: App | None = None,
    apps: Mapping[str, App] | None = None,
    allow_later: bool = False,
    as_template: bool = False,
    _is_company: bool = False,
) -> Resolution:
    """All names become objects, all problems are found at once.

    `company` is the built-in app of people and departments; without it the least that every installation has.
    `apps` are further apps that relations may lead to. `allow_later` lets types and steps of later versions pass.
    `as_template` refuses ids that are kept for customers (`x_…`).
    """
    schemas = schemas_of(catalog)
    work = Work(sources, catalog, allow_later=allow_later)
    work.problems.extend(sources.problems)
    _sort_items(work, schemas)
    head = next(iter(work.of("app").values()), None)
    if head is None:
        work.problems.append(Problem("no_app", "error", Place("app.yaml")))
    whole.read_head(work, head)
    others = dict(apps or {})
    if company is not None:
        others["company"] = company
    elif not _is_company and work.app_id != "company":
        others.setdefault("company", _least_company(id(catalog)))
    others.pop(work.app_id, None)
    work.others = others
    with collecting_later():
        app = whole.resolve_whole(work, head)
    if as_template:
        _refuse_customer_ids(work)
    problems = tuple(sorted(set_of(work.problems), key=lambda one: (one.place, one.severity, one.code)))
    if errors_of(problems) or app is None:
        return Resolution(None, problems)
    return Resolution(replace(app, texts=dict(sources.texts), hash=hash_of(sources.texts)), problems)


def set_of(problems: list[Problem]) -> list[Problem]:
    """Each problem once."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for problem in problems:
        key = (
            problem.code,
            problem.place,
            problem.path,
            str(problem.values.get("found")),
            str(problem.values.get("key")),
        )
        if key not in seen:
            seen.add(key)
            kept.append(problem)
    return kept


def hash_of(texts: Mapping[str, str]) -> str:
    """One hash of all files, by name and content."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _sort_items(work: Work, schemas: Schemas) -> None:
    """Objects by kind and id; what is wrong by schema is reported and cut out, so that the rest can be checked."""
    known = (*kinds.KINDS, "view")
    for item in work.sources.items:
        at = At(item)
        if item.kind not in known:
            work.problem("unknown_kind", at / "kind", found=item.kind, nearest=nearest(item.kind, known))
            continue
        item = _without_faults(work, item, schemas.faults(item.kind, item.tree))
        first = work.items.setdefault(item.kind, {}).get(item.id)
        if first is not None:
            work.problem("object_twice", at / "id", found=item.name, file=first.file)
            continue
        if item.kind == "app" and work.items["app"]:
            work.problem("two_apps", at / "kind", file=next(iter(work.items["app"].values())).file)
            continue
        work.items[item.kind][item.id] = item


def _without_faults(work: Work, item: Item, faults: list[Fault]) -> Item:
    """Reports what the schema says, and gives the object without it."""
    if not faults:
        return item
    for fault in faults:
        work.problem(fault.code, At(item, fault.path), at_key=fault.at_key, **fault.values)
        work.broken.add((item.name, fault.path[:-1] if fault.missing else fault.path))
    left = Item(item.kind, item.id, copied(item.tree), item.file, item.index)
    # From the end, so that the places of a list are still right when their turn comes.
    for fault in sorted(faults, key=lambda fault: [str(key).rjust(8, "0") for key in fault.path], reverse=True):
        if len(fault.path) > 1 and isinstance(fault.path[-2], int) and (fault.missing or fault.path[-1] == "id"):
            _cut(left.tree, fault.path[:-1])  # an item of a list that lacks what it needs
        elif not fault.missing and fault.path:
            _cut(left.tree, fault.path)
    return left


def _cut(tree: Map, path: tuple[str | int, ...]) -> None:
    holder: Any = tree
    for key in path[:-1]:
        holder = below(holder, key)
    key = path[-1]
    if isinstance(holder, List) and isinstance(key, int) and key < len(holder):
        del holder[key]
        if holder.node is not None:
            del holder.node.value[key]
    elif isinstance(holder, Map):
        # A field of a broken type stays known by its id; everything else that is broken goes.
        is_field = len(path) >= 2 and path[-2] == "fields" and isinstance(holder.get(str(key)), dict)
        if key != "type" and not is_field:
            holder.pop(str(key), None)


def _refuse_customer_ids(work: Work) -> None:
    for items in work.items.values():
        for id, item in items.items():
            if id.startswith("x_"):
                work.problem("customer_id_in_template", At(item, ("id",)), found=id)
    for form in work.shapes.values():
        for field in form.fields.values():
            if field.id.startswith("x_"):
                work.problem("customer_id_in_template", field.at, at_key=True, found=field.id)
