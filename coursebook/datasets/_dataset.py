"""What a loader returns: a table and what has to be known about it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Dataset:
    """A table for a classification with two classes.

    Every call of a loader returns a new object, so changing its table changes no other.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per person, every column of the file under its name.
    columns : dict of str to str
        What each column of the table holds, with its unit, in the order of the table.
    features : tuple of str
        The columns to predict from; identifiers such as a row number are not among them.
    target : str
        The column to predict, 0 or 1.
    zero_is_missing : tuple of str
        The columns in which a 0 stands for a value that was not recorded.
    source : str
        One sentence on where the numbers come from, to be printed under every figure.
    is_synthetic : bool
        True for the generated stand-in, False for the real data.
    """

    table: pd.DataFrame = field(repr=False)
    columns: dict[str, str] = field(repr=False)
    features: tuple[str, ...]
    target: str
    zero_is_missing: tuple[str, ...]
    source: str
    is_synthetic: bool

    @property
    def X(self) -> np.ndarray:  # noqa: N802 - the notation of the book
        """The features as a new float64 array of shape (n_samples, n_features).

        Raises
        ------
        ValueError
            If a feature is text: how to write it as numbers is a decision for the model.
        """
        features = self.table[list(self.features)]
        text = [name for name in features if not pd.api.types.is_numeric_dtype(features[name])]
        if text:
            raise ValueError(
                f"features: expected numbers, got text in {', '.join(text)}; "
                "encode the categories before taking X"
            )
        return features.to_numpy(dtype=np.float64, copy=True)

    @property
    def y(self) -> np.ndarray:
        """The target as a new float64 array of shape (n_samples,)."""
        return self.table[self.target].to_numpy(dtype=np.float64, copy=True)
