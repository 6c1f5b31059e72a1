"""Known mistakes of problem set 4, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RUF059

from grader.variants import mistake

# --- graph_forward --------------------------------------------------------------------------


@mistake("graph_forward", "both values are computed, but the function never returns them.")
def graph_forward_returns_nothing():
    def graph_forward(x, y, z):
        p = x + y
        g = p * z


@mistake(
    "graph_forward",
    "the values are printed. `print` shows them to you; `return` hands them back.",
)
def graph_forward_prints():
    def graph_forward(x, y, z):
        print(x + y, (x + y) * z)


@mistake("graph_forward", "only g comes back. The backward pass needs p as well: return both.")
def graph_forward_only_g():
    def graph_forward(x, y, z):
        return (x + y) * z


@mistake("graph_forward", "the two values are in the wrong order: p comes first, then g.")
def graph_forward_swapped():
    def graph_forward(x, y, z):
        p = x + y
        return p * z, p


@mistake(
    "graph_forward",
    "Python multiplies before it adds: `x + y * z` is x + (y · z). Put brackets around the sum.",
)
def graph_forward_brackets():
    def graph_forward(x, y, z):
        return x + y, x + y * z


@mistake("graph_forward", "the first node is a product here; p is the sum of x and y.")
def graph_forward_product_first():
    def graph_forward(x, y, z):
        p = x * y
        return p, p * z


@mistake("graph_forward", "the second node is a sum here; g is the product of p and z.")
def graph_forward_sum_twice():
    def graph_forward(x, y, z):
        p = x + y
        return p, p + z


@mistake("graph_forward", "g is computed from x alone; it takes the value of p.")
def graph_forward_from_x():
    def graph_forward(x, y, z):
        return x + y, x * z


@mistake("graph_forward", "p is the difference of x and y here; it is their sum.")
def graph_forward_difference():
    def graph_forward(x, y, z):
        p = x - y
        return p, p * z


@mistake("graph_forward", "the numbers of the worked example are written into the function.")
def graph_forward_fixed_numbers():
    def graph_forward(x, y, z):
        return 4, -12


# --- graph_backward -------------------------------------------------------------------------


@mistake("graph_backward", "the slopes are computed, but the function never returns them.")
def graph_backward_returns_nothing():
    def graph_backward(x, y, z):
        slopes = {"p": z, "z": x + y, "x": z, "y": z}


@mistake(
    "graph_backward",
    "these are inverse slopes, such as ∂p/∂g for ∂g/∂p. You ask how the result changes with the "
    "input, so the result stands on top.",
)
def graph_backward_inverse():
    def graph_backward(x, y, z):
        p = x + y
        return {"p": 1 / z, "z": 1 / p, "x": 1 / z, "y": 1 / z}


@mistake(
    "graph_backward",
    "the slopes of p and z are exchanged. A product hands each of its factors the value of the "
    "other one.",
)
def graph_backward_product_swapped():
    def graph_backward(x, y, z):
        p = x + y
        return {"p": p, "z": z, "x": p, "y": p}


@mistake(
    "graph_backward",
    "x and y get the slope of p along them, ∂p/∂x = 1. The chain rule multiplies it by ∂g/∂p.",
)
def graph_backward_local_only():
    def graph_backward(x, y, z):
        return {"p": z, "z": x + y, "x": 1, "y": 1}


@mistake(
    "graph_backward",
    "x and y get a slope as if they were factors. They are the terms of a sum, and a sum hands on "
    "to each of them what it gets.",
)
def graph_backward_sum_as_product():
    def graph_backward(x, y, z):
        return {"p": z, "z": x + y, "x": z * y, "y": z * x}


@mistake(
    "graph_backward",
    "the slope is shared out between x and y. A sum hands on all of it to each of its terms.",
)
def graph_backward_halves():
    def graph_backward(x, y, z):
        return {"p": z, "z": x + y, "x": z / 2, "y": z / 2}


@mistake(
    "graph_backward",
    "the values of the forward pass come back: p, x, y and z themselves. Return the slopes of g.",
)
def graph_backward_values():
    def graph_backward(x, y, z):
        return {"p": x + y, "z": z, "x": x, "y": y}


@mistake(
    "graph_backward",
    "the slope along z is p, the sum of x and y; here only one of them counts.",
)
def graph_backward_z_from_x():
    def graph_backward(x, y, z):
        return {"p": z, "z": x, "x": z, "y": z}


@mistake("graph_backward", "the slope along p is missing from the dict.")
def graph_backward_p_missing():
    def graph_backward(x, y, z):
        return {"z": x + y, "x": z, "y": z}


@mistake(
    "graph_backward", "the slopes come back in a tuple. Put them into a dict with their names."
)
def graph_backward_tuple():
    def graph_backward(x, y, z):
        return z, x + y, z, z


@mistake(
    "graph_backward",
    "a step of descent is mixed in: the slopes have a minus sign. Return them as they are.",
)
def graph_backward_sign():
    def graph_backward(x, y, z):
        return {"p": -z, "z": -(x + y), "x": -z, "y": -z}


@mistake(
    "graph_backward",
    "x and y get the slope that belongs to z: ∂g/∂z for ∂g/∂p. They hang on p, so ∂g/∂p comes down "
    "to them.",
)
def graph_backward_wrong_branch():
    def graph_backward(x, y, z):
        p = x + y
        return {"p": z, "z": p, "x": p, "y": p}


# --- numerical_gradient ---------------------------------------------------------------------


@mistake("numerical_gradient", "the slopes are computed, but the function never returns them.")
def numerical_returns_nothing():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (above - f(params)) / (2 * eps)
                    array[place] = kept
            result.append(tuple(slopes))


@mistake(
    "numerical_gradient",
    "the step goes up only: (f(w + ε) − f(w)) / ε. Go to both sides; its error is far smaller.",
)
def numerical_forward_difference():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    start = f(params)
                    array[place] = kept + eps
                    slope[place] = (f(params) - start) / eps
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "the step goes down only: (f(w) − f(w − ε)) / ε. Go to both sides; its error is far smaller.",
)
def numerical_backward_difference():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    start = f(params)
                    array[place] = kept - eps
                    slope[place] = (start - f(params)) / eps
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "all slopes are twice too large: from w − ε to w + ε the run is 2ε, not ε.",
)
def numerical_divided_by_eps():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (above - f(params)) / eps
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "`/ 2 * eps` divides by 2 and then multiplies by ε. Write brackets: `/ (2 * eps)`.",
)
def numerical_brackets():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (above - f(params)) / 2 * eps
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake("numerical_gradient", "the rise is not divided by the run, 2ε.")
def numerical_not_divided():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = above - f(params)
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "all signs are reversed: the value at w − ε is taken away from the value at w + ε.",
)
def numerical_sign():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (f(params) - above) / (2 * eps)
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "an entry stays at w − ε when the next one is moved. Put each back before you go on.",
)
def numerical_not_put_back():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (above - f(params)) / (2 * eps)
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "adding ε and taking it away again leaves a rounding error in `params`. Keep the number in a "
    "variable and put that back.",
)
def numerical_rounding():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    array[place] += eps
                    above = f(params)
                    array[place] -= 2 * eps
                    slope[place] = (above - f(params)) / (2 * eps)
                    array[place] += eps
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "all entries of an array are moved at once, so each slope is that of all of them together. "
    "Move one entry at a time.",
)
def numerical_whole_array():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = []
            for array in pair:
                kept = array.copy()
                array += eps
                above = f(params)
                array[...] = kept - eps
                below = f(params)
                array[...] = kept
                slopes.append(np.full_like(array, (above - below) / (2 * eps)))
            result.append(tuple(slopes))
        return result


@mistake("numerical_gradient", "the slopes of the biases are all zero; treat `b` just as `W`.")
def numerical_weights_only():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for W, b in params:
            slope = np.zeros_like(W)
            for place in np.ndindex(W.shape):
                kept = W[place]
                W[place] = kept + eps
                above = f(params)
                W[place] = kept - eps
                slope[place] = (above - f(params)) / (2 * eps)
                W[place] = kept
            result.append((slope, np.zeros_like(b)))
        return result


@mistake("numerical_gradient", "`return` stands inside the loop, so only the first layer is done.")
def numerical_first_layer_only():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (above - f(params)) / (2 * eps)
                    array[place] = kept
            result.append(tuple(slopes))
            return result
        return result


@mistake(
    "numerical_gradient",
    "the slopes stand one after the other in a flat list. Keep the pairs: one (dW, db) per layer.",
)
def numerical_flat_list():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            for array in pair:
                slope = np.zeros_like(array)
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + eps
                    above = f(params)
                    array[place] = kept - eps
                    slope[place] = (above - f(params)) / (2 * eps)
                    array[place] = kept
                result.append(slope)
        return result


@mistake(
    "numerical_gradient",
    "the step is a share of the entry, w(1 + ε), but the division takes it for ε. Add ε to w.",
)
def numerical_relative_step():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept * (1 + eps)
                    above = f(params)
                    array[place] = kept * (1 - eps)
                    slope[place] = (above - f(params)) / (2 * eps)
                    array[place] = kept
            result.append(tuple(slopes))
        return result


@mistake(
    "numerical_gradient",
    "the argument `eps` is not used; a step of 1e-5 is written into the function.",
)
def numerical_own_step():
    def numerical_gradient(f, params, eps=1e-5):
        result = []
        for pair in params:
            slopes = [np.zeros_like(array) for array in pair]
            for array, slope in zip(pair, slopes, strict=True):
                for place in np.ndindex(array.shape):
                    kept = array[place]
                    array[place] = kept + 1e-5
                    above = f(params)
                    array[place] = kept - 1e-5
                    slope[place] = (above - f(params)) / 2e-5
                    array[place] = kept
            result.append(tuple(slopes))
        return result


# --- mlp_forward ----------------------------------------------------------------------------


def right_forward(X, params):
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(given_relu(inputs[-1] @ W + b))
    y_hat = given_softmax(inputs[-1] @ params[-1][0] + params[-1][1])
    return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake("mlp_forward", "the outputs are computed, but the function never returns them.")
def forward_returns_nothing():
    def mlp_forward(X, params):
        y_hat, cache = right_forward(X, params)


@mistake("mlp_forward", "only `y_hat` comes back. Return the cache as well: `return y_hat, cache`.")
def forward_without_cache():
    def mlp_forward(X, params):
        return right_forward(X, params)[0]


@mistake("mlp_forward", "the two results are in the wrong order: first `y_hat`, then the cache.")
def forward_results_swapped():
    def mlp_forward(X, params):
        y_hat, cache = right_forward(X, params)
        return cache, y_hat


@mistake("mlp_forward", "no hidden layer has a ReLU, so all layers together are one linear map.")
def forward_no_relu():
    def mlp_forward(X, params):
        inputs, a = [], X
        for W, b in params:
            inputs.append(a)
            a = a @ W + b
        y_hat = given_softmax(a)
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake("mlp_forward", "the last layer has a ReLU before its softmax; softmax takes z as it is.")
def forward_relu_at_end():
    def mlp_forward(X, params):
        inputs, a = [], X
        for W, b in params:
            inputs.append(a)
            a = given_relu(a @ W + b)
        y_hat = given_softmax(a)
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake("mlp_forward", "ReLU is taken of `X` as well; only what a hidden layer computes has one.")
def forward_relu_of_inputs():
    def mlp_forward(X, params):
        inputs, a = [], X
        for W, b in params:
            a = given_relu(a)
            inputs.append(a)
            a = a @ W + b
        y_hat = given_softmax(a)
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake("mlp_forward", "the softmax is missing: z of the last layer comes back.")
def forward_no_softmax():
    def mlp_forward(X, params):
        inputs, a = [], X
        for W, b in params[:-1]:
            inputs.append(a)
            a = given_relu(a @ W + b)
        inputs.append(a)
        y_hat = a @ params[-1][0] + params[-1][1]
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake(
    "mlp_forward",
    "softmax runs over the rows of the table: columns sum to 1. The classes of one row stand side "
    "by side, so use `axis=1`.",
)
def forward_softmax_axis():
    def mlp_forward(X, params):
        _, cache = right_forward(X, params)
        z = cache["inputs"][-1] @ params[-1][0] + params[-1][1]
        e = np.exp(z - z.max(axis=0))
        cache["y_hat"] = e / e.sum(axis=0)
        return cache["y_hat"], cache


@mistake(
    "mlp_forward",
    "softmax divides by the sum of the whole table. Each row has a sum of its own: "
    "`sum(axis=1, keepdims=True)`.",
)
def forward_softmax_over_all():
    def mlp_forward(X, params):
        _, cache = right_forward(X, params)
        z = cache["inputs"][-1] @ params[-1][0] + params[-1][1]
        e = np.exp(z - z.max())
        cache["y_hat"] = e / e.sum()
        return cache["y_hat"], cache


@mistake(
    "mlp_forward",
    "`np.exp` of a large z is infinite, and infinite by infinite is nan. Subtract each row's "
    "maximum first, or call `given_softmax`.",
)
def forward_softmax_overflows():
    def mlp_forward(X, params):
        _, cache = right_forward(X, params)
        with np.errstate(all="ignore"):
            e = np.exp(cache["inputs"][-1] @ params[-1][0] + params[-1][1])
            cache["y_hat"] = e / e.sum(axis=1, keepdims=True)
        return cache["y_hat"], cache


@mistake("mlp_forward", "the biases are not added.")
def forward_no_bias():
    def mlp_forward(X, params):
        inputs, a = [], X
        for W, _ in params[:-1]:
            inputs.append(a)
            a = given_relu(a @ W)
        inputs.append(a)
        y_hat = given_softmax(a @ params[-1][0])
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake(
    "mlp_forward",
    "the cache holds z, the values before ReLU. Keep what goes into each layer: the values after.",
)
def forward_caches_z():
    def mlp_forward(X, params):
        inputs, z = [], X
        for k, (W, b) in enumerate(params):
            inputs.append(z)
            z = (given_relu(z) if k else z) @ W + b
        y_hat = given_softmax(z)
        return y_hat, {"inputs": inputs, "params": params, "y_hat": y_hat}


@mistake("mlp_forward", "`X` is missing from the cache: it is the input of the first layer.")
def forward_cache_without_x():
    def mlp_forward(X, params):
        y_hat, cache = right_forward(X, params)
        cache["inputs"] = cache["inputs"][1:]
        return y_hat, cache


@mistake(
    "mlp_forward",
    "`cache['inputs']` has one entry too many: the outputs are not the input of any layer.",
)
def forward_cache_with_outputs():
    def mlp_forward(X, params):
        y_hat, cache = right_forward(X, params)
        cache["inputs"] = [*cache["inputs"], y_hat]
        return y_hat, cache


@mistake("mlp_forward", "the parameters are missing from the cache; the backward pass needs them.")
def forward_cache_without_params():
    def mlp_forward(X, params):
        y_hat, cache = right_forward(X, params)
        return y_hat, {"inputs": cache["inputs"], "y_hat": y_hat}


# --- mlp_backward ---------------------------------------------------------------------------


@mistake("mlp_backward", "the gradients are computed, but the function never returns them.")
def backward_returns_nothing():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)


@mistake(
    "mlp_backward",
    "the division by n is missing: the cost is a mean over the rows, and so is its gradient.",
)
def backward_not_averaged():
    def mlp_backward(cache, y):
        delta = cache["y_hat"] - y
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "each layer divides by n again. One division, at the last layer, goes back through all.",
)
def backward_averaged_in_each_layer():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0) / len(y)
        return gradients


@mistake(
    "mlp_backward",
    "the division is by the number of entries, rows times classes. Divide by the number of rows.",
)
def backward_divided_by_entries():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / y.size
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


NO_SLOPE = (
    "the slope of ReLU is missing on the way back, or it is 1 everywhere. It is 1 where the "
    "activation is above 0, and 0 where it is 0: `a > 0`."
)


@mistake("mlp_backward", NO_SLOPE)
def backward_no_mask():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = delta @ cache["params"][k][0].T
        return gradients


@mistake("mlp_backward", NO_SLOPE)
def backward_mask_of_at_least_zero():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a >= 0)
        return gradients


@mistake(
    "mlp_backward",
    "the signal is multiplied by the activation itself on its way back, not by the slope of ReLU, "
    "which is 0 or 1.",
)
def backward_times_activation():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * a
        return gradients


@mistake("mlp_backward", "all signs are reversed: the signal at the end is ŷ − y, not y − ŷ.")
def backward_sign():
    def mlp_backward(cache, y):
        delta = (y - cache["y_hat"]) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the bias gradient is not summed over the rows: it needs one number per node, "
    "`delta.sum(axis=0)`.",
)
def backward_bias_not_summed():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the bias gradient is a mean over the rows. The division by n is in the signal already: sum.",
)
def backward_bias_averaged():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.mean(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the bias gradient has the shape (1, n_out). `b` has the shape (n_out,): leave out `keepdims`.",
)
def backward_bias_keepdims():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0, keepdims=True)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the bias gradient sums each row over its nodes. Sum each node over the rows: `axis=0`.",
)
def backward_bias_axis():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=1)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the gradient of each `W` is transposed. `W` has one row per input: `a.T @ delta`.",
)
def backward_transposed():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (delta.T @ a, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the signal goes back through `W` as it is. Shapes do not fit: go back through `W.T`.",
)
def backward_w_not_transposed():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0]) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "the gradients are in the order of the walk, last layer first. Turn the list round at the end.",
)
def backward_reversed():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.append((a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake("mlp_backward", "only the last layer has a gradient; walk back through all of them.")
def backward_last_layer_only():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        return [(cache["inputs"][-1].T @ delta, delta.sum(axis=0))]


@mistake(
    "mlp_backward",
    "the signal at the end is multiplied by ŷ(1 − ŷ). With cross-entropy the derivatives of "
    "softmax and loss cancel: ŷ − y is all.",
)
def backward_softmax_slope_twice():
    def mlp_backward(cache, y):
        y_hat = cache["y_hat"]
        delta = (y_hat - y) * y_hat * (1 - y_hat) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients


@mistake(
    "mlp_backward",
    "every layer gets the signal of the last one. Compute a new signal before each layer below.",
)
def backward_same_signal():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        return [(a.T @ delta, delta.sum(axis=0)) for a in cache["inputs"]]


@mistake(
    "mlp_backward",
    "only the gradients of the weights come back. Return a pair (dW, db) for each layer.",
)
def backward_without_biases():
    def mlp_backward(cache, y):
        delta = (cache["y_hat"] - y) / len(y)
        gradients = []
        for k in reversed(range(len(cache["params"]))):
            a = cache["inputs"][k]
            gradients.insert(0, a.T @ delta)
            delta = (delta @ cache["params"][k][0].T) * (a > 0)
        return gradients
