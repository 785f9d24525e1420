"""Our figures beside a hand-written twin that does the same work, in one run on one machine; ratios are what counts."""
