"""Figures that a reader of the pages changes by hand, without Python.

The page's own script draws them from the numbers that are given here; where there is no script, on
paper and in a notebook, the static figure stands. `website/hands/` holds the scripts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from coursebook.figures.style import Picture

# The scripts, and the numbers that each of them draws.
FIGURES = {
    "neuron": {"points", "targets"},
    "activation": {"names"},
    "descent": {"steepness", "start", "extent", "levels", "arrived"},
    "penalty": {"target", "strength", "extent"},
}


@dataclass(frozen=True)
class ByHand:
    """A static figure, and what a page needs to make one of it that can be changed.

    Attributes
    ----------
    name : str
        The script, a key of `FIGURES`.
    picture : Picture
        The static figure.
    values : dict
        The numbers, as JSON holds them.
    beside : bool
        Whether the static figure stays where the live one is shown.
    """

    name: str
    picture: Picture
    values: dict[str, Any]
    beside: bool = False

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        bundle = self.picture._repr_mimebundle_()
        values = escape(json.dumps(self.values, ensure_ascii=False, separators=(",", ":")))
        beside = ' data-beside=""' if self.beside else ""
        bundle["text/html"] = (
            f'<div class="sn-by-hand" data-by-hand="{self.name}" data-values="{values}"{beside}>'
            f"{bundle['text/html']}</div>"
        )
        return bundle


def by_hand(name: str, picture: Picture, *, beside: bool = False, **values: Any) -> ByHand:
    """Let the readers of the pages change a figure by hand.

    Parameters
    ----------
    name : str
        Which of the scripts draws it: a key of `FIGURES`.
    picture : Picture
        The static figure, which stands where there is no script, and on paper.
    beside : bool
        Whether the static figure stays above the live one, where it shows something else.
    **values
        The numbers to draw, as `FIGURES` names them: arrays, numbers, texts, or lists and dicts of
        these.

    Returns
    -------
    ByHand

    Raises
    ------
    ValueError
        If there is no such script, or it draws other values, or a number is not finite.
    """
    if name not in FIGURES:
        raise ValueError(f"name: expected one of {', '.join(FIGURES)}, got {name!r}")
    if values.keys() != FIGURES[name]:
        expected, came = (", ".join(sorted(names)) for names in (FIGURES[name], values))
        raise ValueError(f"values of {name}: expected {expected}, got {came or 'none'}")
    plain = {key: _plain(value) for key, value in values.items()}
    try:
        json.dumps(plain, allow_nan=False)
    except ValueError as error:
        raise ValueError(f"values of {name}: expected finite numbers, got others") from error
    return ByHand(name, picture, plain, beside)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
