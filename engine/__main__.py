"""`python -m engine` is `formwright`."""

from engine.cli import main

raise SystemExit(main())
