"""Accepted variants of problem set 5: right answers in the styles that students write.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: B007, D103, F821, RUF007, RUF059

from grader.variants import accepted

# --- initialize -----------------------------------------------------------------------------


@accepted("initialize")
def initialize_comprehension():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@accepted("initialize")
def initialize_pairwise():
    import itertools

    def initialize(sizes, rng):
        pairs = itertools.pairwise(sizes)
        return [(rng.normal(size=(i, o)) * (2 / i) ** 0.5, np.zeros(o)) for i, o in pairs]


@accepted("initialize")
def initialize_standard_normal_scaled():
    def initialize(sizes, rng):
        params = []
        for k in range(len(sizes) - 1):
            W = rng.standard_normal((sizes[k], sizes[k + 1])) / np.sqrt(sizes[k] / 2)
            params.append([W, np.zeros(sizes[k + 1])])
        return params


@accepted("initialize")
def initialize_backwards():
    def initialize(sizes, rng):
        params = []
        for k in reversed(range(1, len(sizes))):
            b = np.zeros(sizes[k])
            W = rng.normal(scale=np.sqrt(2 / sizes[k - 1]), size=(sizes[k - 1], sizes[k]))
            params.insert(0, (W, b))
        return params


@accepted("initialize")
def initialize_one_by_one():
    def initialize(sizes, rng):
        params = []
        n_in = sizes[0]
        for n_out in sizes[1:]:
            spread = (2 / n_in) ** 0.5
            W = np.empty((n_in, n_out))
            for place in np.ndindex(n_in, n_out):
                W[place] = rng.normal(0, spread)
            params.append((W, np.array([0.0] * n_out)))
            n_in = n_out
        return params


@accepted("initialize")
def initialize_float32():
    def initialize(sizes, rng):
        return [
            (
                (rng.standard_normal((i, o), dtype=np.float32) * np.float32(np.sqrt(2 / i))),
                np.zeros(o, dtype=np.float32),
            )
            for i, o in zip(sizes, sizes[1:], strict=False)
        ]


@accepted("initialize")
def initialize_typed_with_prints():
    def layer(n_in: int, n_out: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        return rng.normal(0.0, np.sqrt(2.0 / n_in), size=(n_in, n_out)), np.zeros(n_out)

    def initialize(sizes: list[int], rng: np.random.Generator) -> list:
        """Return He's weights and zero biases."""
        print("layers:", len(sizes) - 1)
        return [layer(n_in, n_out, rng) for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)]


@accepted("initialize")
def initialize_recursive():
    def initialize(sizes, rng):
        if len(sizes) < 2:
            return []
        W = rng.normal(0, np.sqrt(2 / sizes[0]), (sizes[0], sizes[1]))
        return [(W, 0 * W[0])] + initialize(sizes[1:], rng)  # noqa: RUF005  what a student writes


# --- predict --------------------------------------------------------------------------------


@accepted("predict")
def predict_enumerate():
    def predict(params, X):
        a = X
        for k, (W, b) in enumerate(params):
            z = a @ W + b
            a = given_relu(z) if k < len(params) - 1 else given_sigmoid(z)
        return a.ravel()


@accepted("predict")
def predict_own_activations():
    def predict(params, X):
        a = X
        for W, b in params[:-1]:
            a = np.where(a @ W + b > 0, a @ W + b, 0)
        z = np.dot(a, params[-1][0]) + params[-1][1]
        return (1 / (1 + np.exp(-z))).flatten()


@accepted("predict")
def predict_row_by_row():
    def predict(params, X):
        probabilities = []
        for row in X:
            for W, b in params[:-1]:
                row = np.maximum(0, row @ W + b)
            W, b = params[-1]
            probabilities.append(float(given_sigmoid(row @ W[:, 0] + b[0])))
        return np.array(probabilities)


@accepted("predict")
def predict_last_overwritten():
    def predict(params, X):
        for W, b in params:
            z = X @ W + b
            X = given_relu(z)
        return given_sigmoid(z).reshape(-1)


@accepted("predict")
def predict_recursive():
    def predict(params, X):
        (W, b), *others = params
        z = X @ W + b
        return predict(others, given_relu(z)) if others else given_sigmoid(np.squeeze(z, axis=1))


@accepted("predict")
def predict_transposed():
    def predict(params, X):
        a = X.T
        for W, b in params[:-1]:
            a = (abs(W.T @ a + b[:, None]) + (W.T @ a + b[:, None])) / 2
        return given_sigmoid(params[-1][0].T @ a + params[-1][1][:, None])[0]


