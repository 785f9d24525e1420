"""Rules: trigger, conditions and steps, with what each step leaves for those after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.definition.model import RecordRef, Rule, Step, Trigger
from engine.definition.resolving.forms import _place
from engine.definition.resolving.meanings import Env, Meanings
from engine.definition.resolving.scope import AppScope, me, namespace, record
from engine.definition.resolving.shapes import check_id
from engine.definition.resolving.views import needs_computed
from engine.definition.resolving.work import At, Work
from engine.expression.expression import Expression
from engine.expression.scope import Symbol
from engine.expression.types import ANY, DATETIME, TEXT, WHOLE, ListOf, Record, Records, Type
from engine.registry import UnknownName

_HANDLES = ("on_approve", "on_reject", "on_return")


class RulesResolver:
    """Resolves every rule of the app."""

    def __init__(self, work: Work, meanings: Meanings, base: AppScope):
        self.work, self.meanings, self.base = work, meanings, base

    def resolve(self) -> dict[str, Rule]:
        rules = {}
        for id, item in self.work.of("rule").items():
            rule = self._rule(id, At(item))
            if rule is not None:
                rules[id] = rule
        return rules

    def _rule(self, id: str, at: At) -> Rule | None:
        work, tree = self.work, at.item.tree
        label = work.label(at, tree)
        before_save = tree.get("before_save")
        if "trigger" not in tree and before_save is None:
            work.problem("missing_key", at / "trigger", at_key=True, key="trigger")
            return None
        trigger, form = self._trigger(tree, at)
        if trigger is None:
            return None
        scope = self._scope(trigger, form)
        steps = _Steps(self, scope, form).resolve(tree.get("steps") or [], at / "steps", "")
        if not tree.get("steps"):
            work.problem("rule_without_steps", at / "steps", at_key=True)
        run_as = tree.get("run_as", "system")
        if run_as not in ("system", "actor"):
            work.later("comes_later", at / "run_as", what="@word.run_as", found=run_as)
        concurrency = dict(tree.get("concurrency") or {})
        if "key" in concurrency:
            concurrency["key"] = self.meanings._value(concurrency["key"], at / "concurrency" / "key", Env(scope), {})
        if tree.get("enabled", True) and not tree.get("tests"):
            work.warn("rule_without_test", at / "id", rule=id)
        self._tests(tree, at)
        later = (
            trigger.type.comes_later
            or before_save is not None
            or any(step.type.comes_later for one in steps for step in one.walk())
        )
        return Rule(
            id=id,
            label=label,
            trigger=trigger,
            steps=steps,
            enabled=tree.get("enabled", True),
            run_as="actor" if run_as == "actor" else "system",
            concurrency=concurrency,
            tests=tree.get("tests") or {},
            help=work.text(at, tree, "help"),
            before_save=before_save,
            comes_later=later,
            place=_place(at),
        )

    def _trigger(self, tree: Mapping[str, Any], at: At) -> tuple[Trigger | None, str | None]:
        work, written = self.work, tree.get("trigger")
        if not isinstance(written, dict):
            form = tree.get("before_save")
            if not isinstance(form, str):
                return None, None
            work.later("comes_later", at / "before_save", at_key=True, what="@word.key", found="before_save")
            if form not in work.shapes:
                work.unknown("unknown_form", at / "before_save", form, work.shapes)
                return None, None
            type = work.catalog.triggers.get("record.updated")
            return Trigger("before_save", type, form), f"{work.app_id}.{form}"
        here = at / "trigger"
        try:
            type = work.catalog.triggers.get(str(written.get("event")))
        except UnknownName:
            return None, None
        if type.comes_later:
            work.later("comes_later", here / "event", what="@word.trigger", found=type.name)
        form = written.get("form")
        full = None
        if isinstance(form, str):
            full = self.meanings.known.full(form)
            if not self.meanings.known.exists(full):
                work.unknown("unknown_form", here / "form", form, self.meanings.known.names())
                return None, None
            if not full.startswith(f"{work.app_id}."):
                work.later("other_apps_form", here / "form", found=form)
        before = self.base
        if full is not None and type.has_record:
            before = self.base.adding(record=record(full))
            if type.has_old:
                before = before.adding(old=record(full, "old", "old"))
        env = Env(self.base, full, before=before)
        options = self.meanings.properties(type.schema, written, here, env)
        when = options.pop("when", None)
        if isinstance(when, Expression) and full is not None:
            needs_computed(work, here / "when", full, when, self.meanings)
        changed = tuple(name for name in options.pop("changed", ()) if name is not None)
        if full is not None:
            self._refuse_time(here / "changed", full, changed)
        options.pop("form", None)
        short = self.meanings.known.short(full) if full else None
        return Trigger(type.name, type, short, changed, when, options), full

    def _refuse_time(self, at: At, full: str, changed: tuple[str, ...]) -> None:
        """What changes by itself raises no event."""
        fields = self.meanings.known.fields(full)
        for place, name in enumerate(changed):
            if name in fields and fields[name].computed == "read":
                self.work.problem("trigger_on_time", at / place, field=name)

    def _scope(self, trigger: Trigger, form: str | None) -> AppScope:
        """What steps may speak of."""
        members = {
            "at": Symbol("at", DATETIME, "trigger", True),
            "by": Symbol("by", Record("company.user"), "trigger"),
            "body": Symbol("body", ANY, "trigger"),
            "changed": Symbol("changed", ListOf(TEXT), "trigger"),
        }
        extra = {
            "me": me(),
            "trigger": namespace("trigger", "trigger"),
            "steps": namespace("steps", "steps"),
            "secret": Symbol("secret", ANY, "secret"),
            "item": Symbol("item", ANY, "item"),
        }
        if form is not None:
            members["record"] = record(form, "record", "trigger")
            extra["record"] = record(form)
            if trigger.type.has_old or trigger.event == "before_save":
                members["old"] = record(form, "old", "trigger")
                extra["old"] = record(form, "old", "old")
        return self.base.on(None).adding(**extra).spelling(trigger=members, steps={})

    def _tests(self, tree: Mapping[str, Any], at: At) -> None:
        """The forms and fields that a rule's tests name must be there."""
        for id, test in (tree.get("tests") or {}).items():
            for form, values in (test.get("given") or {}).items():
                here = at / "tests" / id / "given" / form
                known = self.meanings.known
                full = known.full(str(form))
                if not known.exists(full):
                    self.work.unknown("unknown_form", here, str(form), known.names(), at_key=True)
                    continue
                for name in values if isinstance(values, dict) else ():
                    if name not in known.members(full):
                        self.work.unknown(
                            "unknown_field", here / name, str(name), known.fields(full), at_key=True, form=form
                        )


