"""Figures of the book: one style, legible in light and dark, each with a text alternative.

The only part of `scratchnet` that imports Matplotlib.
"""

from coursebook.figures.style import Picture, show, subplots

__all__ = ["Picture", "show", "subplots"]
