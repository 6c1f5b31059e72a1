"""Right answers to problem set 3 in other styles, all of which score full marks."""

# ruff: noqa: D103, F821

from grader.variants import accepted

# --- sse ------------------------------------------------------------------------------------


@accepted("sse")
def sse_loop():
    def sse(y, y_hat):
        total = 0
        for i in range(len(y)):
            total += (y[i] - y_hat[i]) ** 2
        return total


@accepted("sse")
def sse_zip():
    def sse(y, y_hat):
        return sum((a - b) ** 2 for a, b in zip(y, y_hat, strict=True))


@accepted("sse")
def sse_dot():
    def sse(y, y_hat):
        error = y_hat - y
        return error @ error


@accepted("sse")
def sse_norm():
    def sse(y, y_hat):
        return np.linalg.norm(y - y_hat, 2) ** 2


@accepted("sse")
def sse_from_mean():
    def sse(y, y_hat):
        return len(y) * np.mean(np.square(y - y_hat))


@accepted("sse")
def sse_expanded():
    def sse(y, y_hat):
        return (y**2).sum() - 2 * (y * y_hat).sum() + (y_hat**2).sum()


@accepted("sse")
def sse_float32():
    def sse(targets: np.ndarray, predictions: np.ndarray) -> np.float32:
        """Add in single precision."""
        difference = np.subtract(predictions, targets, dtype=np.float32)
        print(difference)
        return np.sum(difference * difference)


@accepted("sse")
def sse_list():
    def sse(y, y_hat):
        errors = [prediction - target for target, prediction in zip(y, y_hat, strict=True)]
        return float(sum([error * error for error in errors]))


@accepted("sse")
def sse_recursive():
    def sse(y, y_hat):
        if len(y) == 0:
            return 0
        return (y_hat[0] - y[0]) ** 2 + sse(y[1:], y_hat[1:])


# --- mse ------------------------------------------------------------------------------------


@accepted("mse")
def mse_sum_over_n():
    def mse(y, y_hat):
        return np.sum((y - y_hat) ** 2) / len(y)


@accepted("mse")
def mse_own_sse():
    def mse(y, y_hat):
        errors = y_hat - y
        return np.dot(errors, errors) / y.size


@accepted("mse")
def mse_loop():
    def mse(y, y_hat):
        total, n = 0.0, 0
        for target, prediction in zip(y, y_hat, strict=True):
            total += (prediction - target) ** 2
            n += 1
        return total / n


@accepted("mse")
def mse_method():
    def mse(y, y_hat):
        return np.square(np.subtract(y_hat, y)).mean()


@accepted("mse")
def mse_average():
    def mse(y, y_hat):
        return np.average(np.abs(y - y_hat) ** 2)


@accepted("mse")
def mse_variance():
    def mse(y, y_hat):
        e = y_hat - y
        return e.var() + e.mean() ** 2


@accepted("mse")
def mse_statistics():
    from statistics import fmean

    def mse(y, y_hat):
        return fmean([(a - b) ** 2 for a, b in zip(y_hat.tolist(), y.tolist(), strict=True)])


@accepted("mse")
def mse_float32():
    def mse(targets: np.ndarray, predictions: np.ndarray) -> np.float32:
        """Average in single precision."""
        print("rows:", len(targets))
        return np.mean((predictions.astype(np.float32) - targets.astype(np.float32)) ** 2)


# --- binary_cross_entropy -------------------------------------------------------------------


@accepted("binary_cross_entropy")
def entropy_clip():
    def binary_cross_entropy(y, y_hat):
        p = np.clip(y_hat, 1e-12, 1 - 1e-12)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@accepted("binary_cross_entropy")
def entropy_clip_keras():
    def binary_cross_entropy(y, y_hat):
        p = np.clip(y_hat, 1e-9, 1 - 1e-9)
        losses = -(y * np.log(p) + (1 - y) * np.log(1 - p))
        return losses.mean()


@accepted("binary_cross_entropy")
def entropy_loop():
    import math

    def binary_cross_entropy(y, y_hat):
        total = 0.0
        for label, p in zip(y, y_hat, strict=True):
            if label == 1:
                total -= math.log(p)
            else:
                total -= math.log(1 - p)
        return total / len(y)


@accepted("binary_cross_entropy")
def entropy_masks():
    def binary_cross_entropy(y, y_hat):
        total = np.log(y_hat[y == 1]).sum() + np.log(1 - y_hat[y == 0]).sum()
        return -total / len(y)


@accepted("binary_cross_entropy")
def entropy_weighted():
    def binary_cross_entropy(y, y_hat):
        return np.mean(-np.log(y * y_hat + (1 - y) * (1 - y_hat)))


@accepted("binary_cross_entropy")
def entropy_absolute():
    def binary_cross_entropy(y, y_hat):
        wrong = np.abs(y - y_hat)
        return -np.log1p(-wrong).sum() / y.size


