"""A definition as JSON instead of YAML: the same objects, a file each."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definition import printing
from engine.definition.source import is_definition, load_texts
from engine.definition.tree import plain


def sources_as_json(texts: Mapping[str, str]) -> dict[str, str]:
    """The same definition with every object as JSON, a file each; all other files as they are.

    Raises nothing for files that cannot be read: those stay as they are.
    """
    sources = load_texts(texts)
    read = {item.file for item in sources.items}
    files = {name: text for name, text in texts.items() if not is_definition(name) or name not in read}
    for item in sources.items:
        folder = item.file.rpartition("/")[0]
        stem = "app" if item.kind == "app" else item.id
        name = f"{folder}/{stem}.json" if folder else f"{stem}.json"
        if name in files:
            name = f"{name.removesuffix('.json')}.{item.kind}.json"
        files[name] = printing.json_text(plain(item.tree), 2) + "\n"
    return files
