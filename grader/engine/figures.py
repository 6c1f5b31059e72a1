"""What a cell has drawn, as pictures for a person who grades by hand.

Figures are drawn in the student's process, at the end of a cell, like in a notebook. To the
examiner they are bytes that begin as a PNG file does and end in the graded notebook.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

MOST = 4 * 2**20  # bytes, of all figures of a cell
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def drawn() -> list[bytes]:
    """Return the open figures of pyplot as PNG files, and close them.

    Figures beyond `MOST` bytes are left out, which is said on standard error.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    pictures: list[bytes] = []
    room, n_left_out = MOST, 0
    try:
        for number in pyplot.get_fignums():
            file = io.BytesIO()
            pyplot.figure(number).savefig(file, format="png", bbox_inches="tight")
            picture = file.getvalue()
            if len(picture) > room:
                n_left_out += 1
            else:
                pictures.append(picture)
                room -= len(picture)
    finally:
        pyplot.close("all")
    if n_left_out:
        print(
            f"Figures left out: {n_left_out}. Those of a cell may have {MOST // 2**20} MB.",
            file=sys.stderr,
        )
    return pictures


def pictures(received: Iterable[object], room: int) -> list[bytes]:
    """Return what of a student's message is a picture, as far as `room` bytes go."""
    kept = []
    for item in received:
        if type(item) is bytes and item.startswith(SIGNATURE) and len(item) <= room:
            kept.append(item)
            room -= len(item)
    return kept
