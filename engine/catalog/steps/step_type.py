"""The contract of a step type, and how a step reaches the world."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from engine.catalog.schemas import Schema
from engine.clock import Clock


class StepContext(Protocol):
    """Everything a step may do; automation fills it in, and records/ permits, checks and writes as for everybody."""

    @property
    def record(self) -> Mapping[str, Any] | None:
        """The record of the rule, read again for this step; None after it was deleted or when there is none."""

    @property
    def clock(self) -> Clock: ...

    def create(self, form: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Makes a record of `form` (`task`, `company.user`) and gives it back with its id."""

    def update(self, form: str, id: int, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Changes a record and gives it back."""

    def notify(self, users: Sequence[int], text: str) -> None:
        """Leaves a notification for people, by their ids in company.user."""

    def evaluate(self, expression: Any) -> Any:
        """The value of an expression of the step's options."""

    def render(self, holes: Any) -> str:
        """The text of an option with holes, filled."""

    def people(self, written: Any) -> Sequence[int]:
        """The people that a `people` option names, by their ids in company.user, each once."""


@dataclass(frozen=True)
class Outcome:
    """What a step leaves behind: `output` for later steps, the sentence's values for the trace, and where to go on."""

    output: Any = None
    sentence: Mapping[str, Any] | None = None
    branch: str | None = None  # choose: the id of the branch taken, or "default"
    stop: str | None = None  # stop: with which result the run ends


class StepType(ABC):
    """`schema` is that of what stands after the verb (`create: …`); step types of later versions know only that."""

    name: ClassVar[str]
    schema: ClassVar[Schema]
    comes_later: bool = False

    def run(self, options: Mapping[str, Any], context: StepContext) -> Outcome:
        """Does it. `options` are resolved: expressions, holes and forms in place of their texts."""
        raise NotImplementedError(self.name)


class LaterStep(StepType):
    """A step of a later version: its shape is known, it cannot run."""

    comes_later = True

    def __init__(self, name: str, schema: Schema):
        self.name = name  # type: ignore[misc]  # one class stands for many names
        self.schema = schema  # type: ignore[misc]
