"""Named small worlds: app definitions as folders, for tests that want an app without caring which."""

from pathlib import Path

FOLDER = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of a world: `tiny`, `shop`, `language_page`, `crm_rules`."""
    found = FOLDER / name
    if not (found / "app.yaml").is_file():
        raise LookupError(f"there is no world {name}")
    return found
