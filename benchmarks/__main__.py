"""`python -m benchmarks` is `make bench`."""

import sys

from benchmarks.run import main

sys.exit(main([word for word in sys.argv[1:] if not word.startswith("-")]))
