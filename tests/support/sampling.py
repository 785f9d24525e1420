"""What a run of `make test` leaves to other runs: chosen by its seed, so that together they see everything."""

from __future__ import annotations

import os
import re
from collections import defaultdict

import pytest

from tests.support import seeds, sizes

SAMPLED = "FORMWRIGHT_TEST_SAMPLE"  # set by `make test`; a file that is run by itself is run whole
BOTH = 1 / 3  # share of the tests over both databases that run on both; the others on one of the two
JOURNEYS = 2 / 5  # share of the journeys in a browser
_DATABASE = re.compile(r"\b(sqlite|postgresql)\b")


class Sampling:
    """Takes tests out of a run before it begins; pytest counts them as deselected."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if sizes.is_soak() or os.environ.get(SAMPLED) != "1":
            return
        left = self._journeys(items) | self._second_databases(items)
        if left:
            config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left])
            items[:] = [item for item in items if item.nodeid not in left]

    def _journeys(self, items: list[pytest.Item]) -> set[str]:
        found = [item.nodeid for item in items if item.get_closest_marker("browser")]
        return {id for id in found if seeds.generator(id).random() >= JOURNEYS}

    def _second_databases(self, items: list[pytest.Item]) -> set[str]:
        """Of a test that runs alike on both, one of the two."""
        alike: dict[str, list[str]] = defaultdict(list)
        for item in items:
            if not item.get_closest_marker("slow"):
                alike[_DATABASE.sub("?", item.nodeid)].append(item.nodeid)
        left: set[str] = set()
        for name, both in alike.items():
            chance = seeds.generator(name)
            if len(both) == 2 and chance.random() >= BOTH:
                left.add(chance.choice(both))
        return left
