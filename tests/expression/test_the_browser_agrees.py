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

NUMBER, TEXT, DAY, MOMENT = (expressions(kind, 1) for kind in ("number", "text", "day", "moment"))
SMALL = st.sampled_from("0 1 2 3 -1 0.5 1.9 2.5 count zero".split())
LIST = st.lists(st.sampled_from("1 2 2.5 -3 null 0.1 7 7 amount 1/0".split()), min_size=1, max_size=4).map(
    lambda items: f"[{', '.join(items)}]"
)
WORD = st.sampled_from(["'a'", "'Ab'", "'b*'", "''", "null", "'a?'", "'10'", "name"])
LISTED = st.lists(WORD, min_size=1, max_size=4).map(lambda items: f"[{', '.join(items)}]")
CRITERION = st.sampled_from(
    [
        "1",
        "2.5",
        "'>1'",
        "'<=2'",
        "'<>7'",
        "'a*'",
        "'<>a'",
        "''",
        "'<>'",
        "'>=a'",
        "'=Ab'",
        "null",
        "'~*'",
        "'?'",
        "name",
    ]
)
PATTERN = st.sampled_from(
    [
        "'0'",
        "'#,##0.00'",
        "'0.0%'",
        "'0.00E+00'",
        "'#.##'",
        "'000-0000'",
        "'0;(0);\"-\"'",
        "'0.0,,'",
        "'General'",
        "'# ?'",
    ]
)
CLOCK = st.sampled_from(["'yyyy-mm-dd hh:mm:ss'", "'h:mm AM/PM'", "'d mmm yy, ddd'", "'ss.00'", "'[h]:mm'", "'m/d'"])
# The functions that no database computes, or only some: what the shared expressions leave out.
CALLS: tuple[tuple[str, tuple[st.SearchStrategy[str], ...]], ...] = (
    *((f"{name}({{}})", (LIST,)) for name in ("MEDIAN", "STDEV", "PRODUCT", "COUNT", "JOIN", "AVERAGE", "UNION")),
    *((f"{name}({{}}, {{}})", (LIST, SMALL)) for name in ("LARGE", "SMALL", "PERCENTILE", "INDEX", "RANK")),
    *((f"{name}({{}})", (NUMBER,)) for name in ("RMBCAP", "FIXED", "SIN", "COS", "TAN", "COT", "LN", "EXP", "CHAR")),
    *((f"{name}({{}}, {{}})", (LISTED, CRITERION)) for name in ("COUNTIF", "SUMIF")),
    ("RANK({}, {}, active)", (SMALL, LIST)),
    ("COUNTIF({}, {})", (LIST, CRITERION)),
    ("SUMIF({}, {}, {})", (LISTED, CRITERION, LIST)),
    ("AVERAGEIF({}, {}, {})", (LIST, CRITERION, LIST)),
    ("SUMIFS({}, {}, {}, {}, {})", (LIST, LISTED, CRITERION, LIST, CRITERION)),
    ("FILTER({}, {}, {})", (LISTED, LIST, CRITERION)),
    ("SUMPRODUCT({}, {})", (LIST, LIST)),
    ("LOOKUP({}, {}, {})", (SMALL, LIST, LISTED)),
    ("LOOKUP({}, {})", (WORD, LISTED)),
    ("MAPX({}, {}, {}, {})", (st.sampled_from("'sum' 'avg' 'max' 'first' 'last' 'count'".split()), WORD, LISTED, LIST)),
    ("UNION({}, {})", (LISTED, LISTED)),
    ("SPLIT({}, {})", (TEXT, WORD)),
    ("SUBSTITUTE({}, {}, {}, {})", (TEXT, WORD, TEXT, SMALL)),
    ("REPLACE({}, {}, {}, {})", (TEXT, SMALL, SMALL, TEXT)),
    ("SEARCH({}, {}, {})", (WORD, TEXT, SMALL)),
    ("VALUE({})", (TEXT,)),
    ("VALUE({} & {})", (st.sampled_from(["'$'", "'('", "'-'", "'%'", "''"]), NUMBER)),
    ("TEXT({}, {})", (NUMBER, PATTERN)),
    ("TEXT({}, {})", (MOMENT, CLOCK)),
    ("TEXT(TIME({}, {}, 7.5), {})", (SMALL, SMALL, CLOCK)),
    ("({} ^ {})", (NUMBER, SMALL)),
    ("LOG({}, {})", (NUMBER, SMALL)),
    ("DATEDIF({}, {}, {})", (DAY, DAY, st.sampled_from("'y' 'M' 'd' 'ym' 'MD' 'yd' 'x'".split()))),
    ("WORKDAY({}, {}, [{}])", (DAY, SMALL, DAY)),
    ("WEEKNUM({}, {})", (DAY, st.sampled_from("1 2 11 12 17 21 5 1e30".split()))),
    ("WEEKDAY({}, {})", (DAY, st.sampled_from("1 2 3 11 12 17 99 -1 1e30".split()))),
    ("TIMESTAMP({})", (MOMENT,)),
    ("({} + {} * 1 month)", (MOMENT, SMALL)),
    ("({} + {})", (DAY, st.sampled_from(["1 month", "36 h", "-(2 days)", "1.5", "1 year + 1 s"]))),
    ("(TIME({}, 5, 0) + {})", (SMALL, st.sampled_from(["0.75", "90 min", "-(3 h)"]))),
    ("({} in [{}, {}])", (DAY, DAY, DAY)),
)
FUNCTIONS = st.sampled_from(CALLS).flatmap(lambda call: st.tuples(*call[1]).map(lambda parts: call[0].format(*parts)))
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
    texts = [*collected(VALUES, sized(300, 10_000)), *collected(FUNCTIONS, sized(300, 10_000))]
    cases = answers(texts, contexts)
    parsed = [[text, read(text)] for text in collected(TEXTS, sized(600, 20_000))]
    assert len(cases) > 200 and sum(tree is not None for _, tree in parsed) > 20
    file = tmp_path / "cases.json"
    file.write_bytes(whole_file(scope_json(), [{"name": "random deals", **rows, "cases": cases}], [], parsed))
    assert orjson.loads(file.read_bytes())["parsed"]
    done = in_the_browser(file)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
