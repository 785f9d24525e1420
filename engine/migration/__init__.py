"""From one version's tables to the next: of the apps (plan, run) and of the engine itself (system/)."""
