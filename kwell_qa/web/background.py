"""An app that is made beside a port that answers already, and ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

__all__ = ["coming"]


@asynccontextmanager
async def coming(
    make: Callable[[], Any], there: Callable[[Any], None], failed: Callable[[Exception], None]
) -> AsyncIterator[None]:
    """Makes the app on a thread, says ``there`` once it runs, and ends it at the end.

    ``failed`` is told whatever breaks in making or running it; nothing is raised.
    """
    stop = asyncio.Event()
    task = asyncio.create_task(_hold(make, there, failed, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def _hold(
    make: Callable[[], Any], there: Callable[[Any], None], failed: Callable[[Exception], None],
    stop: asyncio.Event,
) -> None:  # fmt: skip
    # One task for start and end, as contexts that hold task groups require.
    try:
        inner = await asyncio.to_thread(make)
        async with inner.router.lifespan_context(inner):
            there(inner)
            await stop.wait()
    except Exception as error:
        failed(error)
