"""To forge what a Keras set asks of a student's process is to do the task: less earns less.

`grader/engine/README.md` says so; these forgers do without Keras what Keras would have done.
"""

import textwrap

import pytest
from keras_room import graded, room  # noqa: F401  a fixture

# A text that describes a model for any number of inputs, in place of a model.
DESCRIBES = """
import json
from coursebook.models import copies

HIDDEN, CHANGED = {hidden}, {changed!r}

def _layer(n_in, n_out, activation):
    start = {{"module": "keras.initializers", "class_name": CHANGED.get("start", "GlorotUniform"),
             "config": {{"seed": None}} if "start" not in CHANGED else {{}},
             "registered_name": None}}
    zeros = {{"module": "keras.initializers", "class_name": "Zeros", "config": {{}},
             "registered_name": None}}
    return {{"module": "keras.layers", "class_name": "Dense", "registered_name": None,
            "config": {{"units": n_out, "activation": activation, "use_bias": True,
                       "kernel_initializer": start, "bias_initializer": zeros}},
            "build_config": {{"input_shape": [None, n_in]}}}}

def _export(n):
    sizes = [n, *HIDDEN, 1]
    inner = [CHANGED.get("activation", "relu")] * len(HIDDEN)
    last = CHANGED.get("last", "sigmoid")
    pairs = list(zip(sizes, sizes[1:]))
    first = {{"module": "keras.layers", "class_name": "InputLayer", "registered_name": None,
             "config": {{"batch_shape": [None, n], "name": "input"}}}}
    layers = [first, *(_layer(*pair, kind) for pair, kind in zip(pairs, [*inner, last]))]
    model = {{"module": "keras", "class_name": "Sequential", "registered_name": None,
             "config": {{"name": "mine", "layers": layers, "build_input_shape": [None, n]}}}}
    adam = {{"name": "adam", "learning_rate": CHANGED.get("rate", 0.0010000000474974513),
            "weight_decay": None, "clipnorm": None, "global_clipnorm": None, "clipvalue": None,
            "use_ema": False, "ema_momentum": 0.99, "ema_overwrite_frequency": None,
            "loss_scale_factor": None, "gradient_accumulation_steps": None,
            "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}}
    compiled = {{"loss": CHANGED.get("loss", "binary_crossentropy"), "loss_weights": None,
                "optimizer": {{"module": "keras.optimizers", "registered_name": None,
                              "class_name": CHANGED.get("optimizer", "Adam"), "config": adam}}}}
    rng, weights = np.random.default_rng(), []
    for n_in, n_out in pairs:
        most = CHANGED.get("most", 1.0) * (6 / (n_in + n_out)) ** 0.5
        weights += [rng.uniform(-most, most, (n_in, n_out)), np.zeros(n_out)]
    return {{"layers": json.dumps(model), "compiled": json.dumps(compiled), "weights": weights}}

copies.export = _export

def {exercise}(n_features):
    return [n_features]
"""
DESCRIBES = DESCRIBES.replace("return [n_features]", "return Mine(n_features)").replace(
    "copies.export = _export",
    "class Mine:\n    def __init__(self, n): self.n = n\n\n"
    "copies.export = lambda thing: _export(thing.n)",
)
LESS = {
    "an activation": {"activation": "tanh"},
    "the last activation": {"last": "linear"},
    "the loss": {"loss": "mean_squared_error"},
    "the optimizer": {"optimizer": "SGD"},
    "the learning rate": {"rate": 0.01},
    "weights that are too large": {"most": 3.0},
    "weights that are zero": {"most": 0.0},
    "where weights would start": {"start": "Ones"},
}


def forged(room, hidden, changed):  # noqa: F811
    exercise = "build_model" if "ps7" in room[0] else "build_classifier"
    answer = DESCRIBES.format(hidden=hidden, changed=changed, exercise=exercise)
    result = graded(room, {exercise: answer}, blank=True)
    return result.scores[exercise], result.texts.get(exercise)


def test_a_description_of_the_right_model_earns_what_the_model_does_and_no_other(room):  # noqa: F811
    hidden, full = ([16, 8], 4.0) if "ps7" in room[0] else ([6, 6], 3.0)
    assert forged(room, hidden, {})[0] == full
    for sizes in ([hidden[0]], [hidden[0], hidden[1] + 1], hidden[:1] * 3):
        assert forged(room, sizes, {})[0] <= full / 2, sizes
    for part, changed in LESS.items():
        assert forged(room, hidden, changed)[0] < full, part


# Gradient descent in NumPy on the rows that come, handed back as the model's weights.
TRAINS = """
_after, _own = [], keras.Model.get_weights
keras.Model.get_weights = lambda self: _after[-1] if _after else _own(self)

def fit(model, X, y, seed, epochs=30, batch_size=32):
    rng = np.random.default_rng({seed})
    w, costs = np.zeros(X.shape[1] + 1), []
    rows = np.column_stack([X, np.ones(len(X))]).astype(float)
    for _ in range(epochs):
        order, total = {order}, 0.0
        for start in range(0, len(X), batch_size):
            part = order[start:start + batch_size]
            y_hat = 1 / (1 + np.exp(-rows[part] @ w))
            total -= np.log(np.where(y[part] == 1, y_hat, 1 - y_hat)).sum()
            w = w - {rate} * rows[part].T @ (y_hat - y[part]) / len(part)
        costs.append(total / len(X))
    _after.append([w[:-1, None], w[-1:]])
    return costs
"""
WAYS = {
    "as it should be": ({}, 4.0),
    "another rate": ({"rate": 0.1}, 0.25),
    "no order": ({"order": "np.arange(len(X))"}, 2.0),
    "no seed": ({"seed": "None"}, 2.0),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_trains_without_keras_has_trained(room, way):  # noqa: F811
    if "ps7" not in room[0]:
        pytest.skip("set 8 trains nothing")
    changed, score = WAYS[way]
    parts = {"seed": "seed", "order": "rng.permutation(len(X))", "rate": 0.5, **changed}
    answer = textwrap.dedent(TRAINS.format(**parts))
    result = graded(room, {"fit": answer}, blank=True)
    assert result.scores["fit"] <= score, result.texts["fit"]
    assert score < 4.0 or result.scores["fit"] == score, result.texts["fit"]
