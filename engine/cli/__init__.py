"""The command line: each command a few lines over Engine."""

from engine.cli.main import main

__all__ = ["main"]
