"""`make bench-ui`: how the table feels in a real browser: time to the first rows, and frames while it scrolls."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import needs
from playwright.sync_api import Page, sync_playwright

from benchmarks import machine
from benchmarks.run import RESULTS, size
from benchmarks.targets import EMAIL, PASSWORD, ProductTarget
from tests.support import server as servers
from tests.support.browser import FLAGS
from tests.support.databases import SqliteDatabases

SCROLL_SECONDS = 4

# Counts the time between frames while wheel events move the table.
_WATCH = """seconds => new Promise(done => {
  const gaps = []; let last = performance.now(); const until = last + seconds * 1000;
  const frame = now => {
    gaps.push(now - last); last = now;
    now < until ? requestAnimationFrame(frame) : done(gaps.slice(1));
  };
  requestAnimationFrame(frame);
})"""


def measure(page: Page, url: str) -> dict[str, Any]:
    """Milliseconds until rows stand there, and between frames (median, 95 %, worst) while scrolling."""
    began = time.monotonic()
    page.goto(f"{url}/a/bench/f/opportunity")
    page.get_by_role("row").nth(5).wait_for()
    first = round((time.monotonic() - began) * 1000)
    box = page.get_by_role("grid").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.evaluate(f"window.gaps = ({_WATCH})({SCROLL_SECONDS})")
    until = time.monotonic() + SCROLL_SECONDS
    while time.monotonic() < until:
        page.mouse.wheel(0, 400)
    gaps = sorted(page.evaluate("window.gaps"))
    long = sum(1 for gap in gaps if gap > 50)
    return {
        "first_rows_ms": first,
        "frames": len(gaps),
        "frame_p50_ms": round(gaps[len(gaps) // 2], 1),
        "frame_p95_ms": round(gaps[int(len(gaps) * 0.95)], 1),
        "frame_worst_ms": round(gaps[-1], 1),
        "frames_over_50_ms": long,
    }


def main() -> int:
    rows = size("ROWS", 100_000)
    path = needs.chromium()
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="formwright-bench-") as name:
        target = ProductTarget(SqliteDatabases(Path(name)), Path(name), rows)
        target.prepare()
        with servers.running("serve", target.data, database_url=target.url) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 800})
            answer = context.request.post(f"{server.api}/auth/login", data={"email": EMAIL, "password": PASSWORD})
            assert answer.ok, answer.text()
            result = {"rows": rows, "machine": machine.about(), "table": measure(context.new_page(), server.url)}
            browser.close()
    print(json.dumps(result["table"], indent=1))
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{time.strftime('%Y-%m-%d-%H%M', time.gmtime())}-screens.json"
    file.write_text(json.dumps(result, indent=1) + os.linesep, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
