"""Formwright: an engine that runs forms, views, rules and roles written as YAML or JSON."""

__version__ = "0.1.0"

__all__ = ["__version__"]
