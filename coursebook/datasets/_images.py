"""Handwritten digits as images: MNIST, or where it cannot be had scikit-learn's small digits."""

import io
import os
from dataclasses import dataclass, field

import numpy as np

from coursebook.datasets._files import DataFile
from coursebook.datasets._sources import STAND_IN, DataError, find

MNIST = DataFile(
    title="MNIST",
    name="mnist.npz",
    sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    n_bytes=11_490_434,
    n_rows=None,
    n_columns=None,
    has_header=False,
    addresses=("https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",),
)
SHAPES = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}
# `stand-in` asks for the small digits alone, where the tables are the real ones.
VARIABLE = "SCRATCHNET_MNIST"
N_SMALL = 1497  # of the 1797 small digits; the others are the test images


@dataclass(frozen=True, eq=False)
class Images:
    """Images of digits and what they show.

    Attributes
    ----------
    X_train, X_test : array of uint8, shape (n, 28, 28)
        From 0, paper, to 255, ink.
    y_train, y_test : array of int64, shape (n,)
        The digit, 0 to 9.
    source : str
        One sentence on where the images come from, to be printed under every figure.
    is_small : bool
        True for the digits that take MNIST's place, False for MNIST.
    """

    X_train: np.ndarray = field(repr=False)
    y_train: np.ndarray = field(repr=False)
    X_test: np.ndarray = field(repr=False)
    y_test: np.ndarray = field(repr=False)
    source: str
    is_small: bool


def load_mnist() -> Images:
    """Load MNIST, or scikit-learn's digits, enlarged to the same size, where it cannot be had.

    Returns
    -------
    Images
        60,000 images to train on and 10,000 to test on; of the small ones 1497 and 300.

    Raises
    ------
    DataError
        If `SCRATCHNET_DATA` names no folder, or a file that was found is not the known one.

    Warns
    -----
    DataWarning
        Once per process, when the small digits are used or a download could not be kept.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
    recognition", Proc. IEEE 86(11), 1998, pp. 2278-2324.
    """
    content = None if os.environ.get(VARIABLE) == STAND_IN else find(MNIST)
    if content is None:
        return _small()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        shapes = {name: arrays[name].shape for name in SHAPES if name in arrays}
        if shapes != SHAPES:
            raise DataError(f"{MNIST.name}: expected {SHAPES}, got {shapes}")
        return Images(
            X_train=arrays["x_train"],
            y_train=arrays["y_train"].astype(np.int64),
            X_test=arrays["x_test"],
            y_test=arrays["y_test"].astype(np.int64),
            source="MNIST: 70,000 digits written by employees and pupils in the United States, "
            "from LeCun et al. (1998).",
            is_small=False,
        )


def _small() -> Images:
    """Digits of 8 by 8 pixels, each pixel three by three, with a margin of two: 28 by 28."""
    from sklearn.datasets import load_digits  # only here, because it takes a while to import

    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.images))
    large = np.kron(digits.images[order] / 16 * 255, np.ones((3, 3))).round().astype(np.uint8)
    X, y = np.pad(large, ((0, 0), (2, 2), (2, 2))), digits.target[order].astype(np.int64)
    return Images(
        X_train=X[:N_SMALL],
        y_train=y[:N_SMALL],
        X_test=X[N_SMALL:],
        y_test=y[N_SMALL:],
        source="In place of MNIST: 1,797 digits of 8 by 8 pixels from scikit-learn, enlarged to "
        "28 by 28.",
        is_small=True,
    )
