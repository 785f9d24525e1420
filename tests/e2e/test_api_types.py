"""The screens' types of the API are those of the API that is served."""

from __future__ import annotations

import os
import subprocess

import node

from tests.support.browser import ROOT
from tests.support.server import Server


def test_the_types_of_the_screens_are_those_of_the_served_api(server: Server) -> None:
    found = node.find()
    assert found is not None, "No Node on this machine: `make install` brings one."
    done = subprocess.run(
        ["node", "builder_ui/tools/api-types.mjs", "--check"],
        cwd=ROOT,
        env={**os.environ, **found.environment(), "FORMWRIGHT_API": server.url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
