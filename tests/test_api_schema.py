"""The interface against its own description: thousands of ways to misuse it find nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import httpx
import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi

import web_fixtures
from conftest import ROOT
from kwell_qa.records import Evidence, Mode, Why
from kwell_qa.settings import Settings
from kwell_qa.web.openapi import EXAMPLE_ASK, EXAMPLE_PROBLEM
from kwell_qa.web.schemas import (
    CitationOut,
    HelplineOut,
    PassageOut,
    ReplyOut,
    SourceOut,
    StepOut,
)
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
    for status in ("400", "413", "422", "429", "503"):
        assert set(ask["responses"][status]["content"]) == {"application/problem+json"}
    # A crowd is turned away wherever it wants to go.
    for path in (path for path in told["paths"] if path.startswith("/api/v1/")):
        for operation in told["paths"][path].values():
            assert "503" in operation["responses"], path


def unlike(value: Any, schema: dict[str, Any], parts: dict[str, Any], way: str = "") -> set[str]:
    """Ways to the fields of ``value`` that ``schema`` does not have, or that it has besides."""
    schema = parts[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    if "anyOf" in schema and value is not None:
        schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
        return unlike(value, schema, parts, way)
    if isinstance(value, list):
        return {name for one in value for name in unlike(one, schema["items"], parts, way)}
    if not isinstance(value, dict) or "properties" not in schema:
        return set()
    fields = schema["properties"]
    found = {f"{way}.{name}" for name in value.keys() ^ fields.keys()}
    for name in value.keys() & fields.keys():
        found |= unlike(value[name], fields[name], parts, f"{way}.{name}")
    return found


@pytest.mark.parametrize("question", ["did Chan's Room trail off in 2023", "I want to die", "hi"])
def test_every_field_of_a_reply_is_described(served: Running, question: str) -> None:
    parts = httpx.get(served.url + "/openapi.json", timeout=PATIENCE).json()["components"]
    asked = {"question": question, "country": "US", "explain": True}
    reply = httpx.post(served.url + "/api/v1/ask", json=asked, timeout=60).json()
    schema = {"$ref": "ReplyOut"}
    assert unlike(reply, schema, parts["schemas"]) - {".passages", ".explain"} == set()
    del asked["explain"]
    reply = httpx.post(served.url + "/api/v1/ask", json=asked, timeout=60).json()
    assert unlike(reply, schema, parts["schemas"]) == {".passages", ".explain"}


def test_the_page_on_the_interface_names_every_field() -> None:
    page = (ROOT / "docs/api.md").read_text("utf-8")
    told = set(re.findall(r"`(\w+)(?:\[\])?`", page))
    for model in (ReplyOut, CitationOut, SourceOut, HelplineOut, PassageOut, StepOut):
        assert set(model.model_fields) <= told, model
    for words in (Mode, Why, Evidence):
        assert set(get_args(words)) <= set(re.findall(r"`([\w-]+)`", page)), words


def test_what_a_refusal_holds_of_care_is_described(served: Running) -> None:
    fields = httpx.get(served.url + "/openapi.json", timeout=PATIENCE).json()
    described = set(fields["components"]["schemas"]["ProblemOut"]["properties"])
    wrong = {"question": "I want to die", "country": "US", "more": 1}
    refused = httpx.post(served.url + "/api/v1/ask", json=wrong, timeout=PATIENCE)
    assert refused.status_code == 422
    held = refused.json()
    assert held["mode"] == "crisis"
    assert described <= held.keys()


def test_every_field_of_the_rest_is_described(served: Running) -> None:
    told = httpx.get(served.url + "/openapi.json", timeout=PATIENCE).json()
    paths = ("/api/v1/helplines", "/api/v1/documents", "/api/v1/documents/{id}", "/healthz",
             "/readyz")  # fmt: skip
    for path in paths:
        content = told["paths"][path]["get"]["responses"]["200"]["content"]
        schema = content["application/json"]["schema"]
        for id in ("hostile", "coping-sleep"):
            query = {"country": "KR"} if "helplines" in path else {}
            answer = httpx.get(served.url + path.format(id=id), params=query, timeout=PATIENCE)
            assert unlike(answer.json(), schema, told["components"]["schemas"]) == set(), path
