"""Accepted variants of problem set 4: right answers in the styles that students write.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: B007, D103, E731, F821, F841, RUF059

from grader.variants import accepted

# --- graph_forward --------------------------------------------------------------------------


@accepted("graph_forward")
def graph_forward_in_one_line():
    def graph_forward(x, y, z):
        return (x + y, z * (x + y))


@accepted("graph_forward")
def graph_forward_list():
    def graph_forward(x, y, z):
        result = [x + y]
        result.append(result[0] * z)
        return result


@accepted("graph_forward")
def graph_forward_typed():
    def graph_forward(x: float, y: float, z: float) -> tuple:
        """Return p and g as Python floats."""
        p = float(x + y)
        return p, float(p * z)


@accepted("graph_forward")
def graph_forward_distributed():
    def graph_forward(x, y, z):
        return y + x, x * z + y * z


@accepted("graph_forward")
def graph_forward_helpers():
    def add(first, second):
        return first + second

    def multiply(first, second):
        return first * second

    def graph_forward(x, y, z):
        summed = add(x, y)
        return summed, multiply(summed, z)


@accepted("graph_forward")
def graph_forward_numpy():
    def graph_forward(x, y, z):
        p = np.sum([x, y])
        return p, np.multiply(p, z)


@accepted("graph_forward")
def graph_forward_prints_and_returns():
    def graph_forward(x, y, z):
        p = x + y
        print("p =", p)
        g = p * z
        print("g =", g)
        return p, g


@accepted("graph_forward")
def graph_forward_lambda():
    graph_forward = lambda x, y, z: (x + y, (y + x) * z)


@accepted("graph_forward")
def graph_forward_float32():
    def graph_forward(x, y, z):
        p = np.float32(x) + np.float32(y)
        return p, p * np.float32(z)


# --- graph_backward -------------------------------------------------------------------------


@accepted("graph_backward")
def graph_backward_in_one_line():
    def graph_backward(x, y, z):
        return {"p": z, "z": x + y, "x": z, "y": z}


@accepted("graph_backward")
def graph_backward_dict_function():
    def graph_backward(x, y, z):
        return dict(x=z, y=z, z=x + y, p=z)  # noqa: C408  what a student writes


@accepted("graph_backward")
def graph_backward_own_forward():
    def graph_backward(x, y, z):
        p, g = given_graph_forward(x, y, z)
        slopes = {}
        slopes["p"] = z
        slopes["z"] = p
        for term in ("x", "y"):
            slopes[term] = slopes["p"] * 1
        return slopes


@accepted("graph_backward")
def graph_backward_typed():
    def graph_backward(x: float, y: float, z: float) -> dict[str, float]:
        """Return the slopes of g."""
        dg_dp: float = float(z)
        return {"x": dg_dp, "y": dg_dp, "z": float(x) + float(y), "p": dg_dp}


@accepted("graph_backward")
def graph_backward_helpers():
    def product_slopes(first, second, upstream):
        return upstream * second, upstream * first

    def sum_slopes(upstream):
        return upstream, upstream

    def graph_backward(x, y, z):
        to_p, to_z = product_slopes(x + y, z, upstream=1)
        to_x, to_y = sum_slopes(to_p)
        return {"p": to_p, "z": to_z, "x": to_x, "y": to_y}


@accepted("graph_backward")
def graph_backward_finite_differences():
    def graph_backward(x, y, z):
        def g(x, y, z):
            return (x + y) * z

        def slope(dx, dy, dz):  # exact but for rounding: g is linear in each of its inputs
            return (g(x + dx, y + dy, z + dz) - g(x - dx, y - dy, z - dz)) / 2

        dx, dy, dz = slope(1, 0, 0), slope(0, 1, 0), slope(0, 0, 1)
        return {"p": dx, "z": dz, "x": dx, "y": dy}


@accepted("graph_backward")
def graph_backward_zip():
    def graph_backward(x, y, z):
        return dict(zip("pzxy", np.array([z, x + y, z, z]), strict=True))


@accepted("graph_backward")
def graph_backward_prints_and_returns():
    def graph_backward(x, y, z):
        slopes = dict.fromkeys(["p", "x", "y"], z)
        slopes["z"] = sum((x, y))
        print(slopes)
        return slopes


# --- numerical_gradient ---------------------------------------------------------------------


@accepted("numerical_gradient")
def numerical_named_arrays():
    def numerical_gradient(f, params, eps=1e-5):
        gradients = []
        for W, b in params:
            dW = np.empty(W.shape)
            for i in range(W.shape[0]):
                for j in range(W.shape[1]):
                    old = W[i, j]
                    W[i, j] = old + eps
                    plus = f(params)
                    W[i, j] = old - eps
                    minus = f(params)
                    W[i, j] = old
                    dW[i, j] = (plus - minus) / (2 * eps)
            db = np.empty(b.shape)
            for j in range(len(b)):
                old = b[j]
                b[j] = old + eps
                plus = f(params)
                b[j] = old - eps
                minus = f(params)
                b[j] = old
                db[j] = (plus - minus) / (2 * eps)
            gradients.append((dW, db))
        return gradients


@accepted("numerical_gradient")
def numerical_deep_copies():
    import copy

    def numerical_gradient(f, params, eps=1e-5):
        def value(layer, part, place, step):
            moved = copy.deepcopy(params)
            moved[layer][part][place] += step
            return f(moved)

        return [
            tuple(
                np.array(
                    [
                        (value(k, part, p, eps) - value(k, part, p, -eps)) / (2 * eps)
                        for p in np.ndindex(array.shape)
                    ]
                ).reshape(array.shape)
                for part, array in enumerate(pair)
            )
            for k, pair in enumerate(params)
        ]


@accepted("numerical_gradient")
def numerical_flat_vector():
    def numerical_gradient(f, params, eps=1e-5):
        shapes = [array.shape for pair in params for array in pair]
        flat = np.concatenate([array.ravel() for pair in params for array in pair])

        def split(vector):
            arrays, start = [], 0
            for shape in shapes:
                size = int(np.prod(shape))
                arrays.append(vector[start : start + size].reshape(shape))
                start += size
            return list(zip(arrays[::2], arrays[1::2], strict=True))

        steps = eps * np.eye(len(flat))
        slopes = [(f(split(flat + s)) - f(split(flat - s))) / (2 * eps) for s in steps]
        return split(np.array(slopes))


@accepted("numerical_gradient")
def numerical_nditer():
    def numerical_gradient(f, params, eps=1e-5):
        answer = []
        for layer in params:
            both = []
            for array in layer:
                d = np.zeros_like(array)
                it = np.nditer(array, flags=["multi_index"])
                while not it.finished:
                    i = it.multi_index
                    before = array[i].copy()
                    array[i] = before + eps
                    high = f(params)
                    array[i] = before - eps
                    low = f(params)
                    array[i] = before
                    d[i] = (high - low) / eps / 2
                    it.iternext()
                both.append(d)
            answer.append(both)
        return answer


@accepted("numerical_gradient")
def numerical_typed():
    from collections.abc import Callable

    def numerical_gradient(f: Callable, params: list, eps: float = 1e-5) -> list:
        """Central differences, one entry at a time."""

        def of(array: np.ndarray) -> np.ndarray:
            slopes = np.zeros(array.size)
            entries = array.reshape(-1)
            for i, entry in enumerate(entries.tolist()):
                entries[i] = entry + eps
                slopes[i] += f(params)
                entries[i] = entry - eps
                slopes[i] -= f(params)
                entries[i] = entry
            return slopes.reshape(array.shape) / (2 * eps)

        return [(of(W), of(b)) for W, b in params]


@accepted("numerical_gradient")
def numerical_copy_first():
    def numerical_gradient(f, params, eps=1e-5):
        mine = [(W.copy(), b.copy()) for W, b in params]
        gradients = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
        for layer, gradient in zip(mine, gradients, strict=True):
            for part in (0, 1):
                for place, value in np.ndenumerate(layer[part].copy()):
                    layer[part][place] = value + eps
                    up = f(mine)
                    layer[part][place] = value - eps
                    down = f(mine)
                    layer[part][place] = value
                    gradient[part][place] = 0.5 * (up - down) / eps
        return gradients


@accepted("numerical_gradient")
def numerical_prints_and_returns():
    def numerical_gradient(f, params, eps=1e-5):
        print("cost", f(params))
        result = []
        for pair in params:
            row = []
            for array in pair:
                kept = array.copy()
                slopes = kept * 0
                for place in np.ndindex(*array.shape):
                    array[place] += eps
                    slopes[place] = f(params)
                    array[:] = kept
                    array[place] -= eps
                    slopes[place] -= f(params)
                    array[:] = kept
                row.append(slopes / (2 * eps))
            result.append((row[0], row[1]))
        return result


@accepted("numerical_gradient")
def numerical_flat_index():
    def numerical_gradient(f, params, eps=1e-5):
        out = [tuple(np.zeros_like(p) for p in pair) for pair in params]
        for source, target in zip(params, out, strict=True):
            for p, d in zip(source, target, strict=True):
                for i in range(p.size):
                    was, costs = p.flat[i], {}
                    for sign in (-1, +1):
                        p.flat[i] = was + sign * eps
                        costs[sign] = f(params)
                    p.flat[i] = was
                    d.flat[i] = (costs[1] - costs[-1]) / (2 * eps)
        return out


@accepted("numerical_gradient")
def numerical_try_finally():
    def numerical_gradient(f, params, eps=1e-5):
        def slope(array, place):
            saved = float(array[place])
            try:
                array[place] = saved + eps
                above = f(params)
                array[place] = saved - eps
                return (above - f(params)) / (2 * eps)
            finally:
                array[place] = saved

        gradients = []
        for pair in params:
            slopes = [[slope(a, i) for i in np.ndindex(a.shape)] for a in pair]
            gradients.append([np.reshape(s, a.shape) for s, a in zip(slopes, pair, strict=True)])
        return gradients


# --- mlp_forward ----------------------------------------------------------------------------


@accepted("mlp_forward")
def forward_last_apart():
    def mlp_forward(X, params):
        inputs = [X]
        for W, b in params[:-1]:
            inputs.append(np.maximum(inputs[-1] @ W + b, 0))
        W, b = params[-1]
        y_hat = given_softmax(inputs[-1] @ W + b)
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@accepted("mlp_forward")
def forward_own_softmax():
    def softmax(z):
        e = np.exp(z - np.max(z, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)

    def mlp_forward(X, params):
        a, cache = X, {"params": params, "inputs": []}
        for i, (W, b) in enumerate(params):
            cache["inputs"].append(a)
            z = np.dot(a, W) + b
            a = softmax(z) if i == len(params) - 1 else np.where(z > 0, z, 0)
        cache["y_hat"] = a
        return a, cache


@accepted("mlp_forward")
def forward_row_by_row():
    def mlp_forward(X, params):
        inputs, values = [], [row for row in X]  # noqa: C416  what a student writes
        for k, (W, b) in enumerate(params):
            inputs.append(np.array(values))
            values = [row @ W + b for row in values]
            if k + 1 < len(params):
                values = [given_relu(z) for z in values]
        y_hat = np.array([given_softmax(z) for z in values])
        return [y_hat, dict(inputs=inputs, params=params, y_hat=y_hat)]  # noqa: C408


@accepted("mlp_forward")
def forward_recursive():
    def mlp_forward(X, params):
        def layers_from(k, a):
            z = a @ params[k][0] + params[k][1]
            if k == len(params) - 1:
                return [a], given_softmax(z)
            later, outputs = layers_from(k + 1, given_relu(z))
            return [a, *later], outputs

        inputs, y_hat = layers_from(0, X)
        return y_hat, {"y_hat": y_hat, "inputs": inputs, "params": params}


@accepted("mlp_forward")
def forward_bias_as_weight():
    def mlp_forward(X, params):
        inputs, a = [], X
        ones = np.ones((len(X), 1))
        for number, (W, b) in enumerate(params, start=1):
            inputs += [a]
            z = np.hstack([a, ones]) @ np.vstack([W, b])
            a = z * (z > 0) if number < len(params) else z
        y_hat = given_softmax(a)
        return y_hat, {"inputs": inputs, "params": list(params), "y_hat": y_hat}


@accepted("mlp_forward")
def forward_einsum():
    def mlp_forward(X, params):
        cache = {"inputs": (), "params": [(W.copy(), b.copy()) for W, b in params]}
        signal = X.copy()
        for W, b in params:
            cache["inputs"] += (signal,)
            z = np.einsum("ij,jk->ik", signal, W) + b[None, :]
            signal = np.clip(z, 0, None)
        probabilities = given_softmax(z)
        cache["y_hat"] = probabilities
        return probabilities, cache


@accepted("mlp_forward")
def forward_float32():
    def mlp_forward(X, params):
        a, inputs = X.astype(np.float32), []
        for k, (W, b) in enumerate(params):
            inputs.append(a)
            a = a @ W.astype(np.float32) + b.astype(np.float32)
            if k < len(params) - 1:
                a = given_relu(a)
        y_hat = given_softmax(a)
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@accepted("mlp_forward")
def forward_typed():
    Params = list[tuple[np.ndarray, np.ndarray]]

    def mlp_forward(X: np.ndarray, params: Params) -> tuple[np.ndarray, dict]:
        """Take X through all layers."""
        *hidden, (W_last, b_last) = params
        a: np.ndarray = X
        inputs: list[np.ndarray] = [a]
        for W, b in hidden:
            a = np.fmax(0.0, a @ W + b)
            inputs.append(a)
        z = a @ W_last + b_last
        shifted = z - z.max(axis=1)[:, None]
        y_hat = np.exp(shifted - np.log(np.exp(shifted).sum(axis=1))[:, None])
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@accepted("mlp_forward")
def forward_prints_and_returns():
    def mlp_forward(X, params):
        a, inputs = X, []
        for W, b in params:
            inputs.append(a)
            z = (W.T @ a.T).T + b
            print("layer", len(inputs), "has shape", z.shape)
            a = (z + abs(z)) / 2
        p = given_softmax(z)
        return p, {"inputs": inputs, "params": params, "y_hat": p}


# --- mlp_backward ---------------------------------------------------------------------------


@accepted("mlp_backward")
def backward_reversed_lists():
    def mlp_backward(cache, y):
        n = y.shape[0]
        signal = (cache["y_hat"] - y) / n
        result = []
        for a, (W, b) in zip(cache["inputs"][::-1], cache["params"][::-1], strict=True):
            result.append((a.T @ signal, signal.sum(axis=0)))
            signal = signal @ W.T * (a > 0)
        return result[::-1]


@accepted("mlp_backward")
def backward_divided_at_the_end():
    def mlp_backward(cache, y):
        n, gradients = len(y), []
        delta = cache["y_hat"] - y
        for k in range(len(cache["params"]) - 1, -1, -1):
            a, (W, _) = cache["inputs"][k], cache["params"][k]
            gradients = [(np.dot(a.T, delta) / n, np.sum(delta, axis=0) / n), *gradients]
            delta = np.where(a > 0, np.dot(delta, W.T), 0)
        return gradients


@accepted("mlp_backward")
def backward_bias_as_mean():
    def mlp_backward(cache, y):
        delta = cache["y_hat"] - y
        grads = [None] * len(cache["params"])
        k = len(grads) - 1
        while k >= 0:
            a = cache["inputs"][k]
            grads[k] = (a.T @ delta / len(a), delta.mean(axis=0))
            delta = delta @ cache["params"][k][0].T
            delta[a <= 0] = 0
            k -= 1
        return grads


@accepted("mlp_backward")
def backward_row_by_row():
    def mlp_backward(cache, y):
        params = cache["params"]
        totals = [[np.zeros_like(W), np.zeros_like(b)] for W, b in params]
        for row in range(len(y)):
            delta = (cache["y_hat"][row] - y[row]) / len(y)
            for k in reversed(range(len(params))):
                a = cache["inputs"][k][row]
                totals[k][0] += np.outer(a, delta)
                totals[k][1] += delta
                delta = (params[k][0] @ delta) * (a > 0)
        return totals


@accepted("mlp_backward")
def backward_recursive():
    def mlp_backward(cache, y):
        inputs, params = cache["inputs"], cache["params"]

        def walk(k, delta):
            pair = (inputs[k].T @ delta, delta.sum(0))
            if k == 0:
                return [pair]
            below = (delta @ params[k][0].T) * np.sign(inputs[k])
            return [*walk(k - 1, below), pair]

        return walk(len(params) - 1, (cache["y_hat"] - y) / len(y))


@accepted("mlp_backward")
def backward_einsum():
    def mlp_backward(cache, y):
        from collections import deque

        gradients = deque()
        delta = np.divide(cache["y_hat"] - y, y.shape[0])
        for (W, b), a in zip(reversed(cache["params"]), reversed(cache["inputs"]), strict=True):
            dW = np.einsum("ni,no->io", a, delta)
            db = np.einsum("no->o", delta)
            gradients.appendleft((dW, db))
            delta = np.einsum("no,io->ni", delta, W)
            delta = delta * np.heaviside(a, 0)
        return list(gradients)


@accepted("mlp_backward")
def backward_ones_for_the_bias():
    def mlp_backward(cache, y):
        n = len(y)
        delta = (cache["y_hat"] - y) / n
        dWs, dbs = [], []
        for a, (W, _) in zip(cache["inputs"][::-1], cache["params"][::-1], strict=True):
            with_ones = np.hstack([a, np.ones((n, 1))]).T @ delta
            dWs.insert(0, with_ones[:-1])
            dbs.insert(0, with_ones[-1])
            delta = (W @ delta.T).T * (a > 0).astype(float)
        return list(zip(dWs, dbs, strict=True))


@accepted("mlp_backward")
def backward_float32():
    def mlp_backward(cache, y):
        delta = ((cache["y_hat"] - y) / len(y)).astype(np.float32)
        gradients = []
        for a, (W, b) in zip(cache["inputs"][::-1], cache["params"][::-1], strict=True):
            gradients.append((a.astype(np.float32).T @ delta, delta.sum(axis=0)))
            delta = (delta @ W.T.astype(np.float32)) * (a > 0)
        gradients.reverse()
        return gradients


@accepted("mlp_backward")
def backward_typed_with_prints():
    def relu_slope(a: np.ndarray) -> np.ndarray:
        return (a > 0) * 1.0

    def mlp_backward(cache: dict, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the gradients, first layer first."""
        params, inputs = cache["params"], cache["inputs"]
        signals = [(cache["y_hat"] - y) / len(y)]
        for k in range(len(params) - 1, 0, -1):
            signals.append(signals[-1] @ params[k][0].T * relu_slope(inputs[k]))
        print("layers:", len(signals))
        signals.reverse()
        return [(a.T @ d, d.sum(axis=0)) for a, d in zip(inputs, signals, strict=True)]
