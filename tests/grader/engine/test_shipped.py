"""What the course ships is no answer: a set that is answered with it scores nothing, by name."""

import ast
import types
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from checks.mistakes import Diagnoses
from grader.engine import lending, names, paper
from grader.engine.examiner import Examiner
from grader.engine.limits import Limits
from grader.engine.sandbox import Sandbox

SOLUTIONS = Path(__file__).parents[3] / "solutions"
GIVEN, ACTIVATIONS = "coursebook.given", "scratchnet.activations"
METRICS, OTHERS = "scratchnet.metrics", "coursebook.given.other_networks"
HELPERS = "coursebook.models.helpers"
# By set: the exercises whose answer is shipped, where it is, and its name there.
SHIPPED = {
    "ps1_forward_propagation": {
        "relu": (ACTIVATIONS, "relu"),
        "predict_with_network": (GIVEN, "predict_with_network"),
    },
    "ps2_activations": {
        **{name: (ACTIVATIONS, name) for name in ("step", "sigmoid", "tanh", "softplus")},
        "softmax": (GIVEN, "softmax"),
    },
    "ps3_cost_and_gradient_descent": {
        "mse": (GIVEN, "mean_squared_error"),
        "binary_cross_entropy": ("scratchnet.losses", "binary_cross_entropy"),
        "gradient": (GIVEN, "linear_gradient"),
        "update": (GIVEN, "update"),
    },
    "ps4_backpropagation": {
        "graph_forward": (GIVEN, "graph_forward"),
        "numerical_gradient": ("scratchnet.gradient_check", "numerical_gradient"),
        "mlp_forward": (GIVEN, "mlp_forward"),
    },
    "ps5_training_loop": {
        "initialize": (GIVEN, "network_initialize"),
        "predict": (GIVEN, "network_predict"),
        "accuracy": (METRICS, "accuracy"),
        "train": (GIVEN, "network_train"),
        "adam_step": (GIVEN, "adam_step"),
    },
    "ps6_regularization": {"early_stop": (GIVEN, "early_stop")},
    "ps7_keras_on_pima": {
        "build_model": (HELPERS, "given_neuron"),
        "evaluate": (METRICS, "confusion_matrix"),
    },
    "ps8_keras_on_churn": {
        "encode": (HELPERS, "given_encoder"),
        "build_classifier": (HELPERS, "given_neuron"),
        "confusion": (METRICS, "confusion_matrix"),
    },
    "ps9_convolution": {"convolve": (OTHERS, "convolve")},
    "ps10_recurrence": {"rnn_step": (OTHERS, "rnn_step")},
    "ps11_codes": {"rbm_probabilities": (OTHERS, "rbm_probabilities")},
    "ps12_adversaries": {"discriminator_loss": ("scratchnet.losses", "binary_cross_entropy")},
}
WAYS = {
    "alias": "from {module} import {name} as shipped\n{exercise} = shipped",
    "partial": """
from functools import partial
from {module} import {name} as shipped
{exercise} = partial(shipped)""",
    "closure": """
from {module} import {name} as shipped
def around(inner):
    def {exercise}(*args, **kwargs):
        return inner(*args, **kwargs)
    return {exercise}
{exercise} = around(shipped)""",
    "default argument": """
from {module} import {name} as shipped
def {exercise}(*args, shipped=shipped, **kwargs):
    return shipped(*args, **kwargs)""",
    "import inside": """
def {exercise}(*args, **kwargs):
    from {module} import {name} as shipped
    return shipped(*args, **kwargs)""",
    "getattr": """
import importlib, sys
def {exercise}(*args, **kwargs):
    importlib.import_module("{module}")
    return getattr(sys.modules["{module}"], "{name}")(*args, **kwargs)""",
    "code object": """
import types
def {exercise}(*args, **kwargs):
    from {module} import {name} as shipped
    copy = types.FunctionType(shipped.__code__, shipped.__globals__)
    return copy(*args, **kwargs)""",
    "file": """
import os, sys
def {exercise}(*args, **kwargs):
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "_Finder"]
    for name in [name for name in sys.modules if name.startswith(("scratchnet", "coursebook"))]:
        del sys.modules[name]
    from {module} import {name} as shipped
    return shipped(*args, **kwargs)""",
    "memory": """
import gc, types
def {exercise}(*args, **kwargs):
    found = [one for one in gc.get_objects() if type(one) is types.FunctionType
             and one.__module__ == "{module}" and one.__name__ == "{name}"]
    return found[0](*args, **kwargs)""",
    "question of one's own": """
import gc
from grader.engine import messages, student
def {exercise}(*args, **kwargs):
    side = next(one for one in gc.get_objects() if type(one).__name__ == "_Side")
    return side._borrow("{module}", "{name}", args, kwargs)""",
}
TELLS = {"alias", "partial", "closure", "default argument", "import inside", "getattr"}
BLANK = "def {exercise}(*args, **kwargs):\n    raise NotImplementedError()"


