"""One file per resource; each offers `routes(engine)`."""
