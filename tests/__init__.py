"""Tests, in folders that mirror the layers; the name of a test is a sentence of the specification."""
