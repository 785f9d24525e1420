"""Random expressions and random texts: the browser's code, run by Node, answers and reads them as Python does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import node
import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.expression.cases import answers, many_rows, read, scope_json, whole_file
from tests.expression.generated import expressions
from tests.support import seeds
from tests.support.sizes import sized

UI = Path(__file__).parents[2] / "builder_ui"
KINDS = ("number", "text", "day", "moment", "yes")
VALUES = st.tuples(st.sampled_from(KINDS), st.integers(1, 3)).flatmap(lambda kind: expressions(*kind))
WORDS = (
    "a or and not in true false null IF( SUM( not( f( ( ) [ ] , . + - * / ^ & = <> < >= % 1 2.5 .5 1e3 7 days 3h 'x' "
    '"y" {L} #N/A ＋ （ ） ， 个月 2个月 “q” b.c in( 1. ;'
).split()
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " "])), min_size=1, max_size=12).map(
    lambda parts: "".join(word + space for word, space in parts)
)


def collected(strategy: st.SearchStrategy[str], count: int) -> list[str]:
    """So many texts of a kind, by the seed of the run."""
    found: dict[str, None] = {}

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(text: str) -> None:
        found[text] = None

    collect()
    return list(found)


def in_the_browser(file: Path) -> subprocess.CompletedProcess[str]:
    found = node.find()
    assert found is not None, "No Node on this machine: `make install` brings one."
    return subprocess.run(
        [
            str(found.node),
            "node_modules/vitest/vitest.mjs",
            "run",
            "src/expression/agreement.test.ts",
            "-t",
            "expression over|tree of",
        ],
        cwd=UI,
        env={**os.environ, **found.environment(), "FORMWRIGHT_CASES": str(file), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_random_expressions_and_texts_are_the_same_in_the_browser(tmp_path: Path) -> None:
    rows, contexts = many_rows(seeds.generator("the browser agrees").randrange(10**9), 8)
    cases = answers(collected(VALUES, sized(400, 20_000)), contexts)
    parsed = [[text, read(text)] for text in collected(TEXTS, sized(600, 20_000))]
    assert len(cases) > 200 and sum(tree is not None for _, tree in parsed) > 20
    file = tmp_path / "cases.json"
    file.write_bytes(whole_file(scope_json(), [{"name": "random deals", **rows, "cases": cases}], [], parsed))
    assert orjson.loads(file.read_bytes())["parsed"]
    done = in_the_browser(file)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
