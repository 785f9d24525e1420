"""Reads only what changed: a file whose text was read before gives the same objects again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from engine.definition.bulk import collecting_later
from engine.definition.problem import Problem
from engine.definition.source import Item, Sources, load_texts

MOST_CHARACTERS = 3_000_000  # of the texts whose objects are kept; an object takes about ten times its text


class Reader:
    """One for all who work on definitions; safe for threads, because nobody changes what was read."""

    def __init__(self, most: int = MOST_CHARACTERS):
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Sources] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def load(self, texts: Mapping[str, str]) -> Sources:
        """The sources of texts: what `load_texts` gives."""
        new: dict[str, str] = {}
        found: dict[str, Sources] = {}
        with self._lock:
            for name, text in texts.items():
                known = self._kept.get((name, text))
                if known is not None:
                    self._kept.move_to_end((name, text))
                    found[name] = known
                else:
                    new[name] = text
        with collecting_later():
            for name, text in new.items():
                found[name] = self._read(name, text)
        read: dict[str, str] = {}
        items: list[Item] = []
        problems: list[Problem] = []
        for name in sorted(found):
            read.update(found[name].texts)
            items.extend(found[name].items)
            problems.extend(found[name].problems)
        return Sources(read, tuple(items), tuple(problems))

    def _read(self, name: str, text: str) -> Sources:
        read = load_texts({name: text})
        with self._lock:
            self._kept[(name, text)] = read
            self._characters += len(text)
            while self._characters > self._most and len(self._kept) > 1:
                (_, gone), _ = self._kept.popitem(last=False)
                self._characters -= len(gone)
        return read
