"""Pictures that strangers sent: opened with bounds on what is decoded, and made small without what a camera wrote."""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from pathlib import Path
from typing import Any

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
MOST_SIDE = 30_000
SIZES = {"small": 96, "medium": 320, "large": 1600}  # the longer side, pixels
# Decoding takes memory by the pixel: a page full of pictures waits here instead of taking all of it at once.
_AT_ONCE = threading.BoundedSemaphore(2)


def is_picture(path: Path) -> bool:
    """Whether a content is a picture of a known format whose size can be handled; its head alone is read."""
    with contextlib.suppress(Exception), _opened(path):  # a decoder of foreign bytes may raise anything
        return True
    return False


def make_small(path: Path, target: Path, size: int) -> bool:
    """Writes a WebP of at most `size` pixels on its longer side, upright and bare; False when it is no picture."""
    from PIL import Image, ImageOps

    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with _AT_ONCE, _opened(path) as picture:
            picture.draft("RGB", (size * 2, size * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((size, size))
            mode = "RGBA" if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info else "RGB"
            # Onto a fresh canvas: place, camera and comments stay with the original.
            bare = Image.new(mode, upright.size)
            bare.paste(upright.convert(mode))
            target.parent.mkdir(parents=True, exist_ok=True)
            bare.save(part, "WEBP", quality=80, method=4)
        os.replace(part, target)
    except Exception:  # a decoder of foreign bytes may raise anything
        part.unlink(missing_ok=True)
        return False
    return True


def _opened(path: Path) -> Any:
    from PIL import Image

    picture = Image.open(path, formats=FORMATS)
    width, height = picture.size
    if not 0 < width * height <= MOST_PIXELS or max(width, height) > MOST_SIDE:
        picture.close()
        raise ValueError("more pixels than are decoded")
    return picture
