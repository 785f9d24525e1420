"""Durable work as rows: one crash-safe core under imports, installations and runs of rules."""
