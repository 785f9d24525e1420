"""What the metrics page counts."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.storage.database import Transaction
from engine.storage.system_tables import metadata


def measured(tx: Transaction) -> dict[str, tuple[str, float]]:
    """Numbers by name with the sentence that says what each is."""
    job, run = metadata.tables["fw_job"], metadata.tables["fw_run"]
    session, app = metadata.tables["fw_session"], metadata.tables["fw_app"]

    def count(query: object) -> float:
        return float(tx.connection.execute(query).scalar_one())  # type: ignore[call-overload]

    found = {
        "apps": ("Installed apps.", count(select(func.count()).select_from(app))),
        "sessions": ("Open sessions.", count(select(func.count()).select_from(session))),
        "epoch": ("Changes of definitions, roles and sessions so far.", float(tx.epoch)),
    }
    for state in ("waiting", "running", "failed"):
        of_state = select(func.count()).select_from(job).where(job.c.state == state)
        found[f"jobs_{state}"] = (f"Jobs that are {state}.", count(of_state))
    failed = select(func.count()).select_from(run).where(run.c.state == "failed")
    found["runs_failed"] = ("Runs of rules that failed.", count(failed))
    return found