@accepted("predict")
def predict_tanh_form():
    def predict(params, X):
        a = np.copy(X)
        for W, b in params[:-1]:
            a = np.clip(a @ W + b, 0, None)
        W, b = params[-1]
        return 0.5 * (1 + np.tanh((a @ W + b)[:, 0] / 2))


@accepted("predict")
def predict_float32():
    def predict(params, X):
        a = X.astype(np.float32)
        for W, b in params[:-1]:
            a = given_relu(a @ W.astype(np.float32) + b.astype(np.float32))
        z = a @ params[-1][0].astype(np.float32) + params[-1][1].astype(np.float32)
        return given_sigmoid(z)[:, 0]


@accepted("predict")
def predict_typed_with_prints():
    def forward(a: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.einsum("ni,io->no", a, W) + b

    def predict(params: list, X: np.ndarray) -> np.ndarray:
        """Return probabilities of label 1."""
        *hidden, last = params
        print("hidden layers:", len(hidden))
        a = X
        for layer in hidden:
            a = given_relu(forward(a, *layer))
        return given_sigmoid(forward(a, *last)[:, 0])


# --- accuracy -------------------------------------------------------------------------------


@accepted("accuracy")
def accuracy_one_line():
    def accuracy(y, y_hat):
        return np.mean((y_hat >= 0.5) == y)


@accepted("accuracy")
def accuracy_loop():
    def accuracy(y, y_hat):
        right = 0
        for label, p in zip(y, y_hat, strict=True):
            if (p >= 0.5 and label == 1) or (p < 0.5 and label == 0):
                right += 1
        return right / len(y)


@accepted("accuracy")
def accuracy_where():
    def accuracy(y, y_hat):
        labels = np.where(y_hat < 0.5, 0, 1)
        return float((labels == y).sum() / y.size)


@accepted("accuracy")
def accuracy_one_minus_wrong():
    def accuracy(y, y_hat):
        labels = (y_hat >= 0.5).astype(int)
        return 1 - np.abs(labels - y).mean()


@accepted("accuracy")
def accuracy_count_nonzero():
    def accuracy(y, y_hat):
        return np.count_nonzero(np.equal(np.greater_equal(y_hat, 0.5), y)) / y.shape[0]


@accepted("accuracy")
def accuracy_lists():
    def accuracy(y, y_hat):
        hits = [int((p >= 0.5) == bool(t)) for t, p in zip(y.tolist(), y_hat.tolist(), strict=True)]
        return sum(hits) / len(hits)


@accepted("accuracy")
def accuracy_both_kinds():
    def accuracy(y, y_hat):
        positive = y_hat >= 0.5
        both_one, both_zero = np.sum(positive & (y == 1)), np.sum(~positive & (y == 0))
        return (both_one + both_zero) / len(y_hat)


@accepted("accuracy")
def accuracy_floor():
    def accuracy(y, y_hat):
        return np.average(np.floor(y_hat + 0.5) == y)


# --- train ----------------------------------------------------------------------------------


@accepted("train")
def train_copies_first():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        params = [(W.copy(), b.copy()) for W, b in params]
        history = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                gradient = given_gradient(params, X[rows], y[rows])
                for (W, b), (dW, db) in zip(params, gradient, strict=True):
                    W -= learning_rate * dW
                    b -= learning_rate * db
            history.append(given_cost(params, X, y))
        return params, history


@accepted("train")
def train_shuffles_tables():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for epoch in range(epochs):
            order = np.arange(len(X))
            rng.shuffle(order)
            X_shuffled, y_shuffled = X[order], y[order]
            start = 0
            while start < len(X):
                stop = start + batch_size
                g = given_gradient(params, X_shuffled[start:stop], y_shuffled[start:stop])
                params = [
                    [params[k][j] - learning_rate * g[k][j] for j in range(2)]
                    for k in range(len(params))
                ]
                start = stop
            history += [given_cost(params, X, y)]
        return params, history


@accepted("train")
def train_choice():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        costs = []
        for _ in range(epochs):
            left = rng.choice(len(X), len(X), replace=False)
            while len(left):
                batch, left = left[:batch_size], left[batch_size:]
                slopes = given_gradient(params, X[batch], y[batch])
                new = []
                for layer, slope in zip(params, slopes, strict=True):
                    new.append(
                        tuple(
                            np.subtract(p, learning_rate * s)
                            for p, s in zip(layer, slope, strict=True)
                        )
                    )
                params = new
            costs.append(given_cost(params, X, y))
        return params, costs


@accepted("train")
def train_argsort_of_random_numbers():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        n, history = X.shape[0], []
        for _ in range(epochs):
            order = np.argsort(rng.random(n))
            for batch in range(int(np.ceil(n / batch_size))):
                rows = order[batch * batch_size : (batch + 1) * batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@accepted("train")
def train_generator():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        def batches():
            order = rng.permutation(len(X)).tolist()
            while order:
                yield order[:batch_size]
                del order[:batch_size]

        def step(params, rows):
            slopes = given_gradient(params, X[rows], y[rows])
            return [
                (W - learning_rate * dW, b - learning_rate * db)
                for (W, b), (dW, db) in zip(params, slopes, strict=True)
            ]

        history = [0.0] * epochs
        for epoch in range(epochs):
            for rows in batches():
                params = step(params, rows)
            history[epoch] = given_cost(params, X, y)
        return params, history


@accepted("train")
def train_one_table():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        table = np.column_stack([X, y])
        history = []
        for _ in range(epochs):
            rng.shuffle(table)
            for i in range(0, len(table), batch_size):
                part = table[i : i + batch_size]
                slopes = given_gradient(params, part[:, :-1], part[:, -1])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(float(given_cost(params, X, y)))
        return [params, history]


@accepted("train")
def train_deep_copy():
    import copy

    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        network, history = copy.deepcopy(params), []
        for _ in range(epochs):
            permuted = rng.permutation(np.arange(len(y)))
            cuts = range(batch_size, len(y), batch_size)
            for rows in np.split(permuted, cuts):
                for layer, slopes in zip(
                    network, given_gradient(network, X[rows], y[rows]), strict=True
                ):
                    for array, slope in zip(layer, slopes, strict=True):
                        array[...] = array - slope * learning_rate
            history.append(given_cost(network, X, y))
        return network, history


@accepted("train")
def train_recursive():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        if epochs == 0:
            return params, []
        for i, rows in enumerate(
            np.array_split(rng.permutation(len(X)), range(batch_size, len(X), batch_size))
        ):
            slopes = given_gradient(params, X[rows], y[rows])
            params = [
                (W - learning_rate * dW, b - learning_rate * db)
                for (W, b), (dW, db) in zip(params, slopes, strict=True)
            ]
        cost = given_cost(params, X, y)
        params, later = train(params, X, y, learning_rate, epochs - 1, batch_size, rng)
        return params, [cost, *later]


@accepted("train")
def train_typed_with_prints():
    def train(params: list, X, y, learning_rate: float, epochs: int, batch_size: int, rng):
        """Train, and say how it goes."""
        history: list[float] = []
        for epoch in range(1, epochs + 1):
            order = rng.permuted(np.arange(len(X)))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
            print(f"epoch {epoch}: {history[-1]:.3f}")
        return params, history


# --- adam_step ------------------------------------------------------------------------------


@accepted("adam_step")
def adam_compact():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient * gradient
        step = learning_rate * (m / (1 - beta_1**t)) / ((s / (1 - beta_2**t)) ** 0.5 + epsilon)
        return w - step, dict(t=t, mean=m, square=s)  # noqa: C408  what a student writes


@accepted("adam_step")
def adam_moves_toward_the_new():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        mean = state["mean"] + (1 - beta_1) * (gradient - state["mean"])
        square = state["square"] + (1 - beta_2) * (np.square(gradient) - state["square"])
        root = np.sqrt(1 - beta_2**t)
        rate = learning_rate * root / (1 - beta_1**t)
        return w - rate * mean / (np.sqrt(square) + root * epsilon), {
            "t": t,
            "mean": mean,
            "square": square,
        }


@accepted("adam_step")
def adam_entry_by_entry():
    import math

    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        new_w, mean, square = w.copy(), np.zeros_like(w), np.zeros_like(w)
        t = 1 + state["t"]
        for i in np.ndindex(w.shape):
            g = gradient[i]
            mean[i] = beta_1 * state["mean"][i] + (1 - beta_1) * g
            square[i] = beta_2 * state["square"][i] + (1 - beta_2) * g**2
            m_hat = mean[i] / (1 - math.pow(beta_1, t))
            s_hat = square[i] / (1 - math.pow(beta_2, t))
            new_w[i] -= learning_rate * m_hat / (math.sqrt(s_hat) + epsilon)
        return new_w, {"t": t, "mean": mean, "square": square}


@accepted("adam_step")
def adam_copies_state():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        state = {name: np.copy(value) for name, value in state.items()}
        state["t"] += 1
        state["mean"] *= beta_1
        state["mean"] += (1 - beta_1) * gradient
        state["square"] *= beta_2
        state["square"] += (1 - beta_2) * gradient**2
        corrected = [
            state[name] / (1 - beta ** state["t"])
            for name, beta in (("mean", beta_1), ("square", beta_2))
        ]
        w = w - learning_rate * corrected[0] / (np.sqrt(corrected[1]) + epsilon)
        return [w, state]


@accepted("adam_step")
def adam_loops_over_both_means():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        new, hats = {"t": state["t"] + 1}, []
        for name, beta, value in (
            ("mean", beta_1, gradient),
            ("square", beta_2, gradient * gradient),
        ):
            new[name] = beta * state[name] + (1.0 - beta) * value
            hats.append(new[name] / (1.0 - beta ** new["t"]))
        return w - learning_rate * hats[0] / (np.sqrt(hats[1]) + epsilon), new


@accepted("adam_step")
def adam_helpers():
    def running_mean(old, new, beta):
        return beta * old + (1 - beta) * new

    def corrected(mean, beta, t):
        return mean / (1 - beta**t)

    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t, m, s = state["t"] + 1, state["mean"], state["square"]
        m, s = running_mean(m, gradient, beta_1), running_mean(s, gradient**2, beta_2)
        direction = corrected(m, beta_1, t) / (np.sqrt(corrected(s, beta_2, t)) + epsilon)
        return w - learning_rate * direction, {"t": t, "mean": m, "square": s}


@accepted("adam_step")
def adam_typed_with_prints():
    def adam_step(
        w: np.ndarray, gradient, state: dict, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8
    ):
        """One step of Adam."""
        new = {"t": state["t"] + 1}
        new["mean"] = state["mean"] * beta_1 + gradient * (1 - beta_1)
        new["square"] = state["square"] * beta_2 + gradient**2 * (1 - beta_2)
        print("step", new["t"])
        m_hat = new["mean"] / (1 - beta_1 ** new["t"])
        s_hat = new["square"] / (1 - beta_2 ** new["t"])
        return w - learning_rate * m_hat / (epsilon + np.sqrt(s_hat)), new


@accepted("adam_step")
def adam_merged_dict():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        after = state | {
            "t": state["t"] + 1,
            "mean": np.add(beta_1 * state["mean"], (1 - beta_1) * gradient),
            "square": np.add(beta_2 * state["square"], (1 - beta_2) * np.power(gradient, 2)),
        }
        unbiased_mean = np.divide(after["mean"], 1 - np.power(beta_1, after["t"]))
        unbiased_square = np.divide(after["square"], 1 - np.power(beta_2, after["t"]))
        root = np.sqrt(unbiased_square)
        return np.subtract(w, learning_rate * unbiased_mean / (root + epsilon)), after


# --- moons_network --------------------------------------------------------------------------


@accepted("moons_network")
def moons_given_helpers():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 64, 1], rng)
        params, history = given_train(params, X, y, 3.0, 24, 40, rng)
        return given_predict(params, X_new)


