"""The single page and its parts: hashed files for ever, the page itself never from a cache."""

from __future__ import annotations

import mimetypes
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from engine.api.problems import problem
from engine.shipped import ui_folder
from engine.texts import choose_language, say

# The builder shows a draft's form in a frame; nobody else may.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self'{hashes}; connect-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
FOR_EVER = "public, max-age=31536000, immutable"


class Pages:
    """Serves the built UI from the checkout or from the package."""

    def __init__(self) -> None:
        self.folder = ui_folder()

    async def answer(self, request: Request) -> Response:
        """A file of the UI, or the page for every address of the product; unknown API addresses are problems."""
        path = request.path_params.get("path", "")
        language = choose_language(request.headers.get("accept-language"))
        if path == "api" or path.startswith("api/"):
            return problem(404, "no_such_address", language, {"path": "/" + path})
        if self.folder is None:
            return PlainTextResponse(say("ui_not_built", {}, language), 503)
        file = self._file(path)
        if file is not None:
            return self._send(request, file, FOR_EVER if path.startswith("assets/") else "no-cache")
        if path.startswith("assets/"):
            return problem(404, "no_such_address", language, {"path": "/" + path})
        page = (self.folder / "index.html").read_bytes()
        wanted = request.cookies.get("language") or language
        shown = "zh-CN" if wanted.startswith("zh") else "en"
        page = page.replace(b'<html lang="en"', f'<html lang="{shown}"'.encode(), 1)
        return Response(
            page, media_type="text/html", headers={"Cache-Control": "no-cache", **_SAFE, **_policy(self.folder)}
        )

    def _file(self, path: str) -> Path | None:
        if not path or self.folder is None:
            return None
        file = (self.folder / path).resolve()
        inside = file.is_relative_to(self.folder.resolve())
        return file if inside and file.is_file() and file.name != "index.html" else None

    def _send(self, request: Request, file: Path, caching: str) -> Response:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Cache-Control": caching, "Vary": "Accept-Encoding", **_SAFE}
        packed = file.with_name(file.name + ".gz")
        if packed.is_file() and "gzip" in request.headers.get("accept-encoding", ""):
            return FileResponse(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
        return FileResponse(file, media_type=kind, headers=headers)


_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@lru_cache(maxsize=4)
def _policy(folder: Path) -> dict[str, str]:
    """The content policy; inline scripts of the page (the one that avoids a flash of the wrong theme) by hash."""
    import base64
    import hashlib
    import re

    page = (folder / "index.html").read_bytes()
    hashes = ""
    for script in re.findall(rb"<script>(.*?)</script>", page, re.S):
        digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
        hashes += f" 'sha256-{digest}'"
    return {"Content-Security-Policy": POLICY.replace("{hashes}", hashes)}
