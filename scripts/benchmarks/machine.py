"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

__all__ = ["described"]

_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8")


def described() -> dict[str, Any]:
    """Processor, cores, memory, what it can do with bytes, and how busy it is now."""
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    fields = dict(
        line.split(":", 1) for line in reversed(told.splitlines()) if ":" in line
    )
    known = {key.strip(): value.strip() for key, value in fields.items()}
    flags = set(known.get("flags", "").split())
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": known.get("model name", platform.processor()), "cores": os.cpu_count(),
        "memory_gb": round(pages / 2**30, 1), "flags": [flag for flag in _FLAGS if flag in flags],
        "python": platform.python_version(), "system": platform.platform(terse=True),
        "load_average": [round(part, 1) for part in os.getloadavg()],
    }  # fmt: skip