@accepted("moons_network")
def moons_more_nodes():
    def moons_network(X, y, X_new, rng):
        trained = train(initialize([2, 96, 1], rng), X, y, 3.0, 24, 40, rng)
        return predict(trained[0], X_new)


@accepted("moons_network")
def moons_two_hidden_layers():
    def moons_network(X, y, X_new, rng):
        stuck = True
        while stuck:
            params = initialize((X.shape[1], 32, 16, 1), rng)
            params, _ = train(params, X, y, 1.0, 20, 20, rng)
            stuck = np.mean((predict(params, X) > 0.5) == y) < 0.985
        return predict(params, X_new)


@accepted("moons_network")
def moons_adam():
    def moons_network(X, y, X_new, rng):
        params = initialize([2, 96, 1], rng)
        states = [[{"t": 0, "mean": 0 * p, "square": 0 * p} for p in pair] for pair in params]
        for _ in range(20):
            order = rng.permutation(len(X))
            for i in range(0, len(X), 40):
                slopes = given_gradient(params, X[order[i : i + 40]], y[order[i : i + 40]])
                new = []
                for pair, slope, state in zip(params, slopes, states, strict=True):
                    moved = []
                    for j in range(2):
                        p, state[j] = adam_step(pair[j], slope[j], state[j], 0.05)
                        moved.append(p)
                    new.append(moved)
                params = new
        return predict(params, X_new)


