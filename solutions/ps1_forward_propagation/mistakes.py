"""Known mistakes of problem set 1, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RET505

from grader.variants import mistake

# --- weighted_sum ---------------------------------------------------------------------------


@mistake("weighted_sum", "the sum is computed, but the function never returns it.")
def weighted_sum_returns_nothing():
    def weighted_sum(inputs, weights, bias=0.0):
        total = (inputs * weights).sum() + bias


@mistake("weighted_sum", "the sum is printed. `print` shows it to you; `return` hands it back.")
def weighted_sum_prints():
    def weighted_sum(inputs, weights, bias=0.0):
        print((inputs * weights).sum() + bias)


@mistake("weighted_sum", "the products are not added up: one number per input is left.")
def weighted_sum_of_products_missing():
    def weighted_sum(inputs, weights, bias=0.0):
        return inputs * weights + bias


@mistake("weighted_sum", "the bias is not added.")
def weighted_sum_without_bias():
    def weighted_sum(inputs, weights, bias=0.0):
        return (inputs * weights).sum()


@mistake("weighted_sum", "the bias is added once per input; it belongs to the node, so only once.")
def weighted_sum_bias_per_input():
    def weighted_sum(inputs, weights, bias=0.0):
        return (inputs * weights + bias).sum()


@mistake("weighted_sum", "the bias is subtracted instead of added.")
def weighted_sum_bias_subtracted():
    def weighted_sum(inputs, weights, bias=0.0):
        return (inputs * weights).sum() - bias


@mistake("weighted_sum", "inputs and weights are added up first and then multiplied.")
def weighted_sum_product_of_sums():
    def weighted_sum(inputs, weights, bias=0.0):
        return inputs.sum() * weights.sum() + bias


@mistake("weighted_sum", "each input is added to its weight instead of multiplied by it.")
def weighted_sum_adds_weights():
    def weighted_sum(inputs, weights, bias=0.0):
        return (inputs + weights).sum() + bias


@mistake("weighted_sum", "`return` stands inside the loop, so only the first input counts.")
def weighted_sum_returns_too_early():
    def weighted_sum(inputs, weights, bias=0.0):
        total = bias
        for x, w in zip(inputs, weights, strict=True):
            total += x * w
            return total
        return total


@mistake("weighted_sum", "the last input is left out: `range(n)` already ends at n − 1.")
def weighted_sum_misses_last():
    def weighted_sum(inputs, weights, bias=0.0):
        total = bias
        for i in range(len(inputs) - 1):
            total += inputs[i] * weights[i]
        return total


@mistake("weighted_sum", "the total is overwritten in each turn of the loop; add to it with `+=`.")
def weighted_sum_overwrites():
    def weighted_sum(inputs, weights, bias=0.0):
        total = 0.0
        for x, w in zip(inputs, weights, strict=True):
            total = x * w
        return total + bias


@mistake(
    "weighted_sum",
    "`np.array(a, b)` takes its second argument for a data type. "
    "Both belong in one list: `np.array([a, b])`.",
)
def weighted_sum_dtype():
    def weighted_sum(inputs, weights, bias=0.0):
        return np.array(inputs, weights).prod(axis=0).sum() + bias


# --- relu -----------------------------------------------------------------------------------


MANY_VALUES = (
    "`max` and `if` look at one number, but each value of an array needs a decision of its own. "
    "`np.maximum` and `np.where` decide entry by entry."
)


@mistake("relu", "the larger value is computed, but the function never returns it.")
def relu_returns_nothing():
    def relu(x):
        output = np.maximum(0, x)


@mistake("relu", MANY_VALUES)
def relu_max_of_numbers():
    def relu(x):
        return max(0, x)


@mistake("relu", MANY_VALUES)
def relu_if():
    def relu(x):
        if x > 0:
            return x
        else:
            return 0


@mistake("relu", "negative values lose their sign; they should become zero.")
def relu_absolute():
    def relu(x):
        return abs(x)


@mistake("relu", "it keeps the smaller of x and 0, and so the negative values; keep the larger.")
def relu_minimum():
    def relu(x):
        return np.minimum(0, x)


@mistake("relu", "it returns x as it came, negative values too.")
def relu_identity():
    def relu(x):
        return x


@mistake("relu", "this is the step function: positive values become 1. ReLU keeps them.")
def relu_step():
    def relu(x):
        return np.where(x > 0, 1, 0)


@mistake("relu", "it tells whether x is positive (True or False) instead of returning x or 0.")
def relu_comparison():
    def relu(x):
        return x > 0


@mistake(
    "relu", "`np.max` finds the one largest value of a whole array; `np.maximum` compares by entry."
)
def relu_largest_of_all():
    def relu(x):
        return max(0, np.max(x))


@mistake("relu", "negative values are dropped, so the shape changes; they should become zero.")
def relu_drops_negative():
    def relu(x):
        x = np.asarray(x)
        return x[x > 0] if x.ndim else np.maximum(x, 0)


@mistake(
    "relu",
    "the zeros are written into the array that was passed in, so the caller's data are lost. "
    "Work on a copy.",
)
def relu_in_place():
    def relu(x):
        x = np.asarray(x)
        x[x < 0] = 0
        return x


@mistake("relu", "a number cannot be indexed: `x[x < 0]` works for arrays only.")
def relu_arrays_only():
    def relu(x):
        result = x * 1.0
        result[x < 0] = 0
        return result


@mistake("relu", "a little of each negative value is left: this is a leaky ReLU.")
def relu_leaky():
    def relu(x):
        return np.where(x > 0, x, 0.01 * x)


@mistake("relu", "values above 1 are cut off; ReLU has no upper end.")
def relu_clipped():
    def relu(x):
        return np.clip(x, 0, 1)


@mistake("relu", "an array comes back as a list. Return an array.")
def relu_list():
    def relu(x):
        if np.ndim(x) == 0:
            return max(0, x)
        return [relu(value) for value in x]


# --- predict_with_network -------------------------------------------------------------------


@mistake("predict_with_network", "the output is computed, but the function never returns it.")
def network_returns_nothing():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        hidden = np.array([node_0, node_1])
        output = given_relu((hidden * weights["output"]).sum())


@mistake("predict_with_network", "the hidden nodes have no ReLU.")
def network_no_hidden_relu():
    def predict_with_network(input_data_row, weights):
        node_0 = (input_data_row * weights["node_0"]).sum()
        node_1 = (input_data_row * weights["node_1"]).sum()
        hidden = np.array([node_0, node_1])
        return given_relu((hidden * weights["output"]).sum())


@mistake("predict_with_network", "the output has no ReLU, so it can be negative.")
def network_no_output_relu():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        hidden = np.array([node_0, node_1])
        return (hidden * weights["output"]).sum()


@mistake("predict_with_network", "no node has a ReLU; hidden nodes and output need one each.")
def network_no_relu():
    def predict_with_network(input_data_row, weights):
        node_0 = (input_data_row * weights["node_0"]).sum()
        node_1 = (input_data_row * weights["node_1"]).sum()
        return (np.array([node_0, node_1]) * weights["output"]).sum()


NODE_0_TWICE = (
    "the value of node 0 stands in for node 1 too. Either both use the weights of `node_0`, or "
    "`np.array(a, b)` stands for `np.array([a, b])`: its second argument is a data type."
)


@mistake("predict_with_network", NODE_0_TWICE)
def network_same_weights_twice():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_0"]).sum())
        return given_relu((np.array([node_0, node_1]) * weights["output"]).sum())


@mistake("predict_with_network", "the two hidden values are in the wrong order at the output.")
def network_hidden_swapped():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        return given_relu((np.array([node_1, node_0]) * weights["output"]).sum())


@mistake("predict_with_network", "the hidden values come back; the output layer is missing.")
def network_returns_hidden():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        return np.array([node_0, node_1])


@mistake("predict_with_network", "the hidden values are added up without the output's weights.")
def network_output_weights_missing():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        return given_relu(node_0 + node_1)


@mistake(
    "predict_with_network",
    "the hidden values times their weights are not added up: two numbers are left.",
)
def network_output_not_summed():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        return given_relu(np.array([node_0, node_1]) * weights["output"])


@mistake("predict_with_network", NODE_0_TWICE)
def network_dtype():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        hidden = np.array(node_0, node_1)
        return given_relu((hidden * weights["output"]).sum())


@mistake(
    "predict_with_network",
    "an extra pair of brackets makes the result an array of one value: write the hidden values "
    "as `[a, b]`, not `[[a, b]]`.",
)
def network_nested_list():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu((input_data_row * weights["node_0"]).sum())
        node_1 = given_relu((input_data_row * weights["node_1"]).sum())
        hidden = np.array([[node_0, node_1]])
        return given_relu(hidden @ weights["output"])


@mistake(
    "predict_with_network",
    "ReLU is taken of each product before the sum; it belongs after the sum.",
)
def network_relu_before_sum():
    def predict_with_network(input_data_row, weights):
        node_0 = given_relu(input_data_row * weights["node_0"]).sum()
        node_1 = given_relu(input_data_row * weights["node_1"]).sum()
        hidden = np.array([node_0, node_1])
        return given_relu(hidden * weights["output"]).sum()


@mistake("predict_with_network", "`node_1` has no ReLU; each of the three nodes has one.")
def network_second_node_linear():
    def predict_with_network(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0"])
        b = x @ weights["node_1"]
        return given_relu(a * weights["output"][0] + b * weights["output"][1])


@mistake("predict_with_network", "`node_0` has no ReLU; each of the three nodes has one.")
def network_first_node_linear():
    def predict_with_network(input_data_row, weights):
        x = input_data_row
        a = x @ weights["node_0"]
        b = given_relu(x @ weights["node_1"])
        return given_relu(a * weights["output"][0] + b * weights["output"][1])


@mistake("predict_with_network", "the first weight of the output is used for both hidden values.")
def network_one_output_weight():
    def predict_with_network(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0"])
        b = given_relu(x @ weights["node_1"])
        return given_relu((a + b) * weights["output"][0])


@mistake("predict_with_network", "the ReLU is taken of each product; add the products up first.")
def network_relu_before_the_sum():
    def predict_with_network(input_data_row, weights):
        x = input_data_row
        a = given_relu(x * weights["node_0"]).sum()
        b = given_relu(x * weights["node_1"]).sum()
        return given_relu(a * weights["output"][0] + b * weights["output"][1])


@mistake("predict_with_network", "hidden sums below zero lose their sign; they should become zero.")
def network_sizes_of_hidden_sums():
    def predict_with_network(input_data_row, weights):
        x = input_data_row
        a = abs(x @ weights["node_0"])
        b = abs(x @ weights["node_1"])
        return given_relu(a * weights["output"][0] + b * weights["output"][1])


# --- predict_rows ---------------------------------------------------------------------------


@mistake("predict_rows", "the predictions are collected, but the function never returns them.")
def rows_returns_nothing():
    def predict_rows(input_data, weights):
        results = np.array([given_predict_with_network(row, weights) for row in input_data])


@mistake(
    "predict_rows",
    "the loop runs over the numbers of one row, not over the rows, "
    "and NumPy multiplies each number with all weights without a word.",
)
def rows_numbers_of_one_row():
    def predict_rows(input_data, weights):
        results = []
        for number in input_data[0]:
            node_0 = given_relu((number * weights["node_0"]).sum())
            node_1 = given_relu((number * weights["node_1"]).sum())
            results.append(given_relu((np.array([node_0, node_1]) * weights["output"]).sum()))
        return np.array(results)


@mistake("predict_rows", "the predictions are in a list. Turn it into an array at the end.")
def rows_list():
    def predict_rows(input_data, weights):
        return [given_predict_with_network(row, weights) for row in input_data]


@mistake("predict_rows", "only the last prediction comes back; collect one per row.")
def rows_last_only():
    def predict_rows(input_data, weights):
        for row in input_data:
            result = given_predict_with_network(row, weights)
        return result


@mistake("predict_rows", "`return` stands inside the loop, so only the first row is predicted.")
def rows_first_only():
    def predict_rows(input_data, weights):
        results = []
        for row in input_data:
            results.append(given_predict_with_network(row, weights))
            return np.array(results)
        return np.array(results)


@mistake("predict_rows", "the predictions form a column; the shape asked for is (n_rows,).")
def rows_column():
    def predict_rows(input_data, weights):
        return np.array([[given_predict_with_network(row, weights)] for row in input_data])


@mistake("predict_rows", "the predictions are added up; each row keeps its own.")
def rows_sum():
    def predict_rows(input_data, weights):
        return sum(given_predict_with_network(row, weights) for row in input_data)


@mistake("predict_rows", "the predictions are in the reverse order of the rows.")
def rows_reversed():
    def predict_rows(input_data, weights):
        return np.array([given_predict_with_network(row, weights) for row in input_data[::-1]])


@mistake("predict_rows", "the output has no ReLU, so predictions can be negative.")
def rows_linear_output():
    def predict_rows(input_data, weights):
        hidden = np.column_stack([weights["node_0"], weights["node_1"]])
        return given_relu(input_data @ hidden) @ weights["output"]


@mistake("predict_rows", "the hidden nodes have no ReLU.")
def rows_linear_hidden():
    def predict_rows(input_data, weights):
        hidden = np.column_stack([weights["node_0"], weights["node_1"]])
        return given_relu(input_data @ hidden @ weights["output"])


@mistake("predict_rows", "the first row is predicted again and again; use the loop's own row.")
def rows_same_row():
    def predict_rows(input_data, weights):
        return np.array([given_predict_with_network(input_data[0], weights) for _ in input_data])


@mistake("predict_rows", "the last row is missing: `range(n)` already ends at n − 1.")
def rows_last_missing():
    def predict_rows(input_data, weights):
        return np.array(
            [given_predict_with_network(input_data[i], weights) for i in range(len(input_data) - 1)]
        )


# --- predict_deep ---------------------------------------------------------------------------


FIRST_TWICE = (
    "the value of `node_0_0` stands in for `node_0_1` too. Either both use the same weights, or "
    "`np.array(a, b)` stands for `np.array([a, b])`: its second argument is a data type."
)


@mistake("predict_deep", "the output is computed, but the function never returns it.")
def deep_returns_nothing():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (0, 1)]
        output = np.array(second) @ weights["output"]


@mistake("predict_deep", "the output has a ReLU, but it is linear here and may be negative.")
def deep_output_relu():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (0, 1)]
        return given_relu(np.array(second) @ weights["output"])


@mistake("predict_deep", "the first hidden layer has no ReLU.")
def deep_no_first_relu():
    def predict_deep(input_data_row, weights):
        first = [input_data_row @ weights[f"node_0_{i}"] for i in (0, 1)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "the second hidden layer has no ReLU.")
def deep_no_second_relu():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        second = [np.array(first) @ weights[f"node_1_{i}"] for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "no hidden node has a ReLU, so the two layers collapse into one.")
def deep_no_relu():
    def predict_deep(input_data_row, weights):
        first = [input_data_row @ weights[f"node_0_{i}"] for i in (0, 1)]
        second = [np.array(first) @ weights[f"node_1_{i}"] for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "the output reads the first hidden layer; the second is skipped.")
def deep_skips_second():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        return np.array(first) @ weights["output"]


@mistake("predict_deep", "the two nodes of the second hidden layer are in the wrong order.")
def deep_second_swapped():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (1, 0)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "the two nodes of the first hidden layer are in the wrong order.")
def deep_first_swapped():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (1, 0)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "the values of the second hidden layer come back; the output is missing.")
def deep_returns_hidden():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (0, 1)]
        return np.array(second)


@mistake(
    "predict_deep",
    "the second hidden layer reads the inputs again; it reads the values of the first layer.",
)
def deep_second_reads_inputs():
    def predict_deep(input_data_row, weights):
        row = input_data_row[:2]
        second = [given_relu(row @ weights[f"node_1_{i}"]) for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "the second hidden layer uses the weights of `node_1_0` for both nodes.")
def deep_same_weights_twice():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights[f"node_0_{i}"]) for i in (0, 1)]
        second = [given_relu(np.array(first) @ weights["node_1_0"]) for _ in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", FIRST_TWICE)
def deep_dtype():
    def predict_deep(input_data_row, weights):
        node_0_0 = given_relu((input_data_row * weights["node_0_0"]).sum())
        node_0_1 = given_relu((input_data_row * weights["node_0_1"]).sum())
        first = np.array(node_0_0, node_0_1)
        second = [given_relu((first * weights[f"node_1_{i}"]).sum()) for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", FIRST_TWICE)
def deep_first_weights_twice():
    def predict_deep(input_data_row, weights):
        first = [given_relu(input_data_row @ weights["node_0_0"]) for _ in (0, 1)]
        second = [given_relu(np.array(first) @ weights[f"node_1_{i}"]) for i in (0, 1)]
        return np.array(second) @ weights["output"]


@mistake("predict_deep", "`node_1_0` has no ReLU; each hidden node has one.")
def deep_node_1_0_linear():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0_0"])
        b = given_relu(x @ weights["node_0_1"])
        c = np.array([a, b]) @ weights["node_1_0"]
        d = given_relu(np.array([a, b]) @ weights["node_1_1"])
        return np.array([c, d]) @ weights["output"]


@mistake("predict_deep", "`node_1_1` has no ReLU; each hidden node has one.")
def deep_node_1_1_linear():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0_0"])
        b = given_relu(x @ weights["node_0_1"])
        c = given_relu(np.array([a, b]) @ weights["node_1_0"])
        d = np.array([a, b]) @ weights["node_1_1"]
        return np.array([c, d]) @ weights["output"]


@mistake("predict_deep", "`node_0_0` has no ReLU; each hidden node has one.")
def deep_node_0_0_linear():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = x @ weights["node_0_0"]
        b = given_relu(x @ weights["node_0_1"])
        c = given_relu(np.array([a, b]) @ weights["node_1_0"])
        d = given_relu(np.array([a, b]) @ weights["node_1_1"])
        return np.array([c, d]) @ weights["output"]


@mistake("predict_deep", "`node_0_1` has no ReLU; each hidden node has one.")
def deep_node_0_1_linear():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0_0"])
        b = x @ weights["node_0_1"]
        c = given_relu(np.array([a, b]) @ weights["node_1_0"])
        d = given_relu(np.array([a, b]) @ weights["node_1_1"])
        return np.array([c, d]) @ weights["output"]


@mistake(
    "predict_deep",
    "the values of the second hidden layer are added up without the weights of the output.",
)
def deep_output_adds_up():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0_0"])
        b = given_relu(x @ weights["node_0_1"])
        c = given_relu(np.array([a, b]) @ weights["node_1_0"])
        d = given_relu(np.array([a, b]) @ weights["node_1_1"])
        return c + d


@mistake(
    "predict_deep",
    "in the second hidden layer each node takes one weight of `node_1_0` and one of `node_1_1`; "
    "each has a key of its own.",
)
def deep_weights_across():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0_0"])
        b = given_relu(x @ weights["node_0_1"])
        c = given_relu(a * weights["node_1_0"][0] + b * weights["node_1_1"][0])
        d = given_relu(a * weights["node_1_0"][1] + b * weights["node_1_1"][1])
        return np.array([c, d]) @ weights["output"]


@mistake(
    "predict_deep",
    "the output adds up the first hidden layer and has a ReLU: this is the network of exercise 3.",
)
def deep_one_hidden_layer():
    def predict_deep(input_data_row, weights):
        x = input_data_row
        a = given_relu(x @ weights["node_0_0"])
        b = given_relu(x @ weights["node_0_1"])
        c = given_relu(np.array([a, b]) @ weights["node_1_0"])
        d = given_relu(np.array([a, b]) @ weights["node_1_1"])
        return given_relu(np.array([a, b]) @ weights["output"])


# --- forward --------------------------------------------------------------------------------


@mistake("forward", "the result is computed, but the function never returns it.")
def forward_returns_nothing():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W + b)
        W, b = layers[-1]
        output = a @ W + b


@mistake("forward", "the last layer has a ReLU too; it is linear.")
def forward_relu_at_end():
    def forward(X, layers):
        a = X
        for W, b in layers:
            a = given_relu(a @ W + b)
        return a


@mistake("forward", "no layer has a ReLU, so all of them together are one linear map.")
def forward_no_relu():
    def forward(X, layers):
        a = X
        for W, b in layers:
            a = a @ W + b
        return a


@mistake("forward", "the biases are not added.")
def forward_no_bias():
    def forward(X, layers):
        a = X
        for W, _ in layers[:-1]:
            a = given_relu(a @ W)
        return a @ layers[-1][0]


@mistake("forward", "the bias is added after the ReLU; it belongs inside, before it.")
def forward_bias_after_relu():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W) + b
        W, b = layers[-1]
        return a @ W + b


@mistake("forward", "the biases of the hidden layers are subtracted instead of added.")
def forward_bias_subtracted():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W - b)
        W, b = layers[-1]
        return a @ W + b


@mistake("forward", "the last layer's bias is not added.")
def forward_last_bias_missing():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W + b)
        return a @ layers[-1][0]


@mistake("forward", "every layer reads `X`; each layer reads what the one before it has handed on.")
def forward_every_layer_reads_inputs():
    def forward(X, layers):
        for W, b in layers[:-1]:
            a = given_relu(X @ W + b)
        W, b = layers[-1]
        return X @ W + b


@mistake("forward", "`return` stands inside the loop, so only the first layer is computed.")
def forward_first_layer_only():
    def forward(X, layers):
        a = X
        for i, (W, b) in enumerate(layers):
            a = a @ W + b
            if i < len(layers) - 1:
                a = given_relu(a)
            return a
        return a


@mistake("forward", "the last layer is missing: the values of the last hidden layer come back.")
def forward_last_layer_missing():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W + b)
        return a


@mistake(
    "forward",
    "the weights are transposed. `W` has one row per input and one column per node: `a @ W`.",
)
def forward_transposed():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W.T + b)
        W, b = layers[-1]
        return a @ W.T + b


@mistake(
    "forward", "ReLU is taken of the inputs as well; only what a hidden layer computes has one."
)
def forward_relu_of_inputs():
    def forward(X, layers):
        a = X
        for W, b in layers:
            a = given_relu(a) @ W + b
        return a


@mistake("forward", "`*` multiplies entry by entry; a layer is the matrix product `a @ W`.")
def forward_star():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a * W + b)
        W, b = layers[-1]
        return a * W + b


@mistake(
    "forward",
    "the result is written into `X` itself, so the caller's data are lost. Compute a new array.",
)
def forward_changes_inputs():
    def forward(X, layers):
        a = X
        for W, b in layers[:-1]:
            a = given_relu(a @ W + b)
        W, b = layers[-1]
        result = a @ W + b
        X[:] = 0
        return result


@mistake("forward", "the rows come back as a list; return one array.")
def forward_list():
    def forward(X, layers):
        rows = []
        for row in X:
            for W, b in layers[:-1]:
                row = given_relu(row @ W + b)
            W, b = layers[-1]
            rows.append(row @ W + b)
        return rows


@mistake("forward", "only the first row is computed; the result has one row per row of `X`.")
def forward_first_row_only():
    def forward(X, layers):
        a = X[:1]
        for W, b in layers[:-1]:
            a = given_relu(a @ W + b)
        W, b = layers[-1]
        return a @ W + b
