"""The load generator: a process of its own, bounded in time and number, that talks to 127.0.0.1 alone."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.workload import Request

HOST = "127.0.0.1"
LONGEST_SECONDS = 60.0
MOST_REQUESTS = 200_000


@dataclass(frozen=True)
class Measured:
    """What one burst of requests gave; milliseconds for times."""

    requests: int
    failed: int
    seconds: float
    p50: float
    p95: float
    p99: float
    worst: float
    first_failure: str = ""

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


def run(
    port: int,
    requests: list[Request],
    headers: dict[str, str],
    clients: int,
    seconds: float,
    limit: int | None,
    core: int | None,
) -> Measured:
    """Sends the requests in turn from `clients` connections, until the time or the number is used up."""
    work = {
        "port": port,
        "requests": [[request.method, request.path, request.body] for request in requests],
        "headers": headers,
        "clients": clients,
        "seconds": min(seconds, LONGEST_SECONDS),
        "limit": min(limit or MOST_REQUESTS, MOST_REQUESTS),
        "core": core,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(work),
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    return Measured(**json.loads(done.stdout))


def _bytes_of(request: list[Any], port: int, headers: dict[str, str]) -> bytes:
    method, path, body = request
    payload = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}:{port}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(payload)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


class _Client(asyncio.Protocol):
    """One connection: sends the next request as soon as the last answer is whole."""

    def __init__(self, burst: _Burst) -> None:
        self.burst = burst
        self.waiting = bytearray()
        self.sent_at = 0.0
        self.end = -1
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._send()

    def _send(self) -> None:
        request = self.burst.next()
        if request is None:
            self.transport.close()
            self.burst.one_is_done()
            return
        self.waiting.clear()
        self.end = -1
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        if self.end < 0:
            head = self.waiting.find(b"\r\n\r\n")
            if head < 0:
                return
            fields = bytes(self.waiting[:head]).lower()
            at = fields.find(b"content-length:")
            if at >= 0:
                self.end = head + 4 + int(fields[at + 15 :].split(b"\r\n", 1)[0])
            elif fields.startswith((b"http/1.1 204", b"http/1.1 304")):
                self.end = head + 4
        if self.end < 0:  # chunked: the last chunk is empty
            if not self.waiting.endswith(b"0\r\n\r\n"):
                return
        elif len(self.waiting) < self.end:
            return
        self.burst.keep(time.perf_counter() - self.sent_at, self.waiting)
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None:
            self.burst.lost(error)


class _Burst:
    """The requests of one measurement, dealt out to the connections."""

    def __init__(self, requests: list[bytes], clients: int, seconds: float, limit: int) -> None:
        self.ring: Iterator[bytes] = _around(requests)
        self.left = limit
        self.seconds = seconds
        self.until = 0.0
        self.open = clients
        self.times: list[float] = []
        self.failed = 0
        self.first_failure = ""
        self.over: asyncio.Event = asyncio.Event()

    def next(self) -> bytes | None:
        if self.left <= 0 or time.perf_counter() >= self.until:
            return None
        self.left -= 1
        return next(self.ring)

    def keep(self, seconds: float, answer: bytearray) -> None:
        self.times.append(seconds)
        if answer[9:10] != b"2":
            self.failed += 1
            self.first_failure = self.first_failure or bytes(answer[:400]).decode("utf-8", "replace")

    def lost(self, error: Exception) -> None:
        self.failed += 1
        self.first_failure = self.first_failure or repr(error)
        self.one_is_done()

    def one_is_done(self) -> None:
        self.open -= 1
        if self.open <= 0:
            self.over.set()


def _around(requests: list[bytes]) -> Iterator[bytes]:
    while True:
        yield from requests


async def _send_all(work: dict[str, Any]) -> Measured:
    requests = [_bytes_of(request, work["port"], work["headers"]) for request in work["requests"]]
    burst = _Burst(requests, work["clients"], work["seconds"], work["limit"])
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    burst.until = began + burst.seconds
    for _ in range(work["clients"]):
        await loop.create_connection(lambda: _Client(burst), HOST, work["port"])
    await asyncio.wait_for(burst.over.wait(), work["seconds"] + 60)
    seconds = time.perf_counter() - began
    times = sorted(burst.times) or [0.0]

    def at(share: float) -> float:
        return round(times[min(len(times) - 1, int(len(times) * share))] * 1000, 3)

    return Measured(len(burst.times), burst.failed, seconds, at(0.5), at(0.95), at(0.99), at(1.0), burst.first_failure)


def main() -> None:
    work = json.load(sys.stdin)
    if work["core"] is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {work["core"]})
    print(json.dumps(asdict(asyncio.run(_send_all(work)))))


if __name__ == "__main__":
    main()
