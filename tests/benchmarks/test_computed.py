"""The figures of computed values compare what is the same: the job and the statement by hand write equal values."""

from __future__ import annotations

from pathlib import Path

from benchmarks import computed
from tests.support.databases import Databases


def test_the_job_and_the_statement_by_hand_are_measured_over_the_same_rows(
    databases: Databases, tmp_path: Path
) -> None:
    measured = computed.measure(databases, tmp_path, rows=300, chain_rows=300, repeats=1)
    assert all(measured[name]["of_hand"] > 0 for name in computed.MEASURED)
    assert 0 < measured["chain"]["p50_ms"] <= measured["chain"]["p95_ms"]
    shown = computed.table(databases.kind, measured)
    assert "300 lines" in shown and "new formula" in shown and "new rollup" in shown
