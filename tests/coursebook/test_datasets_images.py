"""MNIST, and the digits that take its place."""

import hashlib
import io

import numpy as np
import pytest

from coursebook.datasets import DataError, _images, load_mnist


def test_where_mnist_cannot_be_had_small_digits_of_the_same_shape_take_its_place(monkeypatch):
    monkeypatch.setenv("SCRATCHNET_DATA", "stand-in")
    images = load_mnist()
    assert images.is_small
    assert "In place of MNIST" in images.source
    assert (images.X_train.shape, images.X_test.shape) == ((1497, 28, 28), (300, 28, 28))
    assert images.X_train.dtype == np.uint8
    assert (images.X_train.min(), images.X_train.max()) == (0, 255)
    assert set(images.y_train) == set(images.y_test) == set(range(10))
    # each pixel of the small digits is three by three
    assert np.array_equal(images.X_train[:, 2:26:3, 2:26:3], images.X_train[:, 4:28:3, 4:28:3])
    again = load_mnist()
    assert np.array_equal(images.X_test, again.X_test)
    again.X_test[:] = 0
    assert load_mnist().X_test.any()


def test_the_small_digits_can_be_asked_for_alone(monkeypatch):
    monkeypatch.setenv("SCRATCHNET_MNIST", "stand-in")
    monkeypatch.setattr(_images, "find", lambda file: pytest.fail("it was looked for"))
    assert load_mnist().is_small


@pytest.fixture
def published(monkeypatch, tmp_path):
    """Write a file of MNIST's form with few images into the folder of data, and expect it."""

    def publish(**shapes):
        rng = np.random.default_rng(0)
        wanted = {name: (6 if "train" in name else 2, *shape[1:]) for name, shape in
                  _images.SHAPES.items()}  # fmt: skip
        buffer = io.BytesIO()
        np.savez(buffer, **{name: rng.integers(0, 10, shape, dtype=np.uint8)
                            for name, shape in {**wanted, **shapes}.items()})  # fmt: skip
        content = buffer.getvalue()
        file = _images.MNIST
        known = {"sha256": hashlib.sha256(content).hexdigest(), "n_bytes": len(content)}
        monkeypatch.setattr(_images, "MNIST", type(file)(**{**vars(file), **known}))
        monkeypatch.setattr(_images, "SHAPES", wanted)
        (tmp_path / "mnist.npz").write_bytes(content)
        monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))
        monkeypatch.delenv("SCRATCHNET_MNIST", raising=False)
        return tmp_path / "mnist.npz"

    return publish


def test_the_real_file_is_read_where_it_is(published):
    published()
    images = load_mnist()
    assert not images.is_small
    assert images.X_train.shape == (6, 28, 28)
    assert images.y_test.dtype == np.int64


def test_a_file_of_another_content_or_form_is_refused(published):
    path = published()
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(DataError, match=r"expected [\d,]+ bytes with SHA-256 .* got [\d,]+ bytes"):
        load_mnist()
    published(x_test=(2, 8, 8))
    with pytest.raises(DataError, match=r"mnist.npz: expected \{.*got \{.*\(2, 8, 8\)"):
        load_mnist()
