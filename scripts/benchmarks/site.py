"""A served site in a process of its own, for what is measured from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["resident_mb", "served"]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 300


@contextmanager
def served(**settings: str) -> Iterator[tuple[str, int]]:
    """This repository's index, served whole; its address and process, when chat and model are
    there. ``settings`` are environment variables without their prefix."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    named = {f"KWELL_{name}": value for name, value in settings.items()}
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "KWELL_PORT": str(port), **named}
    command = [sys.executable, "-m", "kwell_qa", "serve"]
    # What it says goes where this program's own words go: why it does not start, above all.
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for path in ("/readyz", "/config"):
            _wait(process, url + path)
        yield url, process.pid
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            print(f"{url}: did not end within 60 s", file=sys.stderr)
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"{url}: not there after {PATIENCE_S} s, or `kwell-qa serve` ended")


def resident_mb(pid: int) -> float:
    """Memory of a process that is in use now, MB (/proc/PID/status, VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
