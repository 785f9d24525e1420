"""Pictures of strangers: small ones are upright and bare, and what only claims to be a picture is none."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from engine.storage import images
from engine.storage.database import Database
from engine.storage.files import FileStore, StoredFile

SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photo(kind: str = "JPEG", size: tuple[int, int] = (400, 200), orientation: int | None = None) -> bytes:
    """A picture with a red left edge, taken by a camera that wrote down where."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 60, size[1]), fill="red")
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def store(database: Database, tmp_path: Path) -> FileStore:
    return FileStore(database, tmp_path / "files")


def kept(store: FileStore, content: bytes, name: str = "a.jpg") -> StoredFile:
    return store.put(content, name=name, type="image/jpeg", by="user:1")


@pytest.mark.parametrize(("size", "expected"), [("small", (96, 48)), ("medium", (320, 160)), ("large", (400, 200))])
def test_a_small_picture_keeps_the_shape_and_never_grows(
    store: FileStore, size: str, expected: tuple[int, int]
) -> None:
    made = store.thumbnail(kept(store, photo()), size)
    assert made is not None
    with Image.open(made) as small:
        assert (small.format, small.size) == ("WEBP", expected)


def test_a_small_picture_stands_upright_and_tells_neither_place_nor_camera(store: FileStore) -> None:
    file = kept(store, photo(orientation=6))
    made = store.thumbnail(file, "medium")
    assert made is not None
    with Image.open(made) as small:
        assert small.size == (160, 320)
        red, green, blue = small.convert("RGB").getpixel((80, 10))  # type: ignore[misc]  # three bands
        assert red > 200 and green < 90 and blue < 90  # the left edge went to the top
        assert dict(small.getexif()) == {} and "xmp" not in small.info
    with Image.open(store.path(file)) as original:
        assert original.getexif()[0x010F] == "Camera maker"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_formats_are_made_small_too(store: FileStore, kind: str) -> None:
    out = io.BytesIO()
    Image.new("P" if kind == "GIF" else "RGBA", (300, 300)).save(out, kind)
    file = kept(store, out.getvalue())
    assert store.opens_as(file, "image") and store.thumbnail(file, "small") is not None


@pytest.mark.parametrize(
    "content",
    [SCRIPT, b"", b"\xff\xd8\xff", b"GIF89a" + b"\x00" * 20, photo("TIFF"), photo()[:300], b"%!PS-Adobe-3.0"],
    ids=["svg", "nothing", "a head alone", "a broken gif", "tiff", "cut off", "postscript"],
)
def test_what_cannot_be_opened_has_no_small_picture(store: FileStore, content: bytes) -> None:
    assert store.thumbnail(kept(store, content), "small") is None


def test_a_picture_of_too_many_pixels_is_not_decoded(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_PIXELS", 10_000)
    file = kept(store, photo())
    assert not store.opens_as(file, "image")
    assert store.thumbnail(file, "small") is None


def test_small_pictures_go_with_their_content(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept(store, photo())
    small = store.thumbnail(file, "small")
    assert small is not None and small.is_file()
    monkeypatch.setattr("engine.storage.files.KEPT_UNCLAIMED", timedelta(hours=-1))
    assert store.collect() == 1
    assert not small.exists() and not store.path(file).exists()
