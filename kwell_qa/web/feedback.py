"""Whether an answer helped: passages and a reason in a file of the maintainer's, never words."""

from __future__ import annotations

import datetime
import json
import threading
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from kwell_qa.web.limits import Limiter, client_of
from kwell_qa.web.site import Site

__all__ = ["FeedbackIn", "router"]

_A_MINUTE = 10
_lock = threading.Lock()


class _Place(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    document: str = Field(max_length=200)
    start: int = Field(ge=0)
    end: int = Field(gt=0)

    @model_validator(mode="after")
    def _holds_something(self) -> _Place:
        if self.start >= self.end:
            raise PydanticCustomError("place", "wanted a start before its end")
        return self


class FeedbackIn(BaseModel):
    """A judgement of one answer. There is no field for text."""

    model_config = ConfigDict(extra="forbid", strict=True)
    reason: Literal["helpful", "off-topic", "wrong", "source", "unclear"]
    passages: list[_Place] = Field(min_length=1, max_length=12)


def router(site: Site) -> APIRouter:
    """``POST /feedback`` where the maintainer named a file for it; nothing otherwise."""
    made = APIRouter(include_in_schema=False)
    file = site.settings.feedback_file
    if file is None:
        return made
    limiter = Limiter(_A_MINUTE)

    @made.post("/feedback", status_code=204)
    def judged(request: Request, told: FeedbackIn) -> Response:
        if wait := limiter.wait(client_of(request)):
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        for place in told.passages:
            document = site.now.documents.get(place.document)
            # A made-up name could carry words into the file.
            if document is None or place.end > len(document.text):
                raise HTTPException(404)
        line = {
            "day": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "index": site.now.index, **told.model_dump(),
        }  # fmt: skip
        with _lock, file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return Response(status_code=204)

    return made
