"""The app as a whole: everything of one version, and its texts in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition.dashboard import Dashboard
from engine.definition.layout import Layout
from engine.definition.model import Field, Form, MenuSection, Rule, View
from engine.definition.problem import Place
from engine.definition.roles import Role
from engine.definition.work_week import WorkWeek


@dataclass(frozen=True)
class Kept:
    """An object that is checked and kept for a later version (aggregate, segment, page), as plain values."""

    kind: str
    id: str
    label: str
    content: Mapping[str, Any]
    place: Place = Place()


@dataclass(frozen=True)
class App:
    """A valid app. `texts` are the files as written, `hash` is theirs; `i18n` maps a language to texts by path."""

    id: str
    label: str
    version: str
    written_in: str = "en"
    also: tuple[str, ...] = ()
    currency: str | None = None
    help: str | None = None
    icon: str | None = None
    color: str | None = None
    home: str | None = None
    menu: tuple[MenuSection, ...] = ()
    rule_order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Field] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    dashboards: Mapping[str, Dashboard] = field(default_factory=dict)
    options: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    aggregates: Mapping[str, Kept] = field(default_factory=dict)
    segments: Mapping[str, Kept] = field(default_factory=dict)
    calendars: Mapping[str, WorkWeek] = field(default_factory=dict)
    pages: Mapping[str, Kept] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)  # by `print/invoice`
    i18n: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)  # every text for people, by path, in `written_in`
    texts: Mapping[str, str] = field(default_factory=dict)
    hash: str = ""
    based_on: str | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.written_in, *(language for language in self.also if language != self.written_in))

    def say(self, path: str, language: str = "en") -> str | None:
        """The text at a path like `form/opportunity/fields/name/label` in a language, else as it was written."""
        return self.i18n.get(language, {}).get(path) or self.labels.get(path)

    def label_of(self, path: str, language: str = "en") -> str:
        """The label of what stands at a path like `form/opportunity`; without one the path's last word."""
        return (
            self.say(f"{path}/label", language) or self._borrowed(path.split("/"), language) or path.rsplit("/", 1)[-1]
        )

    def _borrowed(self, parts: list[str], language: str) -> str | None:
        """What nobody has labelled is called by its form: a generated view or section, a related list."""
        match parts:
            case ["form", form, "related", id] if form in self.forms:
                found = next((one for one in self.forms[form].related if one.id == id), None)
                if found is not None:
                    return self.say(f"form/{found.form}/label_plural", language) or found.label
            case ["form", form, "layout", _]:
                return self.say(f"form/{form}/label", language)
            case ["view", id] if id in self.views:
                return self.say(f"form/{self.views[id].form}/label_plural", language)
            case ["app", "menu", _]:
                return self.say("app/label", language)
        return None

    def missing(self, language: str) -> tuple[str, ...]:
        """The paths of labels that have no text in a language of the app."""
        if language == self.written_in:
            return ()
        there = self.i18n.get(language, {})
        return tuple(path for path in self.labels if path not in there)

    def views_of(self, form: str) -> tuple[View, ...]:
        """The views of a form in their order."""
        return tuple(self.views[id] for id in self.forms[form].views)
