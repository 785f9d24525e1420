"""The machine under the figures: what it is, how fast it is just now, how much memory a process holds."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]


_LOAD_CORE = "FORMWRIGHT_BENCH_LOAD_CORE"


def divide() -> None:
    """Keeps this process, and the servers and databases it starts, on one core; the load generator gets another."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    if len(cores) > 1:
        os.environ[_LOAD_CORE] = str(cores[-1])
        os.sched_setaffinity(0, {cores[0]})


def load_core() -> int | None:
    """The core of the load generator, None where the machine has no second one."""
    return int(os.environ[_LOAD_CORE]) if _LOAD_CORE in os.environ else None


def fixed_work() -> float:
    """Seconds for a fixed piece of CPU work: tells how busy the machine was around a measurement."""
    began = time.perf_counter()
    total = 0
    for number in range(3_000_000):
        total = (total * 31 + number) & 0xFFFFFFFF
    assert total == 637_018_976, total
    return round(time.perf_counter() - began, 4)


def memory_mb(pid: int) -> float:
    """Megabytes that a process and its children hold, shared pages counted in parts (PSS); RSS where there is none."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    total = 0
    for process in family:
        about = process.memory_full_info()
        total += getattr(about, "pss", 0) or about.rss
    return round(total / 1024 / 1024, 1)


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its children so far: tells more than the clock on a busy machine."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return float(sum(process.cpu_times().user + process.cpu_times().system for process in family))


def about() -> dict[str, Any]:
    """What the figures were measured on."""
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "system": platform.system() + " " + platform.release(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "memory_gb": round(psutil.virtual_memory().total / 1024**3, 1),
        "commit": commit.stdout.strip(),
    }
