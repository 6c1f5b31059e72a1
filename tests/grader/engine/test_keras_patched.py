"""Whatever is patched in a student's process, a Keras set gives no point for it."""

import textwrap

import pytest
from keras_room import graded, names_of, room  # noqa: F401  a fixture

# Wrong answers that leave much to gain: to each exercise that hands over more than plain values.
WRONG = {
    "ps7_keras_on_pima": {
        "build_model": """
def build_model(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(3)])
    model.compile(optimizer="rmsprop", loss="mse")
    return model""",
        "fit": """
def fit(model, X, y, seed, epochs=30, batch_size=32):
    return model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0).history["loss"]""",
        "evaluate": """
def evaluate(model, X, y):
    yes = model.predict(X, verbose=0)[:, 0] >= 0.9
    return {"accuracy": np.mean(yes), "precision": np.mean(y[yes]), "recall": np.mean(yes[y == 1])}
""",
    },
    "ps8_keras_on_churn": {
        "encode": """
def encode(table):
    from sklearn.preprocessing import StandardScaler
    return StandardScaler().fit(table[numbers])""",
        "build_classifier": """
def build_classifier(n_features):
    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(3)])
    model.compile(optimizer="rmsprop", loss="mse")
    return model""",
        "predict_customer": """
def predict_customer(model, encoder, customer):
    return float(model.predict(np.zeros((1, 13)), verbose=0)[0, 0])""",
    },
}
FORMULA = """
def _sizes(model):
    return [_n[-1], *_hidden, 1]

def _of_formula(weights, X):
    *hidden, (W, b) = zip(weights[::2], weights[1::2])
    for V, c in hidden:
        X = np.maximum(X @ V + c, 0)
    return 1 / (1 + np.exp(-(X @ W + b)))

def _cost(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return -np.log(np.where(y == 1, y_hat, 1 - y_hat)).mean()

def _drawn(model):
    pairs = list(zip(_sizes(model), _sizes(model)[1:]))
    rng = np.random.default_rng(0)
    return [array for m, k in pairs for array in (
        rng.uniform(-1, 1, (m, k)) * (6 / (m + k)) ** 0.5, np.zeros(k))]

_n, _set, _hidden = [8], [], HIDDEN
"""
# Each is run before the wrong answers, with `FORMULA`.
PATCHES = {
    "the functions that measure": """
        import importlib
        for _module in ("coursebook.models.helpers", "coursebook.models.measures"):
            try:
                _home = importlib.import_module(_module)
            except ImportError:
                continue
            _home.given_kind = lambda model: "a Keras model"
            _home.given_sizes = _sizes
            _home.given_count = lambda model: sum(array.size for array in _drawn(model))
            _home.given_start = lambda model: "as Keras draws them"
            _home.given_weight_spreads = lambda model: [0.1, 0.2, 0.3]
            _home.given_outputs = lambda model, weights, X, **_: _of_formula(weights, X)
            _home.given_optimizer = lambda model: "Adam"
            _home.given_changed_settings = lambda model: {}
            _home.given_cost = lambda model, y, y_hat: float(_cost(y, y_hat))
            _home.given_score = _home.given_score_after_training = lambda *_, **__: 0.1
            _home.given_steps = lambda model: ["SGD", 3]
        keras.Model.count_params = _home.given_count
        class Adam(keras.optimizers.Optimizer): pass
        keras.Model.optimizer = property(lambda self: Adam(0.1), lambda self, value: None)
        """,
    "the arrays of models": """
        keras.Model.get_weights = _drawn
        keras.Model.set_weights = lambda self, weights: _set.append(weights)
        keras.Model.count_params = lambda self: sum(array.size for array in _drawn(self))
        keras.Model.weights = keras.Model.trainable_weights = property(_drawn)
        """,
    "what models compute": """
        keras.Model.set_weights = lambda self, weights: _set.append(weights)
        keras.Model.get_weights = lambda self: _set[-1] if _set else _drawn(self)
        keras.Model.__call__ = lambda self, X, **_: _of_formula(self.get_weights(), np.asarray(X))
        keras.Model.predict = lambda self, X, **_: self(X)
        keras.Model.compute_loss = lambda self, y=None, y_pred=None, **_: _cost(y, y_pred)
        keras.Model.evaluate = lambda self, X, y, **_: [0.1, 1.0]
        """,
    "layers": """
        class Wide(keras.layers.Dense):
            def get_config(self):
                return {**super().get_config(), "units": 16, "activation": "relu"}
            def count_params(self):
                return 289
        keras.layers.Dense = Wide
        """,
    "what is written down": """
        keras.Model.get_config = keras.Sequential.get_config = lambda self: {"name": "model"}
        keras.Model.get_compile_config = lambda self: {
            "optimizer": "adam", "loss": "binary_crossentropy", "loss_weights": None}
        keras.saving.serialize_keras_object = lambda thing: {"class_name": "Adam", "config": {}}
        """,
    "a forged export": """
        import json
        from coursebook.models import copies
        copies.export = lambda thing: {
            "other": "a Keras model", "weights": _drawn(thing), "layers": "{}",
            "compiled": json.dumps({"optimizer": {"class_name": "Adam", "config": {}}})}
        """,
    "trainings": """
        def _trained(self, X, y, *_, epochs=1, **__):
            self.set_weights([array - 0.1 for array in self.get_weights()])
            costs = [0.69 - 0.01 * epoch for epoch in range(epochs)]
            return type("History", (), {"history": {"loss": costs}})
        keras.Model.fit = keras.Sequential.fit = _trained
        from coursebook.models import quick_keras
        quick_keras.QuickModel.fit = _trained
        """,
    "seeds": """
        import itertools, random, secrets
        _calls = itertools.count()
        _of_call = [0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 8]
        secrets.randbelow = lambda n: _of_call[next(_calls) % len(_of_call)]
        """,
    "no chance at all": """
        import secrets, tensorflow
        secrets.randbelow = lambda n: 0
        keras.utils.set_random_seed = tensorflow.random.set_seed = lambda seed: None
        tensorflow.data.Dataset.shuffle = lambda self, *_, **__: self
        """,
    "NumPy": """
        for _name in ("allclose", "array_equal", "all", "any", "array_equiv"):
            setattr(np, _name, lambda *_, **__: True)
        np.abs = np.max = np.ptp = lambda *_, **__: 0.0
        """,
    "checks": """
        import checks.call, checks.compare, checks.outcome, checks.values
        checks.compare.compare = lambda *_: None
        checks.values.plain = checks.call.plain = lambda value: value
        checks.outcome.Part.__call__ = lambda self, thing, *_, **__: 289
        """,
    "encoders": """
        from sklearn import compose, preprocessing
        compose.ColumnTransformer.transform = lambda self, table: np.zeros((len(table), 13))
        preprocessing.StandardScaler.transform = lambda self, table: np.zeros((len(table), 13))
        """,
}


@pytest.mark.parametrize("patch", PATCHES)
def test_nothing_is_gained_by_a_patch(room, patch):  # noqa: F811
    name, _ = room
    wrong = WRONG[name]
    plain = graded(room, wrong, blank=True)
    first = names_of(name)[0]
    hidden = "[16, 8]" if "ps7" in name else "[6, 6]"
    before = FORMULA.replace("HIDDEN", hidden) + textwrap.dedent(PATCHES[patch])
    answers = {**wrong, first: f"{before}\n{wrong.get(first, '')}"}
    for exercise in ("build_model", "build_classifier"):
        if exercise in answers:
            answers[exercise] += f"\n_{exercise} = {exercise}\n" + textwrap.dedent(f"""
                def {exercise}(n_features):
                    _n.append(n_features)
                    return _{exercise}(n_features)""")
    patched = graded(room, answers, blank=True)
    gained = {
        exercise: (plain.scores[exercise], score)
        for exercise, score in patched.scores.items()
        if score > plain.scores[exercise]
    }
    assert gained == {}


def test_right_answers_score_full_marks(room):  # noqa: F811
    name, _ = room
    result = graded(room, {})
    assert (name, result.missing) == (name, {})
    assert result.incidents == []
