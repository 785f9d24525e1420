"""HTTP in, HTTP out: routes parse, call one verb of the engine, and answer."""