@cache
def loaded(name):
    return paper.load(SOLUTIONS / name / f"{name}.ipynb")


SETS = sorted(path.stem for path in SOLUTIONS.glob("ps*/ps*.ipynb"))


@pytest.fixture(scope="module", params=SETS)
def room(request):
    """A set's name, and a sandbox as grading makes it."""
    key = loaded(request.param)
    shut = paper.shut(key)
    with Sandbox(Limits(), paper.modules(key), paper.given(key), shut=shut) as sandbox:
        sandbox.wait_until_ready(600)
        yield request.param, sandbox


def run(room, answers):
    """Grade a set with these answers, its solutions where none is given: scores, texts, notes."""
    name, sandbox = room
    key = loaded(name)
    cells = tuple(
        replace(cell, source=answers.get(cell.name, cell.source)) if cell.role == "answer" else cell
        for cell in key.cells
    )
    ran = Examiner(replace(key, cells=cells), sandbox, Diagnoses(), {}).run()
    tests = {cell.name.removeprefix("test_"): cell.id for cell in key.cells if cell.role == "test"}
    scores = {exercise: ran.results[place].score for exercise, place in tests.items()}
    texts = {
        exercise: ran.results[place].outputs[0]["data"]["text/plain"]
        for exercise, place in tests.items()
        if ran.results[place].outputs
    }
    return scores, texts, ran.incidents


@pytest.mark.parametrize("way", WAYS)
def test_a_set_that_is_answered_with_what_is_shipped_scores_nothing(room, way):
    name, _ = room
    exercises = [cell.name for cell in loaded(name).cells if cell.role == "answer"]
    answers = {exercise: BLANK.format(exercise=exercise) for exercise in exercises}
    for exercise, (module, function) in SHIPPED.get(name, {}).items():
        answers[exercise] = WAYS[way].format(exercise=exercise, module=module, name=function)
    scores, texts, incidents = run(room, answers)
    assert sum(scores.values()) == 0, scores
    for exercise, (module, function) in SHIPPED.get(name, {}).items():
        if way in TELLS:
            told = f"`{module}.{function}`: this is what the exercise asks you to write"
            assert told in texts[exercise]
            assert f"the course's own function was called: {told}" in incidents


@pytest.mark.parametrize("name", [name for name in SHIPPED if "keras" not in name])
def test_what_an_exercise_is_lent_holds_no_answer_to_it_or_to_a_later_one(name):
    namespace = {}
    for source in paper.given(loaded(name)):
        exec(source, namespace)
    left = dict(SHIPPED[name])
    for cell in loaded(name).cells:
        if cell.role != "test":
            continue
        found = [namespace.get(word) for word in names.helpers(cell.source)]
        for function in (one for one in found if type(one) is types.FunctionType):
            lent = ast.parse(lending.text_of(function))
            defined = {node.name for node in ast.walk(lent) if isinstance(node, ast.FunctionDef)}
            answers = {answer for module, answer in left.values() if module == function.__module__}
            assert not defined & answers, (cell.label, function.__name__)
        left.pop(cell.name.removeprefix("test_"), None)


def test_the_solution_scores_full_marks_and_nothing_is_noted(room):
    name, _ = room
    scores, _, incidents = run(room, {})
    assert sum(scores.values()) == loaded(name).points
    assert incidents == []
