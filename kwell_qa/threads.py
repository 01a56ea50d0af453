"""How many threads a question's sums are spread over: one.

They are too little to share: threads that wait for each other cost more than they save, most of all
where several people ask at once.
"""

from __future__ import annotations

import os

__all__ = ["ONE_THREAD", "calm"]

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""What numpy and FAISS go by when they are loaded."""


def calm() -> None:
    """One thread for the sums of numpy, also where it is loaded already.

    Not where the environment says how many there are to be.
    """
    if ONE_THREAD[1] in os.environ:
        return
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
