"""A draft as the builder needs it: steps and problems in words, the app that it makes, the definition as written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.access import Actor
from engine.api.shown_app import shown_app
from engine.definition.diff import diff_texts
from engine.definition.places import place_of
from engine.definition.problem import Problem
from engine.definition.source import Sources
from engine.definition.trees import MISSING
from engine.definition.wording import Wording
from engine.publishing.drafts import Choice, Draft, Drafts, OtherDraft
from engine.publishing.planning import Outlook, as_json
from engine.publishing.told import Telling, Told
from engine.storage.draft_rows import StepRow
from engine.texts import catalog, say

ADMIN = Actor.system("preview")


def shown_draft(
    drafts: Drafts, draft: Draft, made: Sequence[str], language: str, who: Callable[[str], str]
) -> dict[str, Any]:
    """The answer of `GET draft` and of everything that changes it."""
    sources, base = drafts.publisher.load(draft.texts), drafts.publisher.load(draft.base_texts)
    wording = Wording((sources, base), language)
    resolution = drafts.resolution(draft.texts)
    working = resolution if resolution.app is not None else drafts.working(draft)
    assert working.app is not None
    return {
        "exists": draft.row is not None,
        "base": draft.live,
        "live": draft.live,
        "position": draft.position,
        "steps": [{"label": sentence(step, wording, language), "at": step.at} for step in draft.steps],
        "changes": len(told(draft, base, sources, drafts, language)),
        "problems": [shown_problem(one, sources, language) for one in resolution.problems],
        "choices": [_choice(one, wording) for one in draft.choices],
        "others": [_other(one, who) for one in drafts.others(draft.app, draft.owner)],
        "made": list(made),
        "app": shown_app(working.app, draft.live, ADMIN, language),
        "works": resolution.app is not None,
        "definition": definition(sources, wording),
    }


def told(draft: Draft, old: Sources, new: Sources, drafts: Drafts, language: str) -> list[Told]:
    """What the draft changes, thing by thing: as many as its plan will have."""
    changes = diff_texts(draft.base_texts, draft.texts, drafts.publisher.load)
    return Telling(changes, old, new, language).tell() if changes else []


def definition(sources: Sources, wording: Wording) -> dict[str, Any]:
    """All objects by kind and id as they are written, with the reader's labels."""
    found: dict[str, Any] = {kind: {} for kind in ("form", "view", "dashboard", "role", "rule", "options")}
    for item in sources.items:
        if item.kind == "app":
            found["app"] = wording.tree("app")
        elif item.kind != "i18n":
            found.setdefault(item.kind, {})[item.id] = wording.tree(item.name)
    return found


def sentence(step: StepRow, wording: Wording, language: str) -> str:
    """What a step did: its owner's words, or ours."""
    label = step.label
    if label.get("text"):
        return str(label["text"])
    if "chose" in label:
        return say("step.chose", {"count": len(label["chose"])}, language)
    if "restored" in label:
        return say("step.restored", {"version": label["restored"]}, language)
    edits = label.get("edits") or [{}]
    first = edits[0]
    path = first.get("at") or _path_of(first)
    values = {
        "place": wording.place(path) if path else "",
        "name": first.get("item", ""),
        "label": first.get("label", ""),
        "kind": wording.word(str(first.get("kind", ""))),
        "type": _type(str(first.get("type", "")), language),
        "one": wording.name(f"form/{first.get('one')}"),
        "many": wording.name(f"form/{first.get('many')}"),
    }
    said = say(f"step.{first.get('op', 'set')}", values, language)
    return said if len(edits) == 1 else say("step.more", {"sentence": said, "count": len(edits) - 1}, language)


def _path_of(edit: Mapping[str, Any]) -> str:
    form, field = edit.get("form"), edit.get("field")
    if not form:
        return ""
    return f"form/{form}/fields/{field}" if isinstance(field, str) else f"form/{form}"


def _type(name: str, language: str) -> str:
    return say(f"field_type.{name}", {}, language) if f"field_type.{name}" in catalog() else name


def shown_problem(problem: Problem, sources: Sources, language: str) -> dict[str, Any]:
    """A problem with the place in the definition, as paths of edits name it."""
    return {
        "path": problem.path,
        "code": problem.code,
        "message": problem.message(language),
        "severity": problem.severity,
        "at": place_of(problem, sources),
    }


def _choice(choice: Choice, wording: Wording) -> dict[str, Any]:
    values = {name: _none(getattr(choice, name)) for name in ("base", "theirs", "ours")}
    return {"path": choice.path, **values, "sentence": wording.place(choice.path), "chosen": choice.chosen}


def _other(other: OtherDraft, who: Callable[[str], str]) -> dict[str, Any]:
    return {"who": who(other.owner), "changes": other.changes, "at": other.at}


def _none(value: Any) -> Any:
    return None if value is MISSING else value


def shown_outlook(outlook: Outlook, sources: Sources, language: str) -> dict[str, Any]:
    """The answer of `POST draft/plan`."""
    return {
        "hash": outlook.hash,
        "live": outlook.live,
        "severity": outlook.severity,
        "changes": [as_json(one) for one in outlook.changes],
        "runs_in_flight": outlook.runs_in_flight,
        "problems": [shown_problem(one, sources, language) for one in outlook.problems],
        "backup_first": outlook.destroys,
    }
