"""Ids: their shape, the words that are taken, and an id made from a label in whatever script."""

from __future__ import annotations

import re
from collections.abc import Container

MAX_LENGTH = 40
RESERVED = frozenset(
    "id revision created_at created_by updated_at updated_by deleted_at record trigger steps item old me secret"
    " settings and or not in true false null".split()
)
SYSTEM_FIELDS = ("id", "revision", "created_at", "created_by", "updated_at", "updated_by", "deleted_at")


def id_from_label(label: str, taken: Container[str] = (), prefix: str = "") -> str:
    """`Größe (cm)` -> `grosse_cm`, `客户来源` -> `ke_hu_lai_yuan`; numbered while it is taken or reserved."""
    import unicodedata

    text = label
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        from pypinyin import lazy_pinyin  # imported at first use: it weighs 55 MB

        text = " ".join(lazy_pinyin(text))
    text = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", text).strip("_")
    if not base or not base[0].isalpha():
        base = f"{'n' if base else 'field'}_{base}".strip("_")
    base = (prefix + base)[:MAX_LENGTH].rstrip("_")
    found, number = base, 2
    while found in taken or found in RESERVED:
        tail = f"_{number}"
        found, number = base[: MAX_LENGTH - len(tail)].rstrip("_") + tail, number + 1
    return found
