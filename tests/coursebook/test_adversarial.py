"""Pairs trained for many seeds at once come out as the loop with the library's networks does."""

import numpy as np
import pytest

from coursebook.adversarial import Stack, train_judges, train_pairs
from scratchnet import Adam, mlp
from scratchnet.activations import sigmoid


def real(n, rng):
    return rng.normal(2, 0.5, (n, 2))


def one_by_one(seed, steps, hidden, output, rate_g, rate_d, batch, beta_1):
    rng = np.random.default_rng(seed)
    G = mlp([3, 5, 4, 2], hidden=hidden, output=output, rng=rng)
    D = mlp([2, 6, 1], hidden=hidden, output="identity", rng=rng)
    step_g, step_d, costs = Adam(rate_g, beta_1=beta_1), Adam(rate_d, beta_1=beta_1), []
    target = np.repeat([[1.0], [0.0]], batch, axis=0)
    for _ in range(steps):
        noise = rng.normal(size=(batch, 3))
        p = sigmoid(D.forward(np.vstack([real(batch, rng), G.forward(noise)])))
        D.backward((p - target) / batch)
        step_d.update(D.parameter_vector, D.gradient_vector)
        own = -np.log(p[:batch]).mean() - np.log(1 - p[batch:]).mean()
        p = sigmoid(D.forward(G.forward(rng.normal(size=noise.shape))))
        G.backward(D.backward((p - 1) / batch))
        step_g.update(G.parameter_vector, G.gradient_vector)
        costs.append((own, -np.log(p).mean()))
    return G, np.array(costs)


@pytest.mark.parametrize(
    ("hidden", "output"), [("tanh", "identity"), ("relu", "sigmoid"), ("sigmoid", "tanh")]
)
def test_each_run_is_that_of_the_loop(hidden, output):
    settings = {"rate_g": 0.003, "rate_d": 0.002, "batch": 7, "beta_1": 0.5}
    generators, costs = train_pairs(
        real, [3, 5, 4, 2], [2, 6, 1], seeds=3, steps=12, hidden=hidden, output=output, **settings
    )
    noise = np.random.default_rng(9).normal(size=(5, 3))
    for seed, G in enumerate(generators):
        expected, its_costs = one_by_one(seed, 12, hidden, output, **settings)
        np.testing.assert_allclose(G.parameter_vector, expected.parameter_vector, atol=1e-12)
        np.testing.assert_allclose(G.predict(noise), expected.predict(noise), atol=1e-12)
        np.testing.assert_allclose(costs[seed], its_costs, atol=1e-12)


def test_runs_differ_by_their_seeds():
    generators, costs = train_pairs(real, [3, 4, 2], [2, 4, 1], seeds=2, steps=3, hidden="relu")
    assert costs.shape == (2, 3, 2)
    assert not np.allclose(generators[0].parameter_vector, generators[1].parameter_vector)


def test_a_stack_passes_each_gradient_as_its_network_does():
    rng = np.random.default_rng(0)
    networks = [mlp([3, 4, 2], hidden="tanh", output="identity", rng=rng) for _ in range(3)]
    x, gradient = rng.normal(size=(3, 6, 3)), rng.normal(size=(3, 6, 2))
    stack = Stack(networks, [3, 4, 2], "tanh", "identity")
    outputs, inputs = stack.forward(x), stack.backward(gradient)
    for k, network in enumerate(networks):
        np.testing.assert_allclose(outputs[k], network.forward(x[k]))
        np.testing.assert_allclose(inputs[k], network.backward(gradient[k]))
        np.testing.assert_allclose(stack.slopes[k], network.gradient_vector)


def test_a_new_judge_tells_a_bad_forger_and_not_a_perfect_one():
    rng = np.random.default_rng(0)
    perfect = mlp([2, 2], hidden="relu", output="identity", rng=rng)
    perfect.parameter_vector = np.array([0.5, 0, 0, 0.5, 2, 2])  # 0.5 z + 2, as `real` draws
    narrow = mlp([2, 2], hidden="relu", output="identity", rng=rng)
    narrow.parameter_vector = np.array([0.1, 0, 0, 0.1, 2, 2])
    before = narrow.parameter_vector.copy()
    costs = train_judges(
        [perfect, narrow], real, [2, 2], [2, 8, 1], steps=400, hidden="tanh", rate=0.01
    )
    assert costs.shape == (2, 400)
    by_chance = 2 * np.log(2)
    told = costs[:, -200:].mean(axis=1)
    assert abs(told[0] - by_chance) < 0.05
    assert told[1] < by_chance - 0.2
    np.testing.assert_array_equal(narrow.parameter_vector, before)


def test_a_new_judge_makes_the_steps_of_the_library():
    rng = np.random.default_rng(3)
    G = mlp([3, 4, 2], hidden="relu", output="identity", rng=rng)
    rng = np.random.default_rng([1, 0])
    D, adam = mlp([2, 5, 1], hidden="relu", output="identity", rng=rng), Adam(0.01)
    expected, target = [], np.repeat([[1.0], [0.0]], 6, axis=0)
    for _ in range(5):
        examples = np.vstack([real(6, rng), G.predict(rng.normal(size=(6, 3)))])
        p = sigmoid(D.forward(examples))
        expected.append(-np.log(p[:6]).mean() - np.log(1 - p[6:]).mean())
        D.backward((p - target) / 6)
        adam.update(D.parameter_vector, D.gradient_vector)
    settings = {"steps": 5, "hidden": "relu", "rate": 0.01, "batch": 6}
    costs = train_judges([G], real, [3, 4, 2], [2, 5, 1], **settings)
    np.testing.assert_allclose(costs[0], expected, atol=1e-12)
