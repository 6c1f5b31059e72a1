"""Accepted variants of problem set 1: right answers in the styles that students write.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: C417, D103, E731, F821, F841, RET504, RET505

from grader.variants import accepted

# --- weighted_sum ---------------------------------------------------------------------------


@accepted("weighted_sum")
def weighted_sum_loop():
    def weighted_sum(inputs, weights, bias=0.0):
        total = bias
        for x, w in zip(inputs, weights, strict=True):
            total += x * w
        return total


@accepted("weighted_sum")
def weighted_sum_index_loop():
    def weighted_sum(inputs, weights, bias=0.0):
        total = 0
        for i in range(len(inputs)):
            total = total + inputs[i] * weights[i]
        return total + bias


@accepted("weighted_sum")
def weighted_sum_vectorised():
    def weighted_sum(inputs, weights, bias=0.0):
        return (inputs * weights).sum() + bias


@accepted("weighted_sum")
def weighted_sum_dot():
    def weighted_sum(inputs, weights, bias=0.0):
        return np.dot(inputs, weights) + bias


@accepted("weighted_sum")
def weighted_sum_generator():
    def weighted_sum(inputs, weights, bias=0.0):
        return bias + sum(x * w for x, w in zip(inputs, weights, strict=True))


@accepted("weighted_sum")
def weighted_sum_recursive():
    def weighted_sum(inputs, weights, bias=0.0):
        if len(inputs) == 0:
            return bias
        return inputs[0] * weights[0] + weighted_sum(inputs[1:], weights[1:], bias)


@accepted("weighted_sum")
def weighted_sum_bias_as_weight():
    def weighted_sum(inputs, weights, bias=0.0):
        return np.append(inputs, 1) @ np.append(weights, bias)


@accepted("weighted_sum")
def weighted_sum_typed():
    def weighted_sum(inputs: np.ndarray, weights: np.ndarray, bias: float = 0.0) -> float:
        """Return the weighted sum as a Python float."""
        return float(np.sum(inputs * weights) + bias)


@accepted("weighted_sum")
def weighted_sum_prints_and_returns():
    def weighted_sum(inputs, weights, bias=0.0):
        products = inputs * weights
        print("products:", products)
        return products.sum() + bias


@accepted("weighted_sum")
def weighted_sum_other_names():
    def weighted_sum(x, w, bias=0):
        return np.einsum("i,i->", x, w) + bias


@accepted("weighted_sum")
def weighted_sum_zero_dimensional():
    def weighted_sum(inputs, weights, bias=0.0):
        return np.array(np.inner(inputs, weights) + bias)


@accepted("weighted_sum")
def weighted_sum_float32():
    def weighted_sum(inputs, weights, bias=0.0):
        products = inputs.astype(np.float32) * weights.astype(np.float32)
        return np.float32(products.sum() + np.float32(bias))


@accepted("weighted_sum")
def weighted_sum_while():
    import operator

    def weighted_sum(inputs, weights, bias=0.0):
        return sum(map(operator.mul, inputs.tolist(), weights.tolist()), start=bias)


# --- relu -----------------------------------------------------------------------------------


@accepted("relu")
def relu_maximum():
    def relu(x):
        return np.maximum(0, x)


@accepted("relu")
def relu_where():
    def relu(x):
        return np.where(x > 0, x, 0)


@accepted("relu")
def relu_clip():
    def relu(x):
        return np.clip(x, 0, None)


@accepted("relu")
def relu_mask():
    def relu(x):
        return x * (x > 0)


@accepted("relu")
def relu_half_of_sum():
    def relu(x):
        return (x + abs(x)) / 2


@accepted("relu")
def relu_copy():
    def relu(x):
        result = np.array(x, dtype=float)
        result[result < 0] = 0.0
        return result


@accepted("relu")
def relu_by_kind():
    def relu(x):
        if isinstance(x, np.ndarray):
            return np.maximum(x, np.zeros_like(x))
        elif x > 0:
            return x
        else:
            return 0


@accepted("relu")
def relu_vectorize():
    def relu_of_number(value):
        return value if value > 0 else 0.0

    def relu(x):
        return np.vectorize(relu_of_number, otypes=[float])(x)


@accepted("relu")
def relu_recursive():
    def relu(x):
        if np.ndim(x) == 0:
            return max(0.0, x)
        return np.array([relu(part) for part in x])


@accepted("relu")
def relu_lambda():
    relu = lambda values: np.maximum(values, 0.0)


@accepted("relu")
def relu_float32():
    def relu(x):
        return np.maximum(np.asarray(x, dtype=np.float32), np.float32(0))


@accepted("relu")
def relu_typed_with_prints():
    def relu(x: float | np.ndarray) -> float | np.ndarray:
        """Return the positive part of x."""
        print("input:", x)
        output = np.maximum(x, 0)
        print("output:", output)
        return output


@accepted("relu")
def relu_loop():
    def relu(x):
        array = np.asarray(x, dtype=float)
        result = np.zeros(array.size)
        for i, value in enumerate(array.flatten()):
            if value > 0:
                result[i] = value
        return result.reshape(array.shape)


@accepted("relu")
def relu_positive_part_in_class():
    class Relu:
        def __call__(self, x):
            return x - np.minimum(x, 0)

    relu = Relu()


# --- predict_with_network -------------------------------------------------------------------


@accepted("predict_with_network")
def network_own_relu():
    def predict_with_network(input_data_row, weights):
        node_0_output = relu((input_data_row * weights["node_0"]).sum())
        node_1_output = relu((input_data_row * weights["node_1"]).sum())
        hidden_layer_outputs = np.array([node_0_output, node_1_output])
        return relu((hidden_layer_outputs * weights["output"]).sum())


@accepted("predict_with_network")
def network_given_relu():
    def predict_with_network(input_data_row, weights):
        a0 = given_relu(np.dot(input_data_row, weights["node_0"]))
        a1 = given_relu(np.dot(input_data_row, weights["node_1"]))
        v0, v1 = weights["output"]
        return given_relu(a0 * v0 + a1 * v1)


@accepted("predict_with_network")
def network_own_weighted_sum():
    def predict_with_network(input_data_row, weights):
        hidden = np.array(
            [relu(weighted_sum(input_data_row, weights[name])) for name in ("node_0", "node_1")]
        )
        return relu(weighted_sum(hidden, weights["output"]))


@accepted("predict_with_network")
def network_matrix():
    def predict_with_network(input_data_row, weights):
        W = np.array([weights["node_0"], weights["node_1"]])
        return np.maximum(0, np.maximum(0, W @ input_data_row) @ weights["output"])


@accepted("predict_with_network")
def network_plain_python():
    def predict_with_network(input_data_row, weights):
        def node(values, w):
            total = 0.0
            for i in range(len(values)):
                total += float(values[i]) * float(w[i])
            return max(0.0, total)

        hidden = [node(input_data_row, weights["node_0"]), node(input_data_row, weights["node_1"])]
        return node(hidden, weights["output"])


@accepted("predict_with_network")
def network_helper_function():
    def node_output(values, node_weights):
        return given_relu(np.sum(np.multiply(values, node_weights)))

    def predict_with_network(input_data_row, weights):
        node_0 = node_output(input_data_row, weights["node_0"])
        node_1 = node_output(input_data_row, weights["node_1"])
        return node_output([node_0, node_1], weights["output"])


@accepted("predict_with_network")
def network_redefines_relu():
    def relu(value, slope=0.0):
        return value if value > 0 else slope * value

    def predict_with_network(input_data_row, weights):
        a = relu(input_data_row @ weights["node_0"], 0.0)
        b = relu(input_data_row @ weights["node_1"], 0.0)
        return relu(weights["output"] @ np.array([a, b]), 0.0)


@accepted("predict_with_network")
def network_float32():
    def predict_with_network(input_data_row, weights):
        row = np.asarray(input_data_row, dtype=np.float32)
        W = np.stack([weights["node_0"], weights["node_1"]]).astype(np.float32)
        hidden = np.clip(W @ row, 0, None)
        return np.clip(hidden @ weights["output"].astype(np.float32), 0, None)


@accepted("predict_with_network")
def network_zero_dimensional():
    def predict_with_network(row: np.ndarray, weights: dict) -> np.ndarray:
        """Return the output as an array without dimensions."""
        hidden = [given_relu(row @ weights[f"node_{i}"]) for i in range(2)]
        return np.where((z := np.dot(hidden, weights["output"])) > 0, z, 0.0)


@accepted("predict_with_network")
def network_prints():
    def predict_with_network(input_data_row, weights):
        hidden = np.zeros(2)
        for i in range(2):
            hidden[i] = given_relu((input_data_row * weights["node_" + str(i)]).sum())
            print("node", i, "is", hidden[i])
        return given_relu((hidden * weights["output"]).sum())


# --- predict_rows ---------------------------------------------------------------------------


@accepted("predict_rows")
def rows_append():
    def predict_rows(input_data, weights):
        results = []
        for row in input_data:
            results.append(predict_with_network(row, weights))
        return np.array(results)


@accepted("predict_rows")
def rows_given():
    def predict_rows(input_data, weights):
        return np.array([given_predict_with_network(row, weights) for row in input_data])


@accepted("predict_rows")
def rows_preallocated():
    def predict_rows(input_data, weights):
        n_rows, _ = input_data.shape
        results = np.empty(n_rows)
        for i in range(n_rows):
            results[i] = predict_with_network(input_data[i, :], weights)
        return results


@accepted("predict_rows")
def rows_matrix():
    def predict_rows(input_data, weights):
        W = np.column_stack([weights["node_0"], weights["node_1"]])
        return relu(relu(input_data @ W) @ weights["output"])


@accepted("predict_rows")
def rows_apply_along_axis():
    def predict_rows(input_data, weights):
        return np.apply_along_axis(given_predict_with_network, 1, input_data, weights)


@accepted("predict_rows")
def rows_map():
    def predict_rows(input_data, weights):
        return np.array(list(map(lambda row: predict_with_network(row, weights), input_data)))


@accepted("predict_rows")
def rows_fromiter():
    def predict_rows(input_data, weights):
        outputs = (predict_with_network(row, weights) for row in input_data)
        return np.fromiter(outputs, dtype=float)


@accepted("predict_rows")
def rows_recursive():
    def predict_rows(input_data, weights):
        if len(input_data) == 0:
            return np.zeros(0)
        first = predict_with_network(input_data[0], weights)
        return np.concatenate([[first], predict_rows(input_data[1:], weights)])


@accepted("predict_rows")
def rows_float32():
    def predict_rows(table: np.ndarray, weights: dict) -> np.ndarray:
        """Return the predictions in single precision."""
        return np.array([predict_with_network(row, weights) for row in table], dtype=np.float32)


@accepted("predict_rows")
def rows_columns():
    def predict_rows(input_data, weights):
        hidden = [
            given_relu(np.sum(input_data * weights[name], axis=1)) for name in ("node_0", "node_1")
        ]
        print(hidden)
        return given_relu(hidden[0] * weights["output"][0] + hidden[1] * weights["output"][1])


# --- predict_deep ---------------------------------------------------------------------------


@accepted("predict_deep")
def deep_step_by_step():
    def predict_deep(input_data_row, weights):
        node_0_0 = relu((input_data_row * weights["node_0_0"]).sum())
        node_0_1 = relu((input_data_row * weights["node_0_1"]).sum())
        hidden_0_outputs = np.array([node_0_0, node_0_1])
        node_1_0 = relu((hidden_0_outputs * weights["node_1_0"]).sum())
        node_1_1 = relu((hidden_0_outputs * weights["node_1_1"]).sum())
        hidden_1_outputs = np.array([node_1_0, node_1_1])
        model_output = (hidden_1_outputs * weights["output"]).sum()
        return model_output


@accepted("predict_deep")
def deep_given_relu():
    def predict_deep(input_data_row, weights):
        a = np.array([given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in range(2)])
        a = np.array([given_relu(a @ weights[f"node_1_{i}"]) for i in range(2)])
        return a @ weights["output"]


@accepted("predict_deep")
def deep_matrices():
    def predict_deep(input_data_row, weights):
        V = np.array([weights["node_0_0"], weights["node_0_1"]])
        W = np.array([weights["node_1_0"], weights["node_1_1"]])
        return weights["output"] @ np.maximum(W @ np.maximum(V @ input_data_row, 0), 0)


@accepted("predict_deep")
def deep_layer_function():
    def hidden_layer(values, first, second):
        return np.array([relu(weighted_sum(values, first)), relu(weighted_sum(values, second))])

    def predict_deep(input_data_row, weights):
        a = hidden_layer(input_data_row, weights["node_0_0"], weights["node_0_1"])
        a = hidden_layer(a, weights["node_1_0"], weights["node_1_1"])
        return weighted_sum(a, weights["output"])


@accepted("predict_deep")
def deep_plain_python():
    def predict_deep(input_data_row, weights):
        def dot(values, w):
            return sum(float(a) * float(b) for a, b in zip(values, w, strict=True))

        values = list(input_data_row)
        for layer in range(2):
            values = [max(0.0, dot(values, weights[f"node_{layer}_{i}"])) for i in range(2)]
        return dot(values, weights["output"])


@accepted("predict_deep")
def deep_recursive():
    def predict_deep(input_data_row, weights):
        def node(layer, i):
            if layer < 0:
                return input_data_row[i]
            w = weights[f"node_{layer}_{i}"]
            return max(0.0, sum(w[j] * node(layer - 1, j) for j in range(len(w))))

        v = weights["output"]
        return v[0] * node(1, 0) + v[1] * node(1, 1)


@accepted("predict_deep")
def deep_where():
    def predict_deep(input_data_row, weights):
        z = np.array([input_data_row @ weights["node_0_0"], input_data_row @ weights["node_0_1"]])
        a = np.where(z > 0, z, 0)
        z = np.array([a @ weights["node_1_0"], a @ weights["node_1_1"]])
        a = np.where(z > 0, z, 0)
        return np.sum(a * weights["output"])


@accepted("predict_deep")
def deep_float32():
    def predict_deep(x: np.ndarray, weights: dict) -> np.float32:
        """Compute in single precision."""
        w = {name: np.asarray(value, dtype=np.float32) for name, value in weights.items()}
        a = np.clip(
            [x.astype(np.float32) @ w["node_0_0"], x.astype(np.float32) @ w["node_0_1"]], 0, None
        )
        a = np.clip([a @ w["node_1_0"], a @ w["node_1_1"]], 0, None)
        return np.float32(a @ w["output"])


@accepted("predict_deep")
def deep_prints():
    def predict_deep(input_data_row, weights):
        values = input_data_row
        for layer in ("node_0", "node_1"):
            values = np.array(
                [
                    relu(np.dot(values, weights[layer + "_0"])),
                    relu(np.dot(values, weights[layer + "_1"])),
                ]
            )
            print(layer, values)
        return np.dot(values, weights["output"])


# --- forward --------------------------------------------------------------------------------


@accepted("forward")
def forward_enumerate():
    def forward(X, layers):
        a = X
        for i, (W, b) in enumerate(layers):
            a = a @ W + b
            if i < len(layers) - 1:
                a = relu(a)
        return a


@accepted("forward")
def forward_given_relu():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(np.dot(a, W) + b)
        W, b = layers[-1]
        return np.dot(a, W) + b


@accepted("forward")
def forward_recursive():
    def forward(X, layers):
        (W, b), rest = layers[0], layers[1:]
        z = X @ W + b
        return forward(given_relu(z), rest) if rest else z


@accepted("forward")
def forward_unpacked():
    def forward(X, layers):
        *hidden, (W_last, b_last) = layers
        for W, b in hidden:
            X = np.maximum(X @ W + b, 0)
        return X @ W_last + b_last


@accepted("forward")
def forward_bias_row():
    def forward(X, layers):
        a = X
        for number, (W, b) in enumerate(layers, start=1):
            with_one = np.column_stack([a, np.ones(len(a))])
            a = with_one @ np.vstack([W, b])
            if number < len(layers):
                a = np.where(a > 0, a, 0.0)
        return a


@accepted("forward")
def forward_row_by_row():
    def forward(X, layers):
        def one_row(row):
            for i, (W, b) in enumerate(layers):
                row = np.array([row @ W[:, j] + b[j] for j in range(W.shape[1])])
                if i < len(layers) - 1:
                    row = np.clip(row, 0, None)
            return row

        return np.array([one_row(row) for row in X])


@accepted("forward")
def forward_three_loops():
    def forward(X, layers):
        rows = X.tolist()
        for depth, (W, b) in enumerate(layers):
            next_rows = []
            for row in rows:
                values = []
                for j in range(W.shape[1]):
                    z = float(b[j])
                    for i in range(W.shape[0]):
                        z += row[i] * float(W[i, j])
                    values.append(z if depth == len(layers) - 1 or z > 0 else 0.0)
                next_rows.append(values)
            rows = next_rows
        return np.array(rows)


@accepted("forward")
def forward_reduce():
    from functools import reduce

    def forward(X, layers):
        def hidden(a, layer):
            return relu(a @ layer[0] + layer[1])

        W, b = layers[-1]
        return reduce(hidden, layers[:-1], X) @ W + b


@accepted("forward")
def forward_helper():
    def layer(a, W, b, activation=lambda z: z):
        return activation(a @ W + b)

    def forward(X, layers):
        for W, b in layers[:-1]:
            X = layer(X, W, b, relu)
        return layer(X, *layers[-1])


@accepted("forward")
def forward_float32():
    def forward(X: np.ndarray, layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """Compute in single precision."""
        a = X.astype(np.float32)
        for W, b in layers[:-1]:
            a = np.clip(a @ W.astype(np.float32) + b.astype(np.float32), 0, None)
        W, b = layers[-1]
        return a @ W.astype(np.float32) + b.astype(np.float32)


@accepted("forward")
def forward_in_place_on_copy():
    def forward(X, layers):
        a = X.copy()
        last = len(layers) - 1
        for i, (W, b) in enumerate(layers):
            a = a @ W
            a += b
            if i != last:
                a[a < 0] = 0
            print("layer", i, a.shape)
        return a


@accepted("forward")
def forward_einsum():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = np.maximum(np.einsum("ni,io->no", a, W) + b, 0)
        return np.einsum("ni,io->no", a, layers[-1][0]) + layers[-1][1]