@accepted("moons_network")
def moons_rate_that_falls():
    def moons_network(X, y, X_new, rng):
        params = initialize([2, 64, 1], rng)
        for learning_rate in (3.0, 2.0, 1.0):
            params, _ = train(params, X, y, learning_rate, 10, 40, rng)
        return predict(params, X_new)


@accepted("moons_network")
def moons_mean_of_three():
    def moons_network(X, y, X_new, rng):
        answers = []
        for _ in range(3):
            params, _ = train(initialize([2, 64, 1], rng), X, y, 3.0, 16, 40, rng)
            answers.append(predict(params, X_new))
        return np.mean(answers, axis=0)


@accepted("moons_network")
def moons_best_of_three():
    def moons_network(X, y, X_new, rng):
        runs = [train(initialize([2, 64, 1], rng), X, y, 3.0, 24, 40, rng) for _ in range(3)]
        params, _ = min(runs, key=lambda run: run[1][-1])
        return predict(params, X_new)


@accepted("moons_network")
def moons_typed_with_prints():
    HIDDEN, RATE, EPOCHS, BATCH = 96, 3.0, 26, 40

    def moons_network(
        X: np.ndarray, y: np.ndarray, X_new: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        """Train on X and predict X_new."""
        params, history = train(initialize([2, HIDDEN, 1], rng), X, y, RATE, EPOCHS, BATCH, rng)
        print("last cost:", history[-1])
        return predict(params, X_new)


# --- pima_network ---------------------------------------------------------------------------


@accepted("pima_network")
def pima_given_helpers():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 32, 1], rng)
        params, history = given_train(params, X, y, 0.2, 8, 40, rng)
        return given_predict(params, X_new)


