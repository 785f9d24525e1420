"""Names to types, with the nearest known names when somebody mistypes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Generic, TypeVar

T = TypeVar("T")


class UnknownName(LookupError):
    """No `name` is registered; `nearest` are the known names most like it."""

    def __init__(self, name: str, nearest: tuple[str, ...]):
        super().__init__(f"{name} (nearest: {', '.join(nearest) or 'none'})")
        self.name = name
        self.nearest = nearest


class AlreadyRegistered(LookupError):
    """A second thing wants the name of a first."""


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Up to `count` known names that look like `name`, best first."""
    return tuple(get_close_matches(name, list(known), n=count, cutoff=0.6))


class Registry(Generic[T]):
    """A value passed in, never a module-level dict: `add`, `get`, `names`."""

    def __init__(self) -> None:
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> None:
        if name in self._things:
            raise AlreadyRegistered(name)
        self._things[name] = thing

    def get(self, name: str) -> T:
        """Raises UnknownName with the nearest known names."""
        try:
            return self._things[name]
        except KeyError:
            raise UnknownName(name, nearest(name, self._things)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def names(self) -> tuple[str, ...]:
        return tuple(self._things)