class _Steps:
    """The steps of one rule, in order; what a step gives is known to those after it."""

    def __init__(self, rules: RulesResolver, scope: AppScope, form: str | None):
        self.rules, self.work, self.meanings = rules, rules.work, rules.meanings
        self.scope, self.form = scope, form
        self.outputs: dict[str, Symbol] = {}
        self.ids: set[str] = set()

    def resolve(self, written: Any, at: At, path: str, item: Type | None = None) -> tuple[Step, ...]:
        steps: list[Step] = []
        for place, tree in enumerate(written if isinstance(written, list) else ()):
            if isinstance(tree, dict):
                step = self._step(tree, at / place, path, item)
                if step is not None:
                    steps.append(step)
        return tuple(steps)

    def _env(self, item: Type | None, path: str) -> Env:
        scope = self.scope.spelling(steps=dict(self.outputs))
        if item is not None:
            scope = scope.adding(item=Symbol("item", item, "item", True))
        return Env(scope, self.form, steps=lambda written, at: self.resolve(written, at, f"{path}/{at.path[-1]}", item))

    def _step(self, tree: Mapping[str, Any], at: At, path: str, item: Type | None) -> Step | None:
        verbs = [key for key in tree if key in self.work.catalog.steps]
        id = tree.get("id")
        if len(verbs) != 1 or not isinstance(id, str):
            return None
        check_id(self.work, id, at / "id", reserved=False)
        if id in self.ids:
            self.work.problem("duplicate_id", at / "id", id=id)
        self.ids.add(id)
        verb = verbs[0]
        type = self.work.catalog.steps.get(verb)
        address = f"{path}/{id}" if path else id
        if type.comes_later:
            self.work.later("comes_later", at / verb, at_key=True, what="@word.step", found=verb)
        named = At(at.item, ("steps", id))
        env = replace(self._env(item, address), named=(named.name, len(at.path) + 1))
        if "label" in tree:
            self.work.label(named, tree)
        branches: dict[str, tuple[Step, ...]] = {}
        if verb == "choose":
            options: Any = self._choose(tree, at, address, item, env, branches)
        else:
            # Texts of a step are translated by its id, not by its position.
            options = self.meanings.resolve(type.schema, tree[verb], at / verb, env)
        if verb == "update" and isinstance(options, dict) and "record" not in options and self.form is not None:
            own = self.work.expression("record", at / verb, env.scope)
            if own is not None:
                options["record"] = RecordRef(self.meanings.known.short(self.form), own)
        for key in ("do", "default"):
            if key in tree and verb != "choose":
                inner = self._item_type(options) if key == "do" and verb == "for_each" else item
                branches[key] = self.resolve(
                    tree[key], at / key, f"{address}/{key}" if key == "default" else address, inner
                )
                if key == "default" or verb != "for_each":
                    self.work.problem("key_not_here", at / key, at_key=True, key=key, verb=verb)
        self.outputs[id] = Symbol(id, self._output(verb, options), "steps")
        return Step(id, address, type, options, tree.get("label"), branches, tree.get("retry"), _place(at))

    def _choose(
        self,
        tree: Mapping[str, Any],
        at: At,
        address: str,
        item: Type | None,
        env: Env,
        branches: dict[str, tuple[Step, ...]],
    ) -> list[dict[str, Any]]:
        options = []
        for place, branch in enumerate(tree["choose"] if isinstance(tree["choose"], list) else ()):
            if not isinstance(branch, dict) or not isinstance(branch.get("id"), str):
                continue
            here = at / "choose" / place
            when = self.work.condition(branch.get("when", True), here / "when", env.scope)
            options.append({"id": branch["id"], "label": branch.get("label"), "when": when})
            if branch["id"] in branches or branch["id"] == "default":
                self.work.problem("duplicate_id", here / "id", id=branch["id"])
            branches[branch["id"]] = self.resolve(
                branch.get("do") or [], here / "do", f"{address}/{branch['id']}", item
            )
        if "default" in tree:
            branches["default"] = self.resolve(tree["default"], at / "default", f"{address}/default", item)
        return options

    def _item_type(self, options: Any) -> Type:
        type = options.type if isinstance(options, Expression) else ANY
        if isinstance(type, Records):
            return Record(type.form)
        return type.item if isinstance(type, ListOf) else ANY

    def _output(self, verb: str, options: Any) -> Type:
        if not isinstance(options, dict):
            return ANY
        full = self.meanings.known.full
        if verb in ("create", "upsert") and options.get("form"):
            return Record(full(options["form"]))
        if verb == "update" and isinstance(options.get("record"), RecordRef):
            return Record(full(options["record"].form)) if options["record"].form else ANY
        if verb == "find" and options.get("form"):
            return Record(full(options["form"])) if options.get("one") else Records(full(options["form"]))
        return WHOLE if verb == "count" else ANY
