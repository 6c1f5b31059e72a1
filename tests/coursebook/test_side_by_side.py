"""Networks that are trained side by side are those that Keras trains one by one."""

import keras
import numpy as np
import pytest

from coursebook.side_by_side import stack_machines_side_by_side, train_side_by_side
from scratchnet import DBN

pytestmark = pytest.mark.slow


def network(seed: int, n_in: int = 5) -> keras.Sequential:
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    return keras.Sequential([keras.Input((n_in,)), *layers])


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3, 47, 5)).astype("float32")  # the last mini-batch is smaller
    return X, (X[..., 0] + X[..., 1] ** 2 > 0.7).astype("float32")


def alone(seed, X, y, weights=None):
    model = network(seed)
    model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(0.01))
    rng = np.random.default_rng(1)
    for _ in range(3):
        order = rng.permutation(len(X))
        for first in range(0, len(X), 10):
            rows = order[first : first + 10]
            counts = None if weights is None else weights[rows]
            model.train_on_batch(X[rows], y[rows, None], sample_weight=counts)
    return model


@pytest.mark.parametrize("weighted", [False, True])
def test_each_network_learns_as_it_would_alone(rows, weighted):
    X, y = rows
    weights = np.where(y == 1, 3.0, 1.0).astype("float32") if weighted else None
    starts = [network(seed).get_weights() for seed in (3, 8, 9)]
    before = [part.copy() for part in starts[0]]
    epochs = []
    trained = train_side_by_side(
        starts, X, y, epochs=3, batch_size=10, rng=np.random.default_rng(1), learning_rate=0.01,
        weights=weights, watch=X, after_epoch=lambda: epochs.append(1),
    )  # fmt: skip
    assert trained.outputs.shape == (3, 47, 3)
    assert len(epochs) == 3
    for n, seed in enumerate((3, 8, 9)):
        expected = alone(seed, X[n], y[n], None if weights is None else weights[n])
        for mine, theirs in zip(trained.weights[n], expected.get_weights(), strict=True):
            np.testing.assert_allclose(mine, theirs, atol=1e-5)
        assert np.abs(trained.weights[n][0] - starts[n][0]).max() > 0.01
        last = expected.predict(X[n], verbose=0)[:, 0]
        np.testing.assert_allclose(trained.outputs[-1, :, n], last, atol=1e-5)
        assert np.abs(trained.outputs[0, :, n] - last).max() > 1e-3
    for mine, was in zip(starts[0], before, strict=True):
        np.testing.assert_array_equal(mine, was)


@pytest.mark.parametrize(
    ("hidden", "momentum", "clip"),
    [("relu", None, None), ("sigmoid", 0.9, 0.3), ("sigmoid", None, 0.3)],
)
def test_networks_of_several_classes_learn_as_they_would_alone(rows, hidden, momentum, clip):
    X = rows[0]
    y = np.eye(3, dtype="float32")[np.digitize(X[..., 0] - X[..., 1], [-0.5, 0.5])]
    models = []
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        dense = [keras.layers.Dense(n, hidden) for n in (4, 6)]
        model = keras.Sequential([keras.Input((5,)), *dense, keras.layers.Dense(3, "softmax")])
        options = {"global_clipnorm": clip} if clip else {}
        if momentum:
            options["momentum"] = momentum
        rule = keras.optimizers.SGD if momentum else keras.optimizers.Adam
        settings = {"loss": "categorical_crossentropy", "jit_compile": False}
        model.compile(optimizer=rule(0.02, **options), **settings)
        models.append(model)
    trained = train_side_by_side(
        [model.get_weights() for model in models], X, y, epochs=3, batch_size=10, hidden=hidden,
        rng=np.random.default_rng(1), learning_rate=0.02, momentum=momentum, clip=clip,
    )  # fmt: skip
    for n, model in enumerate(models):
        rng, start = np.random.default_rng(1), model.get_weights()
        for _ in range(3):
            order = rng.permutation(47)
            for first in range(0, 47, 10):
                batch = order[first : first + 10]
                model.train_on_batch(X[n][batch], y[n][batch])
        for mine, theirs in zip(trained.weights[n], model.get_weights(), strict=True):
            np.testing.assert_allclose(mine, theirs, atol=1e-5)
        assert np.abs(trained.weights[n][0] - start[0]).max() > 0.001


