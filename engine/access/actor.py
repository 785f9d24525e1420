"""Who is doing something: a person, a service with a token, a rule, or the engine itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

ActorKind = Literal["person", "service", "rule", "system"]


@dataclass(frozen=True)
class Actor:
    """One actor with the roles it holds.

    `roles` are role ids by app; `me` holds the python values of the actor's record in company.user, with
    `id` and `departments` (own ones and, for heads, those below). `scopes` limit a token further, e.g.
    `{"crm:read"}`; None means no further limit.
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    account_id: int | None = None
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_admin: bool = False
    language: str | None = None
    me: Mapping[str, Any] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    rule: str | None = None

    @classmethod
    def system(cls, name: str = "system") -> Actor:
        """The engine itself (commands, migrations, set-up): it may do everything."""
        return cls(kind="system", name=name, is_admin=True)

    @classmethod
    def for_rule(cls, rule: str, acts_as: Actor | None = None) -> Actor:
        """A rule such as `crm/won_creates_task`: with everybody's rights, or with those of `acts_as`."""
        if acts_as is None:
            return cls(kind="rule", name=rule, is_admin=True, rule=rule)
        return replace(acts_as, kind="rule", name=rule, rule=rule)

    @property
    def key(self) -> str:
        """How the actor stands in events and histories: `user:7`, `rule:crm/won`, `service:12`, `system`."""
        if self.kind == "rule":
            return f"rule:{self.rule}"
        if self.kind == "service":
            return f"service:{self.account_id or self.name}"
        if self.kind == "person":
            return f"user:{self.user_id}"
        return self.name

    def holds(self, app: str) -> frozenset[str]:
        """The roles held in one app; everybody who has a role anywhere is a colleague in the company."""
        own = self.roles.get(app, frozenset())
        if app == "company" and any(self.roles.values()):
            return own | {"colleague"}
        return own
