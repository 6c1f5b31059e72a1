"""Networks in files: plain arrays and a description of the layers, no pickle."""

from __future__ import annotations

import inspect
import json
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np

from scratchnet import checks
from scratchnet.layers import Layer

_FILE_KIND = "scratchnet network 2"
_EXPECTED = "expected a file written by Sequential.save"


def save(network, path: str | os.PathLike) -> None:
    """Write a network; see `Sequential.save`."""
    path = Path(path)
    part = path.with_name(f"{path.name}.part")
    arrays = {
        "kind": np.array(_FILE_KIND),
        "layers": np.array(json.dumps(_described(network))),
        "parameters": network.parameter_vector,
    }
    try:
        with part.open("wb") as file:
            np.savez(file, **arrays)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def load(path: str | os.PathLike, rng: np.random.Generator | None):
    """Read a network; see `Sequential.load`."""
    arrays = _read(path)
    saved = arrays["parameters"]
    try:
        network = _made(json.loads(str(arrays["layers"])), rng, saved.dtype)
        vector = network.parameter_vector
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {_EXPECTED}, got layers that cannot be made: {error}") from error
    saved = checks.shape(f"{path}: parameters", saved, vector.shape)
    vector[:] = checks.finite(f"{path}: parameters", saved)
    return network


def _described(layer: Layer) -> list:
    """Return a layer as [name of its class, arguments], with the layers inside it likewise."""
    if hasattr(layer, "layers"):
        return [type(layer).__name__, {"layers": [_described(inner) for inner in layer.layers]}]
    return [type(layer).__name__, layer.config()]


def _made(description: list, rng: np.random.Generator | None, dtype: np.dtype) -> Layer:
    """Return the layer that was described, its parameters 0."""
    name, arguments = description
    kind = Layer.kinds[checks.choice("layer", name, Layer.kinds)]
    if "layers" in arguments:
        return kind([_made(inner, rng, dtype) for inner in arguments["layers"]])
    takes = inspect.signature(kind).parameters
    if "initializer" in takes:  # draws nothing: the parameters come from the file
        no_draw = np.random.default_rng(0)
        return kind(**arguments, initializer="zeros", rng=no_draw, dtype=dtype)
    return kind(**arguments, **({"rng": rng} if "rng" in takes else {}))


def _read(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """Return the arrays of a file that `save` wrote, or raise an error in words."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
            kind = str(arrays["kind"])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # no such file, no permission: Python's own words say it best
        raise ValueError(f"{path}: {_EXPECTED}, got a damaged or truncated one") from error
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: {_EXPECTED}, got a file of another kind") from error
    if kind != _FILE_KIND:
        raise ValueError(f"{path}: {_EXPECTED}, got one of kind {kind!r}")
    if missing := {"layers", "parameters"} - set(arrays):
        raise ValueError(f"{path}: {_EXPECTED}, got one without {' and '.join(sorted(missing))}")
    return arrays
