"""When Python looks for unused objects."""

from __future__ import annotations

import gc
import weakref

import pytest

from kwell_qa import sweeping


class Held:
    """Something that can be watched."""


def test_python_looks_for_unused_objects_again_once_all_is_loaded() -> None:
    with sweeping.kept():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broken"), sweeping.kept():
        raise ValueError("broken")
    assert gc.isenabled()


def test_who_wants_no_look_at_all_gets_none() -> None:
    gc.disable()
    try:
        with sweeping.kept():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_kept_goes_when_nothing_refers_to_it() -> None:
    with sweeping.kept():
        held = Held()
    watched = weakref.ref(held)
    del held
    assert watched() is None
