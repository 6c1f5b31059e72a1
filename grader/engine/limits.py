"""What one submission may use, as one frozen value.

The bounds and who holds them:

- time: the examiner's clock, one deadline per cell and one for all; then the student is killed;
- processor time, file size, open files: `setrlimit` in the student process;
- processes: `RLIMIT_NPROC`, which counts threads too; the kernel counts per user namespace, and
  each submission has its own;
- memory: `RLIMIT_DATA` and `RLIMIT_AS` bound every single process. The sum over the processes of a
  submission is bounded by the examiner, which looks ten times a second while it waits and kills
  above `memory_mib`. Between two looks, processes that allocate together can pass the bound by what
  they can touch in a tenth of a second. Where a cgroup has been delegated the kernel holds the sum,
  files in memory included, and a second bound on processes: see `cgroup`.
- files in memory: the private `/tmp` and `/dev/shm` are file systems of `disk_mib` each.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from grader.course import CourseError

# One thread per library, on both sides: a fork copies one thread only, and a sum is always divided
# in the same way. Set before NumPy and TensorFlow are imported.
THREADS = {
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


@dataclass(frozen=True)
class Limits:
    """Limits of one submission.

    Attributes
    ----------
    seconds_per_cell, seconds : float
        Wall clock of one cell or test call, and of the whole submission.
    memory_mib : int
        Memory beyond what the preloaded libraries take, of each process and of all together.
    processes : int
        Processes and threads; Keras needs more than 16.
    file_mib, disk_mib : int
        Size of one file, and of `/tmp` and `/dev/shm`.
    output_kib : int
        What one cell may print; the rest is cut.
    reply_mib : int
        Size of one message from the student's process.
    restarts : int
        How many times a student process that died is started again.
    """

    seconds_per_cell: float = 60.0
    seconds: float = 300.0
    memory_mib: int = 2048
    processes: int = 64
    file_mib: int = 64
    disk_mib: int = 64
    output_kib: int = 1024
    reply_mib: int = 72
    restarts: int = 20

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            is_time = name.startswith("seconds")
            kinds = (int, float) if is_time else (int,)
            if type(value) not in kinds or not 0 < value < math.inf:
                kind = "number" if is_time else "whole number"
                raise ValueError(f"{name}: expected a positive {kind}, got {value!r}")
            if is_time:
                object.__setattr__(self, name, float(value))

    @classmethod
    def from_dict(cls, content: Any) -> Limits:
        """Return limits given by name, all others as they are by default.

        Raises
        ------
        ValueError
            If the content is no dict, names no limit, or a limit is not positive.
        """
        if type(content) is not dict:
            raise ValueError(f"expected limits by name, got {type(content).__name__}")
        names = [field.name for field in fields(cls)]
        for name in content:
            if name not in names:
                raise ValueError(f"{name}: no such limit (there are: {', '.join(names)})")
        return cls(**content)

    def to_dict(self) -> dict[str, Any]:
        """Return the limits by name, for a message or a report."""
        return asdict(self)


def of_set(source: Path) -> Limits:
    """Return the limits that a set asks for in `limits.json`, those of all sets if it has none.

    `CourseError` for a file that names no limits.
    """
    path = source / "limits.json"
    if not path.exists():
        return Limits()
    try:
        return Limits.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise CourseError(f"{path.name} of {source.name}: {error}") from error
