"""The published schema and the loader accept and refuse the same, for broken definitions and for random harm."""

from __future__ import annotations

import copy
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from engine.definition import kinds
from engine.definition.printing import print_object
from engine.definition.resolver import resolve, schemas_of
from engine.definition.schema import json_schema
from engine.definition.source import load_folder, load_texts
from engine.definition.tree import plain
from tests.definition.mutations import harm
from tests.definition.small import catalog
from tests.definition.test_broken_definitions import CASES
from tests.support import seeds

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "templates" / "crm", *sorted(path for path in (ROOT / "tests" / "worlds").iterdir() if path.is_dir())]
SCHEMAS = schemas_of(catalog())
VALIDATORS = {kind: Draft202012Validator(SCHEMAS.published(kind)) for kind in (*kinds.KINDS, "view")}


def as_json(tree: Any) -> Any:
    """The tree as an editor's JSON Schema checker has it."""
    return json.loads(json.dumps(tree, default=lambda number: float(number) if isinstance(number, Decimal) else None))


def agree(kind: str, tree: Any) -> bool:
    """Whether both say the same; and what is accepted quickly is accepted by the schema."""
    published = VALIDATORS[kind].is_valid(as_json(tree))
    faults = SCHEMAS.faults(kind, tree)
    return published == (not faults)


def objects() -> list[tuple[str, str, Any]]:
    found = []
    for folder in FOLDERS:
        for item in load_folder(folder).items:
            found.append((f"{folder.name}/{item.name}", item.kind, plain(item.tree)))
    return found


def test_the_published_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema(catalog()))


def test_the_schema_of_everything_chooses_by_kind() -> None:
    whole = Draft202012Validator(json_schema(catalog()))
    assert whole.is_valid({"kind": "options", "id": "a", "options": ["A"]})
    assert not whole.is_valid({"kind": "options", "id": "a", "fields": {}})
    assert not whole.is_valid({"kind": "nothing", "id": "a"})


def test_templates_and_worlds_are_accepted_by_both() -> None:
    for name, kind, tree in objects():
        assert SCHEMAS.faults(kind, tree) == [], name
        assert VALIDATORS[kind].is_valid(as_json(tree)), name


def test_broken_definitions_are_judged_alike() -> None:
    seen = 0
    for case in CASES:
        for item in load_texts({case.get("file", "forms/thing.yaml"): case["text"]}).items:
            if item.kind in VALIDATORS:
                seen += 1
                assert agree(item.kind, plain(item.tree)), case["it"]
    assert seen > 80


def test_random_harm_is_judged_alike() -> None:
    chance: random.Random = seeds.generator("schema and loader")
    every = [one for one in objects() if len(str(one[2])) < 6000]
    refused = 0
    for _ in range(300):
        name, kind, tree = chance.choice(every)
        tree = copy.deepcopy(tree)
        for _ in range(chance.randrange(1, 4)):
            tree = harm(tree, chance)
        assert agree(kind, tree), (name, tree)
        refused += bool(SCHEMAS.faults(kind, tree))
    assert 100 < refused < 300


def test_the_resolver_survives_every_harm() -> None:
    chance: random.Random = seeds.generator("resolver")
    worlds = [load_folder(folder) for folder in FOLDERS if folder.name in ("shop", "language_page", "crm_rules")]
    for _ in range(150):
        sources = chance.choice(worlds)
        item = chance.choice(sources.items)
        tree = harm(copy.deepcopy(plain(item.tree)), chance)
        if any(other.file == item.file and other.name != item.name for other in sources.items):
            continue
        texts = {**sources.texts, item.file: print_object(item.kind, tree)}
        resolution = resolve(load_texts(texts), catalog(), allow_later=True)
        assert resolution.app is not None or resolution.errors
        for problem in resolution.problems:
            assert problem.message("zh-CN") and problem.place.file