class Halves(np.random.Generator):
    """Draws the same first weights for every machine, and one half for each state."""

    def __init__(self):
        super().__init__(np.random.PCG64(0))

    def normal(self, loc, scale, size):
        return np.broadcast_to(0.5 * np.sin(np.arange(np.prod(size[-2:]))).reshape(size[-2:]), size)

    def random(self, size, dtype="float64"):
        return np.full(size, 0.5, dtype)


def test_each_stack_of_machines_learns_as_it_would_alone():
    rows = np.random.default_rng(0).random((3, 47, 6))
    sizes = [6, 5, 4]
    stacks = stack_machines_side_by_side(
        sizes, rows, epochs=3, learning_rate=0.2, rng=Halves(), batch_size=10
    )
    assert len(stacks) == 3
    for stack, alone in zip(stacks, rows, strict=True):
        expected = DBN(sizes, rng=Halves())
        for machine in expected.machines:
            machine.W = machine.W.copy()
        start = [machine.W.copy() for machine in expected.machines]
        expected.fit(alone, learning_rate=0.2, epochs=3, batch_size=10)
        for k, ((W, b), machine) in enumerate(zip(stack, expected.machines, strict=True)):
            np.testing.assert_allclose(W, machine.W, atol=1e-5)
            np.testing.assert_allclose(b, machine.b_hidden, atol=1e-5)
            assert np.abs(W - start[k]).max() > 0.01


def test_stacks_draw_their_weights_and_states():
    rows = np.tile(np.random.default_rng(0).random((1, 40, 6)), (2, 1, 1))
    settings = {"epochs": 2, "learning_rate": 0.2}
    first, second = stack_machines_side_by_side(
        [6, 5], rows, rng=np.random.default_rng(0), **settings
    )
    again, _ = stack_machines_side_by_side([6, 5], rows, rng=np.random.default_rng(0), **settings)
    assert np.abs(first[0][0] - second[0][0]).max() > 1e-3
    np.testing.assert_array_equal(first[0][0], again[0][0])


def test_large_sums_stay_finite():
    start = [np.full((1, 1), 1e6, "float32"), np.zeros(1, "float32")]
    rows, labels = [np.array([[1.0], [-1.0]])], [np.array([0.0, 1.0])]
    with np.errstate(all="raise"):
        trained = train_side_by_side(
            [start], rows, labels, epochs=2, batch_size=1, rng=np.random.default_rng(0), watch=rows
        )
    assert trained.outputs.ravel().tolist() == [1, 0, 1, 0]


def test_what_does_not_match_is_named(rows):
    X, y = rows
    three = [network(seed).get_weights() for seed in range(3)]
    settings = {"epochs": 1, "batch_size": 10, "rng": np.random.default_rng(0)}
    short, others = [X[0], X[1], X[2][:46]], [*three[:2], network(2, n_in=6).get_weights()]
    with pytest.raises(ValueError, match="as many of each and at least one, got 1, 3 and 3"):
        train_side_by_side(three[:1], X, y, **settings)
    with pytest.raises(ValueError, match="expected 47 rows for every network, got 46"):
        train_side_by_side(three, short, y, **settings)
    with pytest.raises(ValueError, match=r"expected weights of shapes .*got \[\(6, 4\)"):
        train_side_by_side(others, X, y, **settings)
    with pytest.raises(ValueError, match=r"a last layer of 1, as in y, got \[\(5, 4\), \(4,\)\]"):
        train_side_by_side([part[:2] for part in three], X, y, **settings)
    with pytest.raises(ValueError, match="W, b, W, b, …, got 3 arrays"):
        train_side_by_side([part[:3] for part in three], X, y, **settings)
    with pytest.raises(ValueError, match="hidden: expected 'relu' or 'sigmoid', got 'tanh'"):
        train_side_by_side(three, X, y, hidden="tanh", **settings)
