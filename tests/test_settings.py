"""Settings come from the environment once; a bad value stops with its name and what is allowed."""

from __future__ import annotations

import dataclasses

import pytest

from conftest import ROOT
from kwell_qa.errors import UsageError
from kwell_qa.settings import Settings, from_env


def test_defaults_and_values() -> None:
    assert from_env({}) == Settings()
    made = from_env({"KWELL_PORT": "8000", "KWELL_DEFAULT_COUNTRY": "kr",
                     "KWELL_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
                     "KWELL_ALLOWED_ORIGINS":
                         "https://school.example, http://localhost:8000/"})  # fmt: skip
    assert (made.port, made.default_country) == (8000, "KR")
    assert made.allowed_origins == ("https://school.example", "http://localhost:8000")
    assert made.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    assert from_env({"KWELL_PORT": "  "}) == Settings()


def test_prompts_keep_their_spaces_and_can_be_none_at_all() -> None:
    made = from_env({"KWELL_QUERY_PROMPT": "query: ", "KWELL_PASSAGE_PROMPT": "none"})
    assert (made.query_prompt, made.passage_prompt) == ("query: ", "")
    assert from_env({"KWELL_QUERY_PROMPT": ""}).query_prompt is None


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("KWELL_PORT", "0", "1 to 65535"),
        ("KWELL_PORT", "８０", "1 to 65535"),
        ("KWELL_DEFAULT_COUNTRY", "Korea", "two letters"),
        ("KWELL_DEFAULT_COUNTRY", "XX", "two letters"),
        ("KWELL_DEFAULT_COUNTRY", "ZZ", "two letters"),
        ("KWELL_ALLOWED_ORIGINS", "*", "origins with scheme"),
        ("KWELL_TRUSTED_PROXIES", "nginx", "addresses or networks"),
        ("KWELL_LOG_FORMAT", "xml", "text, json"),
        ("KWELL_LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("KWELL_RATE_LIMIT", "-1", "questions a minute"),
        ("KWELL_HOST", "a b", "host name"),
        ("KWELL_QUERY_PROMPT", "a" * 1001, "at most 1000 characters"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str, wanted: str) -> None:
    with pytest.raises(UsageError, match=wanted) as error:
        from_env({name: value})
    assert str(error.value).startswith(f"{name}: got {value!r}")


@pytest.mark.parametrize(
    "value",
    ["http://u:secret@h:1", "HTTP://u:secret@h:1", "u:secret@h:1", "milvus://u:se/secret@h"],
)
def test_no_password_is_printed(value: str) -> None:
    with pytest.raises(UsageError, match="KWELL_VECTOR_TOKEN") as error:
        from_env({"KWELL_VECTOR_STORE": value})
    assert "secret" not in str(error.value)
    made = from_env({"KWELL_VECTOR_TOKEN": "root:secret"})
    assert made.vector_token == "root:secret"
    assert "secret" not in repr(made)


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for field in dataclasses.fields(Settings):
        assert f"`KWELL_{field.name.upper()}`" in readme, field.name
