"""Small apps for tests, made from a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.catalog.catalog import Catalog, built_in_catalog
from engine.definition import printing
from engine.definition.app import App
from engine.definition.problem import render
from engine.definition.resolver import Resolution, resolve
from engine.definition.source import load_texts

APP = "kind: app\nid: shop\nlabel: Shop\ncurrency: CNY\n"
THING = 'kind: form\nid: thing\nlabel: Thing\ntitle: "{{ name }}"\nfields:\n  name: {type: text, label: Name}\n'


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The built-in catalog, made once for all tests."""
    return built_in_catalog()


def resolved(files: Mapping[str, str], **options: Any) -> Resolution:
    """An app of these files; `app.yaml` is added when it is not among them."""
    return resolve(load_texts({"app.yaml": APP, **files}), catalog(), **options)


def app_of(files: Mapping[str, str], **options: Any) -> App:
    """The same, and it must be right."""
    resolution = resolved(files, **options)
    assert resolution.app is not None, render(resolution.problems)
    return resolution.app


def app_with(fields: Mapping[str, Any], **files: str) -> App:
    """An app whose form `thing` has these fields."""
    form = {"id": "thing", "label": "Thing", "fields": {"name": {"type": "text"}, **fields}}
    return app_of({"forms/thing.yaml": printing.print_object("form", {"kind": "form", **form}), **files})
