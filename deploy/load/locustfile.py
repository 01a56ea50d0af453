"""Load for a running kwell-qa: questions of many people, and now and then helplines and frames.

    KWELL_RATE_LIMIT=100000 .venv/bin/kwell-qa serve
    .venv/bin/locust -f deploy/load/locustfile.py --headless --host http://127.0.0.1:7860 \
        --users 20 --spawn-rate 5 --run-time 30m --csv /tmp/kwell

Each reply must hold a helpline, whatever its status: a reply without one counts as a failure.
A refusal of a crowd (429, 503) with helplines counts as an answer, in a row of its own.
"""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant_throughput, task

# The project's own questions, over a thousand: a cache of a few would flatter the figures.
_SETS = Path(__file__).resolve().parents[2] / "tests" / "questions"
_ALL = [
    json.loads(line)["question"]
    for file in sorted(_SETS.glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
# One of them is longer than what is taken, which is refused and not an answer.
QUESTIONS = [one for one in _ALL if len(one.encode()) <= 8192]
random.Random(0).shuffle(QUESTIONS)
_turns = itertools.count()


class Fan(FastHttpUser):
    """One person, one request a second."""

    wait_time = constant_throughput(1)

    @task(8)
    def ask(self) -> None:
        question = QUESTIONS[next(_turns) % len(QUESTIONS)]
        self._told("/api/v1/ask", "ask", json={"question": question, "country": "KR"})

    @task(1)
    def helplines(self) -> None:
        self._told("/api/v1/helplines?country=KR", "helplines", method="GET")

    @task(1)
    def frame(self) -> None:
        self._told("/embed?country=KR", "frame", method="GET")

    def _told(self, path: str, name: str, method: str = "POST", **more: Any) -> None:
        with self.client.request(method, path, name=name, catch_response=True, **more) as response:
            if "tel:109" not in (response.text or "") and "findahelpline" not in (
                response.text or ""
            ):
                response.failure(f"{response.status_code} without a helpline")
            elif response.status_code in (429, 503):
                response.request_meta["name"] = f"{name}, told to come back"
                response.success()
