"""How many threads: one for a question's sums, and as many as there are processors for the rest.

The sums are too little to share: threads that wait for each other cost more than they save, most of
all where several people ask at once.
"""

from __future__ import annotations

import os

__all__ = ["ONE_THREAD", "calm", "processors"]

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""What numpy and FAISS go by when they are loaded."""


def processors() -> int:
    """How many this process may use: fewer than there are where it is bound to some of them, as in
    a container or by ``taskset``."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def calm() -> None:
    """One thread for the sums of numpy, also where it is loaded already.

    Not where the environment says how many there are to be.
    """
    if ONE_THREAD[1] in os.environ:
        return
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
