"""The reference is made from the code and says what the code says now."""

from __future__ import annotations

import subprocess
import sys

from tests.promises.tree import ROOT


def test_the_reference_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
