"""The interface against its own description: thousands of ways to misuse it find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi

import web_fixtures
from kwell_qa.settings import Settings
from kwell_qa.web.openapi import EXAMPLE_ASK, EXAMPLE_PROBLEM
from web_fixtures import PATIENCE, Running, running, wait_ready

# pytest finds fixtures by these names.
small_settings = web_fixtures.small_settings


@pytest.fixture(scope="module")
def served(small_settings: Settings) -> Iterator[Running]:
    with running(replace(small_settings, rate_limit=100_000)) as one:
        wait_ready(one)
        yield one


def test_schemathesis_finds_nothing(served: Running) -> None:
    schema = openapi.from_url(served.url + "/openapi.json")
    found = [result.ok() for result in schema.get_all_operations()]
    assert {operation.label for operation in found} >= {
        "POST /api/v1/ask", "GET /api/v1/helplines", "GET /api/v1/documents",
        "GET /api/v1/documents/{id}", "GET /healthz", "GET /readyz", "GET /metrics",
    }  # fmt: skip
    for operation in found:
        for mode, most in ((GenerationMode.POSITIVE, 20), (GenerationMode.NEGATIVE, 20)):
            try:
                strategy = operation.as_strategy(generation_mode=mode)
            except Unsatisfiable:  # nothing about it could be wrong
                continue

            @settings(max_examples=most, deadline=None, derandomize=True, database=None,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
            @given(case=strategy)
            def holds(case: Any) -> None:
                # Every check there is: no 5xx; only statuses, types and bodies as described;
                # wrong data refused, right data taken; other methods told which are allowed.
                case.call_and_validate(timeout=60)

            try:
                holds()
            except Unsatisfiable:
                continue


def test_examples_are_true(served: Running) -> None:
    told = httpx.get(served.url + "/openapi.json", timeout=PATIENCE).json()
    ask = told["paths"]["/api/v1/ask"]["post"]
    assert set(ask["requestBody"]["content"]["application/json"]["examples"]) == set(EXAMPLE_ASK)
    for example in EXAMPLE_ASK.values():
        response = httpx.post(served.url + "/api/v1/ask", json=example["value"], timeout=60)
        assert response.status_code == 200, example
    problem = {**told["components"]["schemas"]["ProblemOut"], "components": told["components"]}
    jsonschema.validate(EXAMPLE_PROBLEM, problem)
    refused = httpx.post(served.url + "/api/v1/ask", json={}, timeout=PATIENCE).json()
    jsonschema.validate(refused, problem)
    for status in ("400", "413", "422", "429"):
        assert set(ask["responses"][status]["content"]) == {"application/problem+json"}