@accepted("binary_cross_entropy")
def entropy_nan_to_num():
    def binary_cross_entropy(y, y_hat):
        with np.errstate(all="ignore"):
            terms = np.nan_to_num(y * np.log(y_hat)) + np.nan_to_num((1 - y) * np.log(1 - y_hat))
        return -terms.mean()


@accepted("binary_cross_entropy")
def entropy_small_number_inside():
    def binary_cross_entropy(y, y_hat):
        tiny = 1e-15
        return -np.average(y * np.log(y_hat + tiny) + (1 - y) * np.log(1 - y_hat + tiny))


@accepted("binary_cross_entropy")
def entropy_float32():
    def binary_cross_entropy(labels: np.ndarray, p: np.ndarray) -> np.float32:
        """Compute in single precision."""
        p = p.astype(np.float32)
        chosen = np.where(labels > 0.5, p, np.float32(1) - p)
        print("probability of what came:", chosen)
        return np.mean(-np.log(chosen))


# --- slope ----------------------------------------------------------------------------------


@accepted("slope")
def slope_sum():
    def slope(weights, input_data, target):
        preds = (weights * input_data).sum()
        error = preds - target
        return 2 * input_data * error


@accepted("slope")
def slope_dot():
    def slope(w, x, y):
        return 2.0 * (np.dot(w, x) - y) * x


@accepted("slope")
def slope_loop():
    def slope(weights, input_data, target):
        prediction = 0
        for w, x in zip(weights, input_data, strict=True):
            prediction += w * x
        result = np.zeros(len(weights))
        for j in range(len(weights)):
            result[j] = 2 * (prediction - target) * input_data[j]
        return result


@accepted("slope")
def slope_two_sided():
    def slope(weights, input_data, target):
        def cost(w):
            return (w @ input_data - target) ** 2

        run = 1e-3
        nudges = run * np.eye(len(weights))
        return np.array([(cost(weights + e) - cost(weights - e)) / (2 * run) for e in nudges])


@accepted("slope")
def slope_minus_twice():
    def slope(weights, input_data, target):
        return -2 * (target - weights @ input_data) * input_data


@accepted("slope")
def slope_list_to_array():
    def slope(weights, input_data, target):
        error = sum(weights * input_data) - target
        return np.array([2 * error * value for value in input_data])


@accepted("slope")
def slope_matrix():
    def slope(weights, input_data, target):
        row = input_data.reshape(1, -1)
        return 2 * row.T @ (row @ weights - target)


@accepted("slope")
def slope_helper():
    def predict(weights, input_data):
        return np.einsum("i,i->", weights, input_data)

    def slope(weights, input_data, target):
        error = predict(weights, input_data) - target
        return np.multiply(error + error, input_data)


@accepted("slope")
def slope_float32():
    def slope(weights: np.ndarray, input_data: np.ndarray, target: float) -> np.ndarray:
        """Compute in single precision."""
        x = input_data.astype(np.float32)
        error = np.float32(weights.astype(np.float32) @ x - target)
        print("error", error)
        return np.float32(2) * error * x


# --- gradient -------------------------------------------------------------------------------


@accepted("gradient")
def gradient_mean_of_slopes():
    def gradient(weights, X, y):
        slopes = [slope(weights, row, target) for row, target in zip(X, y, strict=True)]
        return np.mean(slopes, axis=0)


@accepted("gradient")
def gradient_loop():
    def gradient(weights, X, y):
        n_samples = X.shape[0]
        total = np.zeros(X.shape[1])
        for i in range(n_samples):
            error = X[i] @ weights - y[i]
            total += 2 * error * X[i]
        return total / n_samples


@accepted("gradient")
def gradient_columns():
    def gradient(weights, X, y):
        errors = X.dot(weights) - y
        return (2 * errors[:, None] * X).mean(axis=0)


@accepted("gradient")
def gradient_from_left():
    def gradient(weights, X, y):
        error = np.matmul(X, weights) - y
        return 2 * error @ X / len(y)


@accepted("gradient")
def gradient_einsum():
    def gradient(weights, X, y):
        return np.einsum("sj,s->j", X, X @ weights - y) * 2 / X.shape[0]


@accepted("gradient")
def gradient_each_column():
    def gradient(weights, X, y):
        errors = X @ weights - y
        return np.array([2 * np.mean(errors * column) for column in X.T])


@accepted("gradient")
def gradient_normal_equations():
    def gradient(weights, X, y):
        return 2 * (X.T @ X @ weights - X.T @ y) / len(X)


@accepted("gradient")
def gradient_two_sided():
    def gradient(weights, X, y):
        def cost(w):
            return np.mean((X @ w - y) ** 2)

        h = 1e-3
        nudges = h * np.eye(len(weights))
        return np.array([(cost(weights + e) - cost(weights - e)) / (2 * h) for e in nudges])


