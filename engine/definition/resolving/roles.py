"""Roles: what people may do, and what of it this version can enforce."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definition.resolving.forms import _place
from engine.definition.resolving.meanings import Meanings
from engine.definition.resolving.scope import AppScope
from engine.definition.resolving.views import needs_computed
from engine.definition.resolving.work import At, FieldShape, Work
from engine.definition.roles import FieldGrant, FormGrant, Role
from engine.expression.expression import Expression
from engine.expression.types import Record, Records

_SHORT = {"none": FieldGrant(), "read": FieldGrant(read=True), "write": FieldGrant(read=True, write=True)}
_RIGHTS = ("read", "update", "delete")


class RolesResolver:
    """Resolves every role; a rule that cannot be enforced gives no access, and says so."""

    def __init__(self, work: Work, meanings: Meanings, base: AppScope):
        self.work, self.meanings, self.base = work, meanings, base

    def resolve(self) -> dict[str, Role]:
        roles = {}
        for id, item in self.work.of("role").items():
            at, tree = At(item), item.tree
            forms = {}
            for name, written in (tree.get("forms") or {}).items():
                if not isinstance(written, dict):
                    continue
                here = at / "forms" / name
                full = self.meanings.known.full(name)
                if not self.meanings.known.exists(full):
                    self.work.unknown("unknown_form", here, name, self.meanings.known.names(), at_key=True)
                    continue
                forms[self.meanings.known.short(full)] = self._grant(written, here, full)
            dashboards = tree.get("dashboards")
            for place, name in enumerate(dashboards or ()):
                if name not in self.work.of("dashboard"):
                    self.work.unknown("unknown_dashboard", at / "dashboards" / place, name, self.work.of("dashboard"))
            label = self.work.label(at, tree)
            help = self.work.text(at, tree, "help")
            roles[id] = Role(id, label, forms, None if dashboards is None else tuple(dashboards), help, _place(at))
        return roles

    def _grant(self, written: Mapping[str, Any], at: At, full: str) -> FormGrant:
        rights = {key: self._right(written.get(key, False), at / key, full) for key in _RIGHTS}
        grant = FormGrant(
            create=written.get("create") is True,
            export=written.get("export") is True,
            fields=self._fields(written.get("fields") or {}, at / "fields", full),
            **rights,
        )
        for key in ("update", "delete", "export"):
            if written.get(key) not in (None, False) and grant.read is False and written.get("read", False) is False:
                self.work.warn("right_without_read", at / key, right=key)
        if grant.delete is True and grant.export and grant.read is True:
            self.work.warn("deletes_and_exports_all", at)
        return grant

    def _right(self, written: Any, at: At, full: str) -> bool | Expression:
        if isinstance(written, bool):
            return written
        if written in ("all", "none"):
            return bool(written == "all")
        short = {"own": self._own, "department": self._department}.get(written)
        text = short(full, at) if short is not None else str(written)
        if text is None:
            return False
        scope = self.base.on(full)
        made = self.work.condition(text, at, scope)
        if made is None:
            return False
        if needs_computed(self.work, at, full, made, self.meanings, in_lists=True):
            self.work.warn("no_access", at, path=at.said)
            return False
        return made

    def _owner(self, full: str, at: At) -> str | None:
        """The field that says whose a record is: `owner`, else who made it."""
        owner = self.meanings.known.fields(full).get("owner")
        if owner is None or not isinstance(owner.type.value_type(owner), (Record, Records)):
            return "created_by"
        return "owner"

    def _own(self, full: str, at: At) -> str | None:
        owner = self._owner(full, at)
        field = self.meanings.known.fields(full).get("owner")
        many = isinstance(field, FieldShape) and owner == "owner" and field.many
        return f"me in {owner}" if many else f"{owner} = me"

    def _department(self, full: str, at: At) -> str | None:
        owner = self._owner(full, at)
        return f"{owner} = me or {owner}.department in me.departments or {owner}.department = me.department"

    def _fields(self, written: Mapping[str, Any], at: At, full: str) -> dict[str, FieldGrant]:
        grants: dict[str, FieldGrant] = {}
        fields = self.meanings.known.fields(full)
        for name, one in written.items():
            here = at / name
            if name != "*" and name not in fields:
                self.work.unknown(
                    "unknown_field", here, name, fields, at_key=True, form=self.meanings.known.short(full)
                )
                continue
            grants[name] = self._field(one, here, full)
        return grants

    def _field(self, written: Any, at: At, full: str) -> FieldGrant:
        if isinstance(written, str):
            if written == "masked":
                return FieldGrant(masked=True)
            return _SHORT.get(written, FieldGrant())
        if not isinstance(written, dict):
            return FieldGrant()
        if written.get("masked"):
            return FieldGrant(masked=True)
        read = written.get("read", "write" in written)
        if not isinstance(read, bool):
            read = {"all": True, "none": False}.get(read)
            if read is None:
                self._right(written["read"], at / "read", full)
                self.work.warn("no_access", at / "read", path=at.said)
                return FieldGrant()
        write = self._right(written.get("write", False), at / "write", full)
        return FieldGrant(read=read, write=write if read else False)