@accepted("pima_network")
def pima_sixteen_nodes():
    def pima_network(X, y, X_new, rng):
        trained = train(initialize([8, 16, 1], rng), X, y, 0.2, 15, 80, rng)
        return predict(trained[0], X_new)


@accepted("pima_network")
def pima_no_hidden_layer():
    def pima_network(X, y, X_new, rng):
        params = initialize((X.shape[1], 1), rng)
        params, _ = train(params, X, y, 0.4, 10, 80, rng)
        return predict(params, X_new)


@accepted("pima_network")
def pima_adam():
    def pima_network(X, y, X_new, rng):
        params = initialize([8, 16, 1], rng)
        states = [[{"t": 0, "mean": 0 * p, "square": 0 * p} for p in pair] for pair in params]
        for _ in range(10):
            order = rng.permutation(len(X))
            for i in range(0, len(X), 80):
                slopes = given_gradient(params, X[order[i : i + 80]], y[order[i : i + 80]])
                for k in range(len(params)):
                    moved = []
                    for j in (0, 1):
                        p, states[k][j] = adam_step(params[k][j], slopes[k][j], states[k][j], 0.02)
                        moved.append(p)
                    params[k] = tuple(moved)
        return predict(params, X_new)


@accepted("pima_network")
def pima_all_rows_at_once():
    def pima_network(X, y, X_new, rng):
        params = initialize([8, 32, 1], rng)
        params, _ = train(params, X, y, 0.5, 40, len(X), rng)
        return predict(params, X_new)


@accepted("pima_network")
def pima_mean_of_three():
    def pima_network(X, y, X_new, rng):
        answers = np.zeros(len(X_new))
        for _ in range(3):
            params, _ = train(initialize([8, 16, 1], rng), X, y, 0.4, 6, 80, rng)
            answers += predict(params, X_new) / 3
        return answers


@accepted("pima_network")
def pima_rate_chosen_on_rows_held_back():
    def pima_network(X, y, X_new, rng):
        tried = []
        for learning_rate in (0.05, 0.2):
            first = initialize([8, 16, 1], rng)
            params, _ = train(first, X[100:], y[100:], learning_rate, 10, 50, rng)
            tried.append((accuracy(y[:100], predict(params, X[:100])), learning_rate))
        best = max(tried)[1]
        params, _ = train(initialize([8, 16, 1], rng), X, y, best, 10, 50, rng)
        return predict(params, X_new)


@accepted("pima_network")
def pima_typed_with_prints():
    def pima_network(
        X: np.ndarray, y: np.ndarray, X_new: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        """Train on X and predict X_new."""
        params, history = train(initialize([8, 48, 1], rng), X, y, 0.2, 10, 80, rng)
        print("last cost:", history[-1])
        return predict(params, X_new)