@accepted("gradient")
def gradient_float32():
    def gradient(weights: np.ndarray, X: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Compute in single precision."""
        X32 = X.astype(np.float32)
        errors = X32 @ weights.astype(np.float32) - y.astype(np.float32)
        print(errors.shape)
        return np.float32(2 / len(X)) * (X32.T @ errors)


# --- update ---------------------------------------------------------------------------------


@accepted("update")
def update_subtract():
    def update(weights, gradient, learning_rate):
        return np.subtract(weights, np.multiply(learning_rate, gradient))


@accepted("update")
def update_on_copy():
    def update(weights, gradient, learning_rate):
        new = weights.copy()
        new -= learning_rate * gradient
        return new


@accepted("update")
def update_minus_first():
    def update(weights, gradient, learning_rate):
        return -learning_rate * gradient + weights


@accepted("update")
def update_rebound():
    def update(weights, gradient, learning_rate):
        weights = weights - gradient * learning_rate
        print("new weights", weights)
        return weights


@accepted("update")
def update_loop():
    def update(weights, gradient, learning_rate):
        result = np.empty(weights.shape)
        for place in np.ndindex(weights.shape):
            result[place] = weights[place] - learning_rate * gradient[place]
        return result


@accepted("update")
def update_list_to_array():
    def update(weights, gradient, learning_rate):
        pairs = zip(weights, gradient, strict=True)
        return np.array([w - learning_rate * slope for w, slope in pairs])


@accepted("update")
def update_float32():
    def update(weights: np.ndarray, gradient: np.ndarray, learning_rate: float) -> np.ndarray:
        """Step in single precision."""
        step = np.asarray(learning_rate * gradient, dtype=np.float32)
        print("step", step)
        return weights.astype(np.float32) - step


@accepted("update")
def update_helper():
    def step(slope, eta=0.01):
        return -eta * slope

    def update(*arguments):
        weights, slopes, eta = arguments
        return weights + step(slopes, eta)


# --- gradient_descent -----------------------------------------------------------------------


@accepted("gradient_descent")
def descent_given():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for epoch in range(1, epochs + 1):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
            print("epoch", epoch, "cost", costs[-1])
        return weights, costs


@accepted("gradient_descent")
def descent_own():
    def gradient_descent(X, y, learning_rate, epochs):
        _, n_features = X.shape
        w = np.zeros(n_features)
        history = []
        for epoch in range(epochs + 1):
            history.append(mse(y, X @ w))
            if epoch < epochs:
                w = update(w, gradient(w, X, y), learning_rate)
        return w, history


@accepted("gradient_descent")
def descent_all_in_one():
    def gradient_descent(X, y, learning_rate, epochs):
        w, costs = np.zeros(X.shape[1]), []
        for _ in range(epochs):
            errors = X @ w - y
            costs.append(np.mean(errors**2))
            w = w - learning_rate * 2 * errors @ X / len(X)
        costs.append(np.mean((X @ w - y) ** 2))
        return w, costs


@accepted("gradient_descent")
def descent_while():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.array([0.0] * X.shape[1])
        costs = [float(mse(y, np.dot(X, weights)))]
        while len(costs) <= epochs:
            weights -= learning_rate * gradient(weights, X, y)
            costs += [float(mse(y, np.dot(X, weights)))]
        return weights, costs


@accepted("gradient_descent")
def descent_recursive():
    def gradient_descent(X, y, learning_rate, epochs):
        if epochs == 0:
            zeros = np.zeros(X.shape[1])
            return zeros, [mse(y, X @ zeros)]
        weights, costs = gradient_descent(X, y, learning_rate, epochs - 1)
        weights = update(weights, gradient(weights, X, y), learning_rate)
        return weights, [*costs, mse(y, X @ weights)]


@accepted("gradient_descent")
def descent_remembers_weights():
    def gradient_descent(X, y, learning_rate, epochs):
        path = [np.zeros(X.shape[1])]
        for _ in range(epochs):
            path.append(update(path[-1], gradient(path[-1], X, y), learning_rate))
        return path[-1], [mse(y, X @ weights) for weights in path]


@accepted("gradient_descent")
def descent_mean_of_slopes():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [np.mean((X @ weights - y) ** 2)]
        for _ in range(epochs):
            slopes = [slope(weights, row, target) for row, target in zip(X, y, strict=True)]
            weights = weights - learning_rate * np.mean(slopes, axis=0)
            costs.append(np.mean((X @ weights - y) ** 2))
        return weights, costs


@accepted("gradient_descent")
def descent_closed_form():
    def gradient_descent(X, y, learning_rate, epochs):
        best = np.linalg.lstsq(X, y, rcond=None)[0]
        shrink = np.eye(X.shape[1]) - learning_rate * 2 / len(X) * X.T @ X
        away, costs = -best, []
        for k in range(epochs + 1):
            away = shrink @ away if k else away
            costs.append(np.mean((X @ (best + away) - y) ** 2))
        return best + away, costs


@accepted("gradient_descent")
def descent_tuples():
    def gradient_descent(X: np.ndarray, y: np.ndarray, learning_rate: float, epochs: int) -> tuple:
        """Return a list of two things, the second a tuple."""

        def cost(w):
            return mse(y, X @ w)

        w = np.zeros_like(X[0], dtype=float)
        costs = (cost(w),)
        for _ in range(epochs):
            w = update(w, gradient(w, X, y), learning_rate)
            costs = (*costs, cost(w))
        return [w, costs]


@accepted("gradient_descent")
def descent_float32():
    def gradient_descent(X, y, learning_rate, epochs):
        X32, y32 = X.astype(np.float32), y.astype(np.float32)
        w = np.zeros(X.shape[1], dtype=np.float32)
        costs = [np.mean((X32 @ w - y32) ** 2)]
        for _ in range(epochs):
            w = w - np.float32(learning_rate * 2 / len(X)) * (X32.T @ (X32 @ w - y32))
            costs.append(np.mean((X32 @ w - y32) ** 2))
        return w, costs


# --- minibatches ----------------------------------------------------------------------------


@accepted("minibatches")
def batches_yield():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            yield X[rows], y[rows]


@accepted("minibatches")
def batches_shuffle():
    def minibatches(X, y, batch_size, rng):
        rows = np.arange(len(X))
        rng.shuffle(rows)
        X, y = X[rows], y[rows]
        starts = range(0, len(X), batch_size)
        return [(X[s : s + batch_size], y[s : s + batch_size]) for s in starts]


@accepted("minibatches")
def batches_shuffled_list():
    def minibatches(X, y, batch_size, rng):
        numbers = list(range(len(X)))
        rng.shuffle(numbers)
        batches = []
        while numbers:
            rows, numbers = numbers[:batch_size], numbers[batch_size:]
            batches.append([X[rows], y[rows]])
        return batches


@accepted("minibatches")
def batches_argsort():
    def minibatches(X, y, batch_size, rng):
        order = np.argsort(rng.random(len(X)))
        cuts = np.arange(batch_size, len(X), batch_size)
        return [(X[rows], y[rows]) for rows in np.split(order, cuts)]


@accepted("minibatches")
def batches_choice():
    def minibatches(X, y, batch_size, rng):
        order = rng.choice(len(X), size=len(X), replace=False)
        pairs = []
        for start in range(0, len(order), batch_size):
            stop = min(start + batch_size, len(order))
            pairs.append((X[order[start:stop]], y[order[start:stop]]))
        return tuple(pairs)


@accepted("minibatches")
def batches_glued_columns():
    def minibatches(X, y, batch_size, rng):
        table = rng.permutation(np.column_stack([X, y]))
        n_batches = int(np.ceil(len(table) / batch_size))
        parts = [table[k * batch_size : (k + 1) * batch_size] for k in range(n_batches)]
        return [(part[:, :-1], part[:, -1]) for part in parts]


@accepted("minibatches")
def batches_row_by_row():
    def minibatches(
        X: np.ndarray, y: np.ndarray, batch_size: int, rng: np.random.Generator
    ) -> list:
        """Collect rows until a batch is full."""
        batches, rows, targets = [], [], []
        for number in rng.permutation(len(X)):
            print("row", number)
            rows.append(X[number])
            targets.append(y[number])
            if len(rows) == batch_size:
                batches.append((np.array(rows), np.array(targets)))
                rows, targets = [], []
        if rows:
            batches.append((np.array(rows), np.array(targets)))
        return batches


@accepted("minibatches")
def batches_take_out_one_by_one():
    def minibatches(X, y, batch_size, rng):
        left, batches = list(range(len(X))), []
        while left:
            batch = [left.pop(rng.integers(len(left))) for _ in range(min(batch_size, len(left)))]
            batches.append((X[batch], y[batch]))
        return batches


@accepted("minibatches")
def batches_recursive():
    def minibatches(X, y, batch_size, rng):
        def cut(rows):
            if len(rows) == 0:
                return []
            return [(X[rows[:batch_size]], y[rows[:batch_size]]), *cut(rows[batch_size:])]

        return cut(rng.permutation(len(X)))


@accepted("minibatches")
def batches_float32():
    def minibatches(X, y, batch_size, rng):
        order = rng.permuted(np.arange(len(X)))
        X, y = X.astype(np.float32), y.astype(np.float32)
        batches = []
        for k in range(0, len(X), batch_size):
            batches += [(X[order[k : k + batch_size]], y[order[k : k + batch_size]])]
        return batches
