"""What a job is: durable work with a position, progress and a lease."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from engine.errors import FormwrightError, Kind

if TYPE_CHECKING:
    from engine.jobs.context import JobContext


@dataclass(frozen=True)
class Job:
    """One row of work as it stood when it was read; `position` is where a take-over goes on."""

    id: int
    type: str
    label: str
    state: str  # waiting | running | done | failed | cancelled | suspended
    options: Mapping[str, Any]
    position: Any
    result: Any
    error: Mapping[str, Any] | None
    done: int
    total: int | None
    step: str | None
    actor: Mapping[str, Any]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    max_attempts: int
    lease_token: int
    cancel_requested: bool

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")


class LeaseLost(Exception):
    """Another worker has taken the job over; whoever sees this must stop without writing."""


class JobCancelled(Exception):
    """Somebody asked the job to stop; the type undoes what it promised to undo and lets this through."""


class JobType(ABC):
    """One kind of work; `run` may be called again after a crash and goes on from `context.job.position`."""

    name: ClassVar[str]
    max_attempts: ClassVar[int] = 5
    # What a killed worker left half done is repeated from the last checkpoint, so every checkpoint
    # must commit together with the effects before it.

    @abstractmethod
    def run(self, context: JobContext) -> Any:
        """Do the work; the answer (JSON) becomes the job's result."""

    def cancelled(self, context: JobContext) -> Any:
        """Called once when a cancelled job stops; takes back what the type promises to take back."""
        return None


class UnknownJob(FormwrightError):
    """There is no job with this `id`, or it belongs to somebody else."""

    code = "unknown_job"
    kind = Kind.NOT_FOUND
