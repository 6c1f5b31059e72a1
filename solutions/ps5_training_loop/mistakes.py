"""Known mistakes of problem set 5, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RUF007, RUF059

from grader.variants import mistake

# --- initialize -----------------------------------------------------------------------------


@mistake("initialize", "the parameters are drawn, but the function never returns them.")
def initialize_returns_nothing():
    def initialize(sizes, rng):
        params = []
        for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
            params.append((rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out)))


@mistake("initialize", "all weights are 0, so all nodes of a layer stay equal for ever. Draw them.")
def initialize_zeros():
    def initialize(sizes, rng):
        return [(np.zeros(pair), np.zeros(pair[1])) for pair in zip(sizes[:-1], sizes[1:])]  # noqa: B905


@mistake(
    "initialize",
    "the weights are drawn between 0 and 1. All of them are positive then, and two such layers "
    "drive every node to nearly the same large sum.",
)
def initialize_zero_to_one():
    def initialize(sizes, rng):
        return [
            (rng.random((n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake(
    "initialize",
    "the weights have a standard deviation of 1, whatever the layer. Many inputs add up to a large "
    "sum then; the spread must shrink with n_in.",
)
def initialize_standard_normal():
    def initialize(sizes, rng):
        return [
            (rng.normal(size=(n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake(
    "initialize",
    "2 / n_in is the variance. `rng.normal` takes the standard deviation, its square root.",
)
def initialize_variance():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, 2 / n_in, (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake(
    "initialize",
    "the spread is that of n_out, the nodes of the layer. What adds up are its inputs: n_in.",
)
def initialize_by_outputs():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / n_out), (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake("initialize", "the 2 is missing under the root: √(1 / n_in) is too small for ReLU.")
def initialize_without_two():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(1 / n_in), (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake(
    "initialize",
    "the spread depends on both sizes of a layer: this is Glorot's initialization, for tanh. "
    "He's, for ReLU, takes n_in only.",
)
def initialize_glorot():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake("initialize", "`W` is transposed: it needs one row per input and one column per node.")
def initialize_transposed():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake("initialize", "not all biases are 0; they start at 0.")
def initialize_random_biases():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), rng.normal(0, 0.1, n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake("initialize", "each `b` has the shape (1, n_out); the shape asked for is (n_out,).")
def initialize_bias_rows():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros((1, n_out)))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake("initialize", "each layer has one bias. Every node has its own: shape (n_out,).")
def initialize_one_bias():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), 0.0)
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake("initialize", "the last layer is missing: three sizes make two layers, the last one too.")
def initialize_last_missing():
    def initialize(sizes, rng):
        return [
            (rng.normal(0, np.sqrt(2 / sizes[k]), (sizes[k], sizes[k + 1])), np.zeros(sizes[k + 1]))
            for k in range(len(sizes) - 2)
        ]


@mistake(
    "initialize",
    "the weights come from `np.random`, which does not know your `rng`. Call `rng.normal`.",
)
def initialize_global():
    def initialize(sizes, rng):
        return [
            (np.random.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


@mistake(
    "initialize",
    "the weights come from a generator that the function makes itself: they are always the same.",
)
def initialize_own_seed():
    def initialize(sizes, rng):
        rng = np.random.default_rng(0)
        return [
            (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out))
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        ]


# --- predict --------------------------------------------------------------------------------


def right_predict(params, X):
    *hidden, (W_last, b_last) = params
    for W, b in hidden:
        X = given_relu(X @ W + b)
    return given_sigmoid(X @ W_last + b_last)[:, 0]


@mistake("predict", "the probabilities are computed, but the function never returns them.")
def predict_returns_nothing():
    def predict(params, X):
        a = X
        for W, b in params[:-1]:
            a = given_relu(a @ W + b)
        y_hat = given_sigmoid(a @ params[-1][0] + params[-1][1])[:, 0]


@mistake(
    "predict",
    "the probabilities form a column of shape (n_samples, 1). Take its first column: `[:, 0]`.",
)
def predict_column():
    def predict(params, X):
        a = X
        for W, b in params[:-1]:
            a = given_relu(a @ W + b)
        return given_sigmoid(a @ params[-1][0] + params[-1][1])


@mistake("predict", "the last layer has no sigmoid: numbers of any size come back.")
def predict_no_sigmoid():
    def predict(params, X):
        a = X
        for W, b in params[:-1]:
            a = given_relu(a @ W + b)
        return (a @ params[-1][0] + params[-1][1])[:, 0]


@mistake("predict", "the hidden layers have no ReLU, so all layers together are one.")
def predict_no_relu():
    def predict(params, X):
        a = X
        for W, b in params:
            a = a @ W + b
        return given_sigmoid(a)[:, 0]


@mistake(
    "predict",
    "the last layer has a ReLU before its sigmoid, so no probability is below one half.",
)
def predict_relu_at_end():
    def predict(params, X):
        a = X
        for W, b in params:
            a = given_relu(a @ W + b)
        return given_sigmoid(a)[:, 0]


@mistake(
    "predict", "the hidden layers have a sigmoid. They have ReLU; only the last has a sigmoid."
)
def predict_sigmoid_everywhere():
    def predict(params, X):
        a = X
        for W, b in params:
            a = given_sigmoid(a @ W + b)
        return a[:, 0]


@mistake("predict", "ReLU is taken of `X` as well; only what a hidden layer computes has one.")
def predict_relu_of_inputs():
    def predict(params, X):
        a = X
        for W, b in params:
            a = given_relu(a) @ W + b
        return given_sigmoid(a)[:, 0]


@mistake("predict", "labels come back. Return the probabilities; `accuracy` makes labels of them.")
def predict_labels():
    def predict(params, X):
        return (right_predict(params, X) >= 0.5).astype(int)


@mistake("predict", "the biases are not added.")
def predict_no_bias():
    def predict(params, X):
        a = X
        for W, _ in params[:-1]:
            a = given_relu(a @ W)
        return given_sigmoid(a @ params[-1][0])[:, 0]


@mistake("predict", "these are the probabilities of label 0: the sign in the sigmoid is reversed.")
def predict_other_label():
    def predict(params, X):
        return 1 - right_predict(params, X)


@mistake(
    "predict",
    "softmax over a single column gives 1 in every row. With one output use the sigmoid.",
)
def predict_softmax():
    def predict(params, X):
        a = X
        for W, b in params[:-1]:
            a = given_relu(a @ W + b)
        e = np.exp(a @ params[-1][0] + params[-1][1])
        return (e / e.sum(axis=1, keepdims=True))[:, 0]


@mistake("predict", "only the first row is predicted: `[0]` takes a row, `[:, 0]` a column.")
def predict_first_row():
    def predict(params, X):
        a = X
        for W, b in params[:-1]:
            a = given_relu(a @ W + b)
        return given_sigmoid(a @ params[-1][0] + params[-1][1])[0]


# --- accuracy -------------------------------------------------------------------------------


@mistake("accuracy", "the share is computed, but the function never returns it.")
def accuracy_returns_nothing():
    def accuracy(y, y_hat):
        np.mean((y_hat >= 0.5) == y)


@mistake("accuracy", "the result is in per cent; the share is between 0 and 1.")
def accuracy_percent():
    def accuracy(y, y_hat):
        return 100 * np.mean((y_hat >= 0.5) == y)


@mistake("accuracy", "right rows are counted. Divide by the number of rows.")
def accuracy_count():
    def accuracy(y, y_hat):
        return np.sum((y_hat >= 0.5) == y)


@mistake("accuracy", "this is the share of wrong rows.")
def accuracy_error_rate():
    def accuracy(y, y_hat):
        return np.mean((y_hat >= 0.5) != y)


@mistake(
    "accuracy",
    "probabilities are compared with labels, and are hardly ever equal to them. "
    "Make labels of them first.",
)
def accuracy_of_probabilities():
    def accuracy(y, y_hat):
        return np.mean(y_hat == y)


HALF = (
    "a probability of exactly 0.5 is taken for label 0. It stands for 1: compare with `>=`; "
    "`np.round` rounds 0.5 down to 0."
)


@mistake("accuracy", HALF)
def accuracy_above_half():
    def accuracy(y, y_hat):
        return np.mean((y_hat > 0.5) == y)


@mistake("accuracy", HALF)
def accuracy_rounded():
    def accuracy(y, y_hat):
        return np.mean(np.round(y_hat) == y)


@mistake("accuracy", "one value per row comes back, right or wrong. Take their mean.")
def accuracy_each_row():
    def accuracy(y, y_hat):
        return (y_hat >= 0.5) == y


@mistake("accuracy", "only rows of label 1 count. Rows of label 0 can be right as well.")
def accuracy_of_ones():
    def accuracy(y, y_hat):
        return np.sum((y_hat >= 0.5) & (y == 1)) / np.sum(y == 1)


@mistake("accuracy", "hits of label 1 are divided by all rows; right answers 0 are left out.")
def accuracy_hits_only():
    def accuracy(y, y_hat):
        return np.mean((y_hat >= 0.5) * y)


@mistake("accuracy", "this is the mean distance from the labels. Count the rows that are right.")
def accuracy_mean_distance():
    def accuracy(y, y_hat):
        return 1 - np.mean(np.abs(y - y_hat))


@mistake(
    "accuracy",
    "what stands behind the decimal point is dropped, as by `//` or `int`. Divide with `/`.",
)
def accuracy_whole_division():
    def accuracy(y, y_hat):
        return int(np.sum((y_hat >= 0.5) == y)) // len(y)


@mistake(
    "accuracy",
    "every row is compared with every other: one of the two arrays has been made a column.",
)
def accuracy_broadcast():
    def accuracy(y, y_hat):
        return np.mean((y_hat[:, None] >= 0.5) == y)


# --- train ----------------------------------------------------------------------------------


def right_train(params, X, y, learning_rate, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for start in range(0, len(y), batch_size):
            rows = order[start : start + batch_size]
            slopes = given_gradient(params, X[rows], y[rows])
            params = [
                (W - learning_rate * dW, b - learning_rate * db)
                for (W, b), (dW, db) in zip(params, slopes, strict=True)
            ]
        history.append(given_cost(params, X, y))
    return params, history


@mistake("train", "the network is trained, but the function never returns it.")
def train_returns_nothing():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        params, history = right_train(params, X, y, learning_rate, epochs, batch_size, rng)


@mistake("train", "only the parameters come back. Return the history, too: `return params, history`.")  # fmt: skip  # noqa: E501
def train_without_history():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, learning_rate, epochs, batch_size, rng)[0]


@mistake("train", "the two results are in the wrong order: first the parameters, then the history.")
def train_results_swapped():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, learning_rate, epochs, batch_size, rng)[::-1]


@mistake(
    "train",
    "the sign of the update is reversed: the cost rises. Subtract the gradient.",
)
def train_sign():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, -learning_rate, epochs, batch_size, rng)


@mistake("train", "the learning rate is forgotten: the whole gradient is subtracted.")
def train_learning_rate_forgotten():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, 1.0, epochs, batch_size, rng)


@mistake(
    "train",
    "the step is divided by the number of rows in the batch. The gradient is a mean already.",
)
def train_divided_by_batch():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                rate = learning_rate / len(rows)
                params = [
                    (W - rate * dW, b - rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake("train", "the biases are never updated; treat `b` just as `W`.")
def train_biases_fixed():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "a layer is updated while the gradient of the others still needs its old weights. Compute the "
    "gradient of all layers first, then update all.",
)
def train_updated_while_needed():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        params, history = list(params), []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                for k in reversed(range(len(params))):
                    dW, db = given_gradient(params, X[rows], y[rows])[k]
                    W, b = params[k]
                    params[k] = (W - learning_rate * dW, b - learning_rate * db)
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "the rows are never shuffled: every epoch runs through them in the order of the table.",
)
def train_no_shuffle():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            for i in range(0, len(X), batch_size):
                slopes = given_gradient(params, X[i : i + batch_size], y[i : i + batch_size])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "the order is drawn once, before the epochs. Draw a new one at the beginning of each epoch.",
)
def train_shuffles_once():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        order = rng.permutation(len(X))
        for _ in range(epochs):
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "`X` is shuffled, but `y` is not, so most rows get the label of another. Use the same order "
    "for both.",
)
def train_y_out_of_step():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[i : i + batch_size])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "the smaller batch at the end of an epoch is left out, so some rows are passed over.",
)
def train_drops_last_batch():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        size = min(batch_size, len(X))
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(len(X) // size):
                rows = order[i * size : (i + 1) * size]
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "no order of the rows leads there. In an epoch each row comes once, with its own `y`: draw the "
    "order of all rows first, then cut it.",
)
def train_random_batches():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        size = min(batch_size, len(X))
        for _ in range(epochs):
            for _ in range(0, len(X), size):
                rows = rng.choice(len(X), size, replace=size < len(X))
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
            history.append(given_cost(params, X, y))
        return params, history


@mistake("train", "`batch_size` is not used: each epoch is a single step with all rows.")
def train_full_batch():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, learning_rate, epochs, len(X), rng)


@mistake(
    "train",
    "each step takes a single row; it takes `batch_size` of them.",
)
def train_single_rows():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, learning_rate, epochs, 1, rng)


@mistake("train", "`return` stands inside the loop over the epochs, so only the first is run.")
def train_one_epoch():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        return right_train(params, X, y, learning_rate, 1, batch_size, rng)


@mistake(
    "train",
    "the history holds the cost before each epoch. Note it at the end of the epoch.",
)
def train_history_before():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        first = given_cost(params, X, y)
        params, history = right_train(params, X, y, learning_rate, epochs, batch_size, rng)
        return params, [first, *history[:-1]]


@mistake("train", "the history holds one cost more than there are epochs: that of the start.")
def train_history_with_start():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        first = given_cost(params, X, y)
        params, history = right_train(params, X, y, learning_rate, epochs, batch_size, rng)
        return params, [first, *history]


@mistake("train", "the history holds one cost per batch. Note one per epoch, of all rows.")
def train_history_per_batch():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                params = [
                    (W - learning_rate * dW, b - learning_rate * db)
                    for (W, b), (dW, db) in zip(params, slopes, strict=True)
                ]
                history.append(given_cost(params, X, y))
        return params, history


@mistake("train", "the history holds only the last cost. It is a list with one cost per epoch.")
def train_history_number():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        params, history = right_train(params, X, y, learning_rate, epochs, batch_size, rng)
        return params, history[-1]


@mistake(
    "train",
    "the arrays of the start are changed: `W -= …` writes into the array that was passed in. "
    "Compute a new one, or copy all of them first.",
)
def train_in_place():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        history = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for i in range(0, len(X), batch_size):
                rows = order[i : i + batch_size]
                slopes = given_gradient(params, X[rows], y[rows])
                for (W, b), (dW, db) in zip(params, slopes, strict=True):
                    W -= learning_rate * dW
                    b -= learning_rate * db
            history.append(given_cost(params, X, y))
        return params, history


@mistake(
    "train",
    "the order of the rows comes from another generator than `rng`. Call `rng.permutation`.",
)
def train_global_random():
    def train(params, X, y, learning_rate, epochs, batch_size, rng):
        rng = np.random.default_rng()
        return right_train(params, X, y, learning_rate, epochs, batch_size, rng)


# --- adam_step ------------------------------------------------------------------------------


def right_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
    t = state["t"] + 1
    mean = beta_1 * state["mean"] + (1 - beta_1) * gradient
    square = beta_2 * state["square"] + (1 - beta_2) * gradient**2
    step = learning_rate * (mean / (1 - beta_1**t))
    w = w - step / (np.sqrt(square / (1 - beta_2**t)) + epsilon)
    return w, {"t": t, "mean": mean, "square": square}


@mistake("adam_step", "the step is computed, but the function never returns it.")
def adam_returns_nothing():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        right_step(w, gradient, state, learning_rate, beta_1, beta_2, epsilon)


@mistake("adam_step", "only the weights come back. The next step needs the state: `return w, state`.")  # fmt: skip  # noqa: E501
def adam_without_state():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        return right_step(w, gradient, state, learning_rate, beta_1, beta_2, epsilon)[0]


@mistake("adam_step", "the sign of the step is reversed; go against the gradient.")
def adam_sign():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        return right_step(w, gradient, state, -learning_rate, beta_1, beta_2, epsilon)


@mistake("adam_step", "the learning rate is forgotten.")
def adam_learning_rate_forgotten():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        return right_step(w, gradient, state, 1.0, beta_1, beta_2, epsilon)


@mistake(
    "adam_step",
    "the means are not corrected for their start at 0: divide by 1 − β to the power t.",
)
def adam_not_corrected():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        w = w - learning_rate * m / (np.sqrt(s) + epsilon)
        return w, {"t": state["t"] + 1, "mean": m, "square": s}


@mistake("adam_step", "only the mean of the slopes is corrected; so must that of their squares be.")
def adam_square_not_corrected():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        w = w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(s) + epsilon)
        return w, {"t": t, "mean": m, "square": s}


@mistake(
    "adam_step",
    "the corrections use the number of steps before this one. This step counts: t + 1.",
)
def adam_t_too_small():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = max(state["t"], 1)
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        w = w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
        return w, {"t": state["t"] + 1, "mean": m, "square": s}


@mistake("adam_step", "`t` in the new state is the old one; count this step.")
def adam_t_not_counted():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        w = w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
        return w, {"t": state["t"], "mean": m, "square": s}


@mistake("adam_step", "the correction multiplies by t: 1 − β · t. β is to the power t: `beta**t`.")
def adam_beta_times_t():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        root = np.sqrt(np.abs(s / (1 - beta_2 * t)))
        w = w - learning_rate * m / (1 - beta_1 * t) / (root + epsilon)
        return w, {"t": t, "mean": m, "square": s}


@mistake("adam_step", "the root is missing below: divide by √ŝ + ε.")
def adam_no_root():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        w = w - learning_rate * m / (1 - beta_1**t) / (s / (1 - beta_2**t) + epsilon)
        return w, {"t": t, "mean": m, "square": s}


@mistake("adam_step", "ε is missing: where a slope is 0, 0 is divided by 0, and the weight is nan.")
def adam_no_epsilon():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        with np.errstate(all="ignore"):
            return right_step(w, gradient, state, learning_rate, beta_1, beta_2, 0.0)


@mistake("adam_step", "ε is added under the root. Take the root first: √ŝ + ε.")
def adam_epsilon_under_the_root():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        mean = beta_1 * state["mean"] + (1 - beta_1) * gradient
        square = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        divisor = np.sqrt(square / (1 - beta_2**t) + epsilon)
        w = w - learning_rate * mean / (1 - beta_1**t) / divisor
        return w, {"t": t, "mean": mean, "square": square}


@mistake("adam_step", "ε is added to the root of s, before s is corrected. Add it to √ŝ.")
def adam_epsilon_before_the_correction():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        mean = beta_1 * state["mean"] + (1 - beta_1) * gradient
        square = beta_2 * state["square"] + (1 - beta_2) * gradient**2
        rate = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        return w - rate * mean / (np.sqrt(square) + epsilon), {
            "t": t,
            "mean": mean,
            "square": square,
        }


@mistake("adam_step", "the second mean takes the slopes themselves; it needs their squares, g².")
def adam_not_squared():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + (1 - beta_1) * gradient
        s = beta_2 * state["square"] + (1 - beta_2) * np.abs(gradient)
        w = w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
        return w, {"t": t, "mean": m, "square": s}


@mistake("adam_step", "the two betas are exchanged: `beta_1` belongs to the mean of the slopes.")
def adam_betas_swapped():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        return right_step(w, gradient, state, learning_rate, beta_2, beta_1, epsilon)


@mistake(
    "adam_step",
    "the new slopes are added in full. They get the weight 1 − β, so that it stays a mean.",
)
def adam_sums():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        t = state["t"] + 1
        m = beta_1 * state["mean"] + gradient
        s = beta_2 * state["square"] + gradient**2
        w = w - learning_rate * m / (1 - beta_1**t) / (np.sqrt(s / (1 - beta_2**t)) + epsilon)
        return w, {"t": t, "mean": m, "square": s}


@mistake("adam_step", "the corrected means are stored in the state. Store m and s themselves.")
def adam_stores_corrected():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        w, new = right_step(w, gradient, state, learning_rate, beta_1, beta_2, epsilon)
        new["mean"] = new["mean"] / (1 - beta_1 ** new["t"])
        new["square"] = new["square"] / (1 - beta_2 ** new["t"])
        return w, new


@mistake(
    "adam_step",
    "the state that was passed in is changed. Put the new values into a new dict.",
)
def adam_changes_state():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        w, new = right_step(w, gradient, state, learning_rate, beta_1, beta_2, epsilon)
        state.update(new)
        return w, state


@mistake("adam_step", "`beta_1` and `beta_2` are not used; 0.9 and 0.999 are written into the function.")  # fmt: skip  # noqa: E501
def adam_fixed_betas():
    def adam_step(w, gradient, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        return right_step(w, gradient, state, learning_rate)


# --- moons_network --------------------------------------------------------------------------


@mistake("moons_network", "the probabilities are computed, but the function never returns them.")
def moons_returns_nothing():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        params, _ = given_train(params, X, y, 3.0, 5, 40, rng)
        given_predict(params, X_new)


@mistake("moons_network", "there is no hidden layer, so the border is a straight line.")
def moons_no_hidden_layer():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 1], rng)
        params, _ = given_train(params, X, y, 3.0, 20, 40, rng)
        return given_predict(params, X_new)


@mistake(
    "moons_network",
    "all rows get the same answer, as they do where all weights start at 0: the hidden nodes then "
    "stay alike.",
)
def moons_zero_weights():
    def moons_network(X, y, X_new, rng):
        params = [(np.zeros((2, 32)), np.zeros(32)), (np.zeros((32, 1)), np.zeros(1))]
        params, _ = given_train(params, X, y, 3.0, 5, 40, rng)
        return given_predict(params, X_new)


@mistake("moons_network", "the network that predicts is the one before training: use what `train` returns.")  # fmt: skip  # noqa: E501
def moons_untrained():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        given_train(params, X, y, 3.0, 5, 40, rng)
        return given_predict(params, X_new)


@mistake("moons_network", "the learning rate is too small: in 20 epochs little has changed.")
def moons_small_rate():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        params, _ = given_train(params, X, y, 0.003, 20, 40, rng)
        return given_predict(params, X_new)


@mistake("moons_network", "one epoch is not enough: the border is still nearly straight.")
def moons_one_epoch():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        params, _ = given_train(params, X, y, 3.0, 1, 40, rng)
        return given_predict(params, X_new)


@mistake("moons_network", "as many answers come back as `X` has rows. Predict the rows of `X_new`.")
def moons_predicts_training_rows():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        params, _ = given_train(params, X, y, 3.0, 5, 40, rng)
        return given_predict(params, X)


@mistake("moons_network", "labels come back. Return the probabilities that `predict` computes.")
def moons_labels():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        params, _ = given_train(params, X, y, 3.0, 5, 40, rng)
        return (given_predict(params, X_new) >= 0.5).astype(int)


@mistake("moons_network", "the parameters come back. Return the probabilities for `X_new`.")
def moons_params():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 32, 1], rng)
        return given_train(params, X, y, 3.0, 5, 40, rng)[0]


@mistake(
    "moons_network",
    "there is a single hidden node, and with it the border is still a straight line.",
)
def moons_one_node():
    def moons_network(X, y, X_new, rng):
        params = given_initialize([2, 1, 1], rng)
        params, _ = given_train(params, X, y, 3.0, 20, 40, rng)
        return given_predict(params, X_new)


# --- pima_network ---------------------------------------------------------------------------


@mistake("pima_network", "the probabilities are computed, but the function never returns them.")
def pima_returns_nothing():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, y, 0.2, 4, 80, rng)
        given_predict(params, X_new)


@mistake(
    "pima_network",
    "all rows get the same answer, as they do where all weights start at 0: the hidden nodes then "
    "stay alike.",
)
def pima_zero_weights():
    def pima_network(X, y, X_new, rng):
        params = [(np.zeros((8, 64)), np.zeros(64)), (np.zeros((64, 1)), np.zeros(1))]
        params, _ = given_train(params, X, y, 0.2, 4, 80, rng)
        return given_predict(params, X_new)


@mistake(
    "pima_network",
    "the learning rate is far too large: the first steps throw the weights so far that nearly all "
    "answers are 0 or 1.",
)
def pima_large_rate():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, y, 1000.0, 4, 80, rng)
        return given_predict(params, X_new)


@mistake("pima_network", "as many answers come back as `X` has rows. Predict the rows of `X_new`.")
def pima_predicts_training_rows():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, y, 0.2, 4, 80, rng)
        return given_predict(params, X)


@mistake("pima_network", "labels come back. Return the probabilities that `predict` computes.")
def pima_labels():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, y, 0.2, 4, 80, rng)
        return (given_predict(params, X_new) >= 0.5).astype(int)


@mistake(
    "pima_network",
    "all rows get the same answer, and that for sure: so it ends where each step makes the cost "
    "rise.",
)
def pima_sign():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, y, -0.2, 4, 80, rng)
        return given_predict(params, X_new)


@mistake(
    "pima_network",
    "all rows get label 0, as where the network learns from zeros or hardly learns at all.",
)
def pima_wrong_labels():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, np.zeros(len(X)), 0.2, 4, 80, rng)
        return given_predict(params, X_new)


@mistake(
    "pima_network",
    "1 minus these probabilities would be right more often. Are they those of label 0?",
)
def pima_other_label():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        params, _ = given_train(params, X, y, 0.2, 4, 80, rng)
        return 1 - given_predict(params, X_new)


@mistake("pima_network", "the parameters come back. Return the probabilities for `X_new`.")
def pima_params():
    def pima_network(X, y, X_new, rng):
        params = given_initialize([8, 64, 1], rng)
        return given_train(params, X, y, 0.2, 4, 80, rng)[0]
