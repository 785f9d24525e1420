"""Apps as zip files of YAML that a person can read: written, read again with suspicion, and taken in."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import engine
from engine.catalog.ids import id_from_label
from engine.definition.patching import put
from engine.definition.source import MAX_BYTES, MAX_FILES, TEXT_SUFFIXES
from engine.definition.tree import plain
from engine.definition.trees import same
from engine.definition.writer import Edit, Load, edit
from engine.errors import Conflict, FormwrightError, Kind
from engine.publishing.publisher import Prepared, Published, Publisher

MANIFEST = "package.json"
FORMAT = 1
LANGUAGE_VERSION = 1  # `needs` in app.yaml
MOST_BYTES = 60_000_000  # of all files together, unpacked
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same app gives the same bytes


class BrokenPackage(FormwrightError):
    """A file that is no package of an app (`reason` says why)."""

    code = "package_broken"
    kind = Kind.INVALID


class NewerPackage(Conflict):
    """A package made by a later version, whose language this one does not know (`found`, `known`)."""

    code = "package_newer"


class AppInstalled(Conflict):
    """An app of that id is there already (`app`); it can be taken in under another one."""

    code = "app_installed"


def pack(app_id: str, texts: Mapping[str, str], version: int) -> bytes:
    """The zip of an app: its files as they were written, in a folder of its name."""
    out = io.BytesIO()
    manifest = {
        "format": FORMAT,
        "app": app_id,
        "version": version,
        "needs": LANGUAGE_VERSION,
        "made_by": engine.__version__,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {MANIFEST: json.dumps(manifest, indent=1) + "\n", **dict(sorted(texts.items()))}.items():
            archive.writestr(zipfile.ZipInfo(f"{app_id}/{name}", EARLIEST), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(content: bytes) -> dict[str, str]:
    """The files of a package. Raises BrokenPackage, NewerPackage."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = dict(_files(archive))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as trouble:
        raise BrokenPackage(reason=Reason("package_no_zip", found=str(trouble)[:80])) from None
    root = _root(files)
    found = {name.removeprefix(root): text for name, text in files.items()}
    manifest = _manifest(found.pop(MANIFEST, None))
    if int(manifest.get("needs", LANGUAGE_VERSION)) > LANGUAGE_VERSION or int(manifest.get("format", FORMAT)) > FORMAT:
        raise NewerPackage(found=str(manifest.get("made_by", manifest.get("needs"))), known=engine.__version__)
    return found


class Reason:
    """Why a package is refused, as a sentence of its own."""

    def __init__(self, code: str, **values: Any):
        self.code, self.values = code, values


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    left, seen = MOST_BYTES, set[str]()
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES:
        raise BrokenPackage(reason=Reason("package_too_many_files", limit=MAX_FILES))
    for entry in entries:
        name = entry.filename
        _refuse_place(entry)
        if any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts):
            continue
        if not name.endswith(TEXT_SUFFIXES):
            continue
        if name.casefold() in seen:
            raise BrokenPackage(reason=Reason("package_file_twice", found=name[:80]))
        seen.add(name.casefold())
        # The size that an archive states may be a lie: no more is ever unpacked than may be.
        with archive.open(entry) as packed:
            data = packed.read(min(left, MAX_BYTES) + 1)
        left -= len(data)
        if len(data) > MAX_BYTES or left < 0:
            raise BrokenPackage(reason=Reason("package_too_large", found=name[:80], limit=MAX_BYTES // 1_000_000))
        try:
            yield name, data.decode()
        except UnicodeDecodeError:
            raise BrokenPackage(reason=Reason("package_not_utf8", found=name[:80])) from None


def _refuse_place(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.split("/")
    outside = name.startswith("/") or "\\" in name or "\x00" in name or ":" in parts[0] or ".." in parts
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise BrokenPackage(reason=Reason("package_bad_name", found=name[:80]))


def _root(files: Mapping[str, str]) -> str:
    """The folder in which everything lies, when there is one."""
    tops = {name.partition("/")[0] for name in files}
    if len(tops) == 1 and all("/" in name for name in files):
        return f"{tops.pop()}/"
    return ""


def _manifest(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if text is not None else {}
        if isinstance(found, dict) and all(isinstance(found.get(key, 1), int) for key in ("needs", "format")):
            return found
    except ValueError:
        pass
    raise BrokenPackage(reason=Reason("package_manifest"))


class Packages:
    """Takes packages in, and copies apps."""

    def __init__(self, publisher: Publisher):
        self.publisher, self.store = publisher, publisher.store

    def export(self, app_id: str) -> bytes:
        """Raises NotFound."""
        snapshot = self.store.current()
        return pack(app_id, snapshot.app(app_id).texts, snapshot.number(app_id))

    def take_in(self, content: bytes, actor: str, *, id: str | None = None, label: str | None = None) -> Published:
        """A new app out of a package, under its own id or another one.

        Raises BrokenPackage, NewerPackage, AppInstalled, InvalidDefinition.
        """
        return self._publish(unpack(content), actor, "import", id, label)

    def copy(self, app_id: str, label: str, actor: str) -> Published:
        """A new app like another one, without its records. Raises NotFound."""
        return self._publish(dict(self.store.current().app(app_id).texts), actor, "copy", None, label)

    def _publish(self, texts: Mapping[str, str], actor: str, kind: str, id: str | None, label: str | None) -> Published:
        there = self.store.current().apps
        if label and not id:
            id = id_from_label(label, there)
        if id or label:
            texts = renamed(texts, id, label, self.publisher.load)
        app, _ = self.publisher.check(texts)
        if app.id in there:
            raise AppInstalled(app=app.id)

        def agreed(prepared: Prepared) -> None:
            if prepared.live is not None:  # somebody else took it in at this moment
                raise AppInstalled(app=app.id)

        return self.publisher.publish(texts, actor=actor, kind=kind, note=app.version, agreed=agreed)


def renamed(texts: Mapping[str, str], id: str | None, label: str | None, load: Load) -> dict[str, str]:
    """The files of an app under another id and label; relations that named it by its id lead to the copy."""
    made = dict(texts)
    sources = load(texts)
    was = next((item.id for item in sources.items if item.kind == "app"), "")
    for item in sources.items:
        tree = plain(item.tree)
        if item.kind == "i18n" and label and isinstance(tree.get("app"), dict):
            tree["app"].pop("label", None)  # it is called as its owner says
        if id:
            tree = _pointing(tree, was, id)
        if not same(tree, plain(item.tree)):
            put(made, item, tree, load, alone=sum(1 for one in sources.items if one.file == item.file) == 1)
    named = [Edit("app", was, (key,), value) for key, value in (("label", label), ("id", id)) if value]
    return edit(made, named, load) if was else made


def _pointing(tree: Any, was: str, id: str) -> Any:
    if isinstance(tree, dict):
        return {
            key: f"{id}.{value.partition('.')[2]}"
            if key == "to" and isinstance(value, str) and value.startswith(f"{was}.")
            else _pointing(value, was, id)
            for key, value in tree.items()
        }
    return [_pointing(item, was, id) for item in tree] if isinstance(tree, list) else tree
