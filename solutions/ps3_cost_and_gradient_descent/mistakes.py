"""Known mistakes of problem set 3, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RET503

from grader.variants import mistake

NOT_SQUARED = "the errors are not squared, so that plus and minus cancel."
ABSOLUTE = "this takes the size of each error, |error|. Square the errors instead."
SUM_SQUARED = "the errors are added up first and then squared. Square each error by itself."
NO_TOTAL = "the squared errors are not put together: one number per row is left."
HALF = "there is a factor ½ that is not in the formula."
ROOT = "a square root is taken at the end. The formula has none."
CARET = "`^` is not the power in Python. Write `** 2`."
OVERWRITES = "the total is overwritten in each turn of the loop; add to it with `+=`."
RETURNS_TOO_EARLY = "`return` stands inside the loop, so only the first row counts."
ADDED = "prediction and target are added. The error is their difference."
CHANGES = "an array that was passed in is changed. Compute a new array."

# --- sse ------------------------------------------------------------------------------------


@mistake("sse", "the sum is computed, but the function never returns it.")
def sse_returns_nothing():
    def sse(y, y_hat):
        total = np.sum((y_hat - y) ** 2)


@mistake("sse", "this is the mean. The sum of squared errors is not divided by the number of rows.")
def sse_mean():
    def sse(y, y_hat):
        return np.mean((y_hat - y) ** 2)


@mistake("sse", NOT_SQUARED)
def sse_not_squared():
    def sse(y, y_hat):
        return np.sum(y_hat - y)


@mistake("sse", ABSOLUTE)
def sse_absolute():
    def sse(y, y_hat):
        return np.sum(np.abs(y_hat - y))


@mistake("sse", SUM_SQUARED)
def sse_sum_squared():
    def sse(y, y_hat):
        return np.sum(y_hat - y) ** 2


@mistake("sse", NO_TOTAL)
def sse_not_summed():
    def sse(y, y_hat):
        return (y_hat - y) ** 2


@mistake("sse", HALF)
def sse_half():
    def sse(y, y_hat):
        return 0.5 * np.sum((y_hat - y) ** 2)


@mistake("sse", ROOT)
def sse_root():
    def sse(y, y_hat):
        return np.sqrt(np.sum((y_hat - y) ** 2))


@mistake("sse", CARET)
def sse_caret():
    def sse(y, y_hat):
        return np.sum((y_hat - y) ^ 2)


@mistake("sse", ADDED)
def sse_added():
    def sse(y, y_hat):
        return np.sum((y_hat + y) ** 2)


@mistake("sse", "each number is squared by itself. First the difference, then the square.")
def sse_difference_of_squares():
    def sse(y, y_hat):
        return np.sum(y_hat**2 - y**2)


@mistake("sse", OVERWRITES)
def sse_overwrites():
    def sse(y, y_hat):
        for target, prediction in zip(y, y_hat, strict=True):
            total = (prediction - target) ** 2
        return total


@mistake("sse", RETURNS_TOO_EARLY)
def sse_returns_too_early():
    def sse(y, y_hat):
        total = 0
        for target, prediction in zip(y, y_hat, strict=True):
            total += (prediction - target) ** 2
            return total


@mistake("sse", CHANGES)
def sse_in_place():
    def sse(y, y_hat):
        y_hat -= y
        return (y_hat**2).sum()


# --- mse ------------------------------------------------------------------------------------


@mistake("mse", "the mean is computed, but the function never returns it.")
def mse_returns_nothing():
    def mse(y, y_hat):
        total = np.mean((y_hat - y) ** 2)


@mistake("mse", "this is the sum. Divide it by the number of rows.")
def mse_sum():
    def mse(y, y_hat):
        return np.sum((y_hat - y) ** 2)


@mistake("mse", NOT_SQUARED)
def mse_not_squared():
    def mse(y, y_hat):
        return np.mean(y_hat - y)


@mistake("mse", ABSOLUTE)
def mse_absolute():
    def mse(y, y_hat):
        return np.mean(np.abs(y_hat - y))


@mistake("mse", "the mean error is squared. Square each error by itself, then take the mean.")
def mse_mean_squared():
    def mse(y, y_hat):
        return np.mean(y_hat - y) ** 2


@mistake("mse", NO_TOTAL)
def mse_not_averaged():
    def mse(y, y_hat):
        return (y_hat - y) ** 2 / len(y)


@mistake("mse", NO_TOTAL)
def mse_only_squares():
    def mse(y, y_hat):
        return np.square(y_hat - y)


@mistake("mse", HALF)
def mse_half():
    def mse(y, y_hat):
        return np.mean((y_hat - y) ** 2) / 2


@mistake("mse", ROOT)
def mse_root():
    def mse(y, y_hat):
        return np.sqrt(np.mean((y_hat - y) ** 2))


@mistake("mse", "it divides by n − 1. The mean divides by n, the number of rows.")
def mse_one_less():
    def mse(y, y_hat):
        return np.sum((y_hat - y) ** 2) / (len(y) - 1)


@mistake("mse", "it divides by the number of rows twice: `np.mean` has done so already.")
def mse_divided_twice():
    def mse(y, y_hat):
        return np.mean((y_hat - y) ** 2) / len(y)


@mistake("mse", CARET)
def mse_caret():
    def mse(y, y_hat):
        return np.mean((y_hat - y) ^ 2)


@mistake("mse", ADDED)
def mse_added():
    def mse(y, y_hat):
        return np.mean((y_hat + y) ** 2)


@mistake("mse", "this is the median of the squared errors, not their mean.")
def mse_median():
    def mse(y, y_hat):
        return np.median((y_hat - y) ** 2)


@mistake("mse", RETURNS_TOO_EARLY)
def mse_returns_too_early():
    def mse(y, y_hat):
        total = 0
        for i in range(len(y)):
            total += (y_hat[i] - y[i]) ** 2
            return total / len(y)


@mistake("mse", CHANGES)
def mse_in_place():
    def mse(y, y_hat):
        y_hat -= y
        return np.mean(y_hat**2)


# --- binary_cross_entropy -------------------------------------------------------------------


@mistake("binary_cross_entropy", "the cost is computed, but the function never returns it.")
def entropy_returns_nothing():
    def binary_cross_entropy(y, y_hat):
        cost = -np.mean(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


@mistake(
    "binary_cross_entropy",
    "the minus in front is missing. Logarithms of probabilities are negative, a cost is not.",
)
def entropy_sign():
    def binary_cross_entropy(y, y_hat):
        return np.mean(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


@mistake("binary_cross_entropy", "this is the sum over the rows. Take the mean.")
def entropy_sum():
    def binary_cross_entropy(y, y_hat):
        return -np.sum(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


SURE_AND_RIGHT = (
    "where a probability is exactly 0 or 1, 0 · ln 0 becomes `nan`, and one `nan` spoils the "
    "mean. Choose with `np.where` before the logarithm, or use `np.clip`."
)


@mistake("binary_cross_entropy", SURE_AND_RIGHT)
def entropy_nan():
    def binary_cross_entropy(y, y_hat):
        return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


@mistake("binary_cross_entropy", SURE_AND_RIGHT)
def entropy_cut_off_below_only():
    def binary_cross_entropy(y, y_hat):
        p = np.maximum(y_hat, 1e-12)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake(
    "binary_cross_entropy",
    "the probabilities are cut off too far from 0 and 1, which changes the cost. Use a much "
    "smaller distance, such as 1e-12.",
)
def entropy_cut_off_early():
    def binary_cross_entropy(y, y_hat):
        p = np.clip(y_hat, 1e-3, 1 - 1e-3)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake(
    "binary_cross_entropy",
    "the probabilities are cut off too far from 0 and 1, which changes the cost. Use a much "
    "smaller distance, such as 1e-12.",
)
def entropy_shifted_inside():
    def binary_cross_entropy(y, y_hat):
        return -np.mean(y * np.log(y_hat + 1e-3) + (1 - y) * np.log(1 - y_hat + 1e-3))


@mistake(
    "binary_cross_entropy",
    "rows with label 0 count nothing: the second term, (1 − y) ln(1 − ŷ), is missing.",
)
def entropy_second_term_missing():
    def binary_cross_entropy(y, y_hat):
        return -np.mean(y * np.log(np.maximum(y_hat, 1e-12)))


@mistake(
    "binary_cross_entropy",
    "rows with label 1 count nothing: the first term, y ln ŷ, is missing.",
)
def entropy_first_term_missing():
    def binary_cross_entropy(y, y_hat):
        return -np.mean((1 - y) * np.log(np.maximum(1 - y_hat, 1e-12)))


@mistake(
    "binary_cross_entropy",
    "the two terms are exchanged: label 1 goes with ln ŷ, label 0 with ln(1 − ŷ).",
)
def entropy_terms_exchanged():
    def binary_cross_entropy(y, y_hat):
        p = np.clip(y_hat, 1e-12, 1 - 1e-12)
        return -np.mean((1 - y) * np.log(p) + y * np.log(1 - p))


@mistake(
    "binary_cross_entropy",
    "y and ŷ are exchanged inside the formula: the logarithm is taken of the labels.",
)
def entropy_arguments_exchanged():
    def binary_cross_entropy(y, y_hat):
        q = np.clip(y, 1e-12, 1 - 1e-12)
        return -np.mean(y_hat * np.log(q) + (1 - y_hat) * np.log(1 - q))


OTHER_BASE = "the logarithm has another base. `np.log` is the natural one, ln."


@mistake("binary_cross_entropy", OTHER_BASE)
def entropy_base_two():
    def binary_cross_entropy(y, y_hat):
        return -np.mean(np.log2(np.where(y == 1, y_hat, 1 - y_hat)))


@mistake("binary_cross_entropy", OTHER_BASE)
def entropy_base_ten():
    def binary_cross_entropy(y, y_hat):
        return -np.mean(np.log10(np.where(y == 1, y_hat, 1 - y_hat)))


@mistake("binary_cross_entropy", "this is the mean squared error. Cross-entropy uses logarithms.")
def entropy_mse():
    def binary_cross_entropy(y, y_hat):
        return np.mean((y - y_hat) ** 2)


@mistake("binary_cross_entropy", "one number per row comes back. Take the mean over the rows.")
def entropy_not_averaged():
    def binary_cross_entropy(y, y_hat):
        return -np.log(np.where(y == 1, y_hat, 1 - y_hat))


@mistake(
    "binary_cross_entropy",
    "the mean of the probabilities is taken before the logarithm. First the logarithm of each "
    "row, then the mean.",
)
def entropy_logarithm_of_mean():
    def binary_cross_entropy(y, y_hat):
        return -np.log(np.mean(np.where(y == 1, y_hat, 1 - y_hat)))


@mistake("binary_cross_entropy", "the probabilities are rounded to 0 and 1 before they are judged.")
def entropy_rounded():
    def binary_cross_entropy(y, y_hat):
        p = np.clip(np.round(y_hat), 1e-12, 1 - 1e-12)
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake(
    "binary_cross_entropy",
    "`if` looks at one number, but `y` has many. Use `np.where`, or a loop over the rows.",
)
def entropy_if():
    def binary_cross_entropy(y, y_hat):
        if y == 1:
            return -np.mean(np.log(y_hat))
        return -np.mean(np.log(1 - y_hat))


@mistake("binary_cross_entropy", CHANGES)
def entropy_in_place():
    def binary_cross_entropy(y, y_hat):
        y_hat[y == 0] = 1 - y_hat[y == 0]
        return -np.mean(np.log(y_hat))


# --- slope ----------------------------------------------------------------------------------


@mistake("slope", "the slopes are computed, but the function never returns them.")
def slope_returns_nothing():
    def slope(weights, input_data, target):
        slopes = 2 * (weights @ input_data - target) * input_data


@mistake("slope", "the factor 2, from the derivative of the square, is missing.")
def slope_two_missing():
    def slope(weights, input_data, target):
        return (weights @ input_data - target) * input_data


@mistake("slope", "the sign is reversed: the error is prediction minus target.")
def slope_reversed():
    def slope(weights, input_data, target):
        return 2 * (target - weights @ input_data) * input_data


@mistake("slope", "the inputs are missing: each slope is 2 · error · its own input.")
def slope_inputs_missing():
    def slope(weights, input_data, target):
        return 2 * (weights @ input_data - target)


@mistake("slope", "the error is multiplied by the weights. It should be multiplied by the inputs.")
def slope_times_weights():
    def slope(weights, input_data, target):
        return 2 * (weights @ input_data - target) * weights


@mistake("slope", "the target is not subtracted from the prediction.")
def slope_target_missing():
    def slope(weights, input_data, target):
        return 2 * (weights @ input_data) * input_data


@mistake(
    "slope", "the error is squared. Its square is the cost; the slope contains the error itself."
)
def slope_error_squared():
    def slope(weights, input_data, target):
        return 2 * (weights @ input_data - target) ** 2 * input_data


@mistake("slope", "the sign of the error is lost, so the slope always points the same way.")
def slope_absolute():
    def slope(weights, input_data, target):
        return 2 * np.abs(weights @ input_data - target) * input_data


@mistake("slope", "the slopes are added up to one number. Return one slope per weight.")
def slope_added():
    def slope(weights, input_data, target):
        return np.sum(2 * (weights @ input_data - target) * input_data)


@mistake(
    "slope", "the slopes are divided by the number of inputs. There is only one row, so no mean."
)
def slope_mean():
    def slope(weights, input_data, target):
        return 2 * (weights @ input_data - target) * input_data / len(input_data)


@mistake("slope", "the error comes back. Multiply it by 2 and by the inputs.")
def slope_error():
    def slope(weights, input_data, target):
        return weights @ input_data - target


@mistake("slope", "the squared error comes back, the cost itself and not its slope.")
def slope_cost():
    def slope(weights, input_data, target):
        return (weights @ input_data - target) ** 2


@mistake(
    "slope",
    "the products w · x are not added up, so each input has an error of its own. The prediction is "
    "their sum.",
)
def slope_products_not_summed():
    def slope(weights, input_data, target):
        return 2 * (weights * input_data - target) * input_data


@mistake(
    "slope",
    "this is rise over run to one side, with a run so long that the slope is off. Use the formula.",
)
def slope_rise_over_run():
    def slope(weights, input_data, target):
        def cost(w):
            return (w @ input_data - target) ** 2

        h = 0.01
        return np.array([(cost(weights + h * e) - cost(weights)) / h for e in np.eye(len(weights))])


@mistake("slope", "the weights after a step come back. `slope` returns the slopes alone.")
def slope_takes_a_step():
    def slope(weights, input_data, target):
        return weights - 0.01 * 2 * (weights @ input_data - target) * input_data


@mistake("slope", "the slopes come back as a list. Return an array.")
def slope_list():
    def slope(weights, input_data, target):
        error = weights @ input_data - target
        return [2 * error * x for x in input_data]


# --- gradient -------------------------------------------------------------------------------


@mistake("gradient", "the gradient is computed, but the function never returns it.")
def gradient_returns_nothing():
    def gradient(weights, X, y):
        slopes = 2 / len(X) * X.T @ (X @ weights - y)


@mistake("gradient", "this is the sum over the rows. Divide by their number.")
def gradient_sum():
    def gradient(weights, X, y):
        return 2 * X.T @ (X @ weights - y)


@mistake("gradient", "the factor 2, from the derivative of the square, is missing.")
def gradient_two_missing():
    def gradient(weights, X, y):
        return X.T @ (X @ weights - y) / len(X)


@mistake("gradient", "both the factor 2 and the division by the number of rows are missing.")
def gradient_factor_missing():
    def gradient(weights, X, y):
        return X.T @ (X @ weights - y)


@mistake(
    "gradient", "it divides by the number of features, or weights. Divide by the number of rows."
)
def gradient_divided_by_features():
    def gradient(weights, X, y):
        return 2 / len(weights) * X.T @ (X @ weights - y)


@mistake("gradient", "it divides by the number of all entries of X. Divide by the number of rows.")
def gradient_divided_by_size():
    def gradient(weights, X, y):
        return 2 / X.size * X.T @ (X @ weights - y)


@mistake("gradient", "the sign is reversed: the errors are predictions minus targets.")
def gradient_reversed():
    def gradient(weights, X, y):
        return 2 / len(X) * X.T @ (y - X @ weights)


@mistake("gradient", "the targets are not subtracted from the predictions.")
def gradient_targets_missing():
    def gradient(weights, X, y):
        return 2 / len(X) * X.T @ (X @ weights)


WRONG_TRANSPOSE = (
    "X is transposed in the wrong place. The predictions are X @ weights, the gradient is made "
    "with X.T @ errors."
)


@mistake("gradient", WRONG_TRANSPOSE)
def gradient_not_transposed():
    def gradient(weights, X, y):
        return 2 / len(X) * X @ (X @ weights - y)


@mistake("gradient", WRONG_TRANSPOSE)
def gradient_transposed_too_early():
    def gradient(weights, X, y):
        return 2 / len(X) * X.T @ (X.T @ weights - y)


@mistake("gradient", "the inputs are missing: the mean error alone comes back.")
def gradient_mean_error():
    def gradient(weights, X, y):
        return 2 * np.mean(X @ weights - y)


@mistake(
    "gradient", "one row of slopes per example comes back. Take their mean over the rows, axis 0."
)
def gradient_not_averaged():
    def gradient(weights, X, y):
        return 2 * (X @ weights - y)[:, None] * X


@mistake(
    "gradient", "the mean runs over the features, axis 1. It should run over the rows, axis 0."
)
def gradient_wrong_axis():
    def gradient(weights, X, y):
        return np.mean(2 * (X @ weights - y)[:, None] * X, axis=1)


@mistake("gradient", "the mean runs over everything, so one number is left. Keep one per weight.")
def gradient_one_number():
    def gradient(weights, X, y):
        return np.mean(2 * (X @ weights - y)[:, None] * X)


@mistake(
    "gradient", "the errors are squared. Their squares are the cost; the gradient needs the errors."
)
def gradient_errors_squared():
    def gradient(weights, X, y):
        return 2 / len(X) * X.T @ (X @ weights - y) ** 2


@mistake("gradient", "the loop keeps the slopes of the last row only; add them up with `+=`.")
def gradient_last_row():
    def gradient(weights, X, y):
        for row, target in zip(X, y, strict=True):
            total = 2 * (weights @ row - target) * row
        return total / len(X)


@mistake("gradient", "`return` stands inside the loop, so only the first row counts.")
def gradient_first_row():
    def gradient(weights, X, y):
        total = np.zeros(len(weights))
        for row, target in zip(X, y, strict=True):
            total += 2 * (weights @ row - target) * row
            return total / len(X)


@mistake("gradient", "the weights after a step come back. `gradient` returns the slopes alone.")
def gradient_takes_a_step():
    def gradient(weights, X, y):
        return weights - 0.01 * 2 / len(X) * X.T @ (X @ weights - y)


# --- update ---------------------------------------------------------------------------------


@mistake("update", "the new weights are computed, but the function never returns them.")
def update_returns_nothing():
    def update(weights, gradient, learning_rate):
        new_weights = weights - learning_rate * gradient


@mistake(
    "update",
    "the weights that were passed in are changed, and nothing is returned. Return new weights.",
)
def update_in_place_without_return():
    def update(weights, gradient, learning_rate):
        weights -= learning_rate * gradient


@mistake("update", "the weights that were passed in are changed. `w = w - …` makes a new array.")
def update_in_place():
    def update(weights, gradient, learning_rate):
        weights -= learning_rate * gradient
        return weights


@mistake("update", "the sign is reversed: plus walks uphill. Subtract the step.")
def update_uphill():
    def update(weights, gradient, learning_rate):
        return weights + learning_rate * gradient


@mistake("update", "the learning rate is forgotten: the step is η times the gradient.")
def update_without_rate():
    def update(weights, gradient, learning_rate):
        return weights - gradient


@mistake("update", "the step alone comes back. Subtract it from the weights.")
def update_step_alone():
    def update(weights, gradient, learning_rate):
        return learning_rate * gradient


@mistake("update", "the step alone comes back. Subtract it from the weights.")
def update_negative_step_alone():
    def update(weights, gradient, learning_rate):
        return -learning_rate * gradient


@mistake("update", "the weights are subtracted from the step. It is weights minus step.")
def update_exchanged():
    def update(weights, gradient, learning_rate):
        return learning_rate * gradient - weights


@mistake("update", "it divides by the learning rate. Multiply the gradient by it.")
def update_divides():
    def update(weights, gradient, learning_rate):
        return weights - gradient / learning_rate


@mistake("update", "brackets: (weights − η) is computed first. Multiply η and the gradient first.")
def update_brackets():
    def update(weights, gradient, learning_rate):
        return (weights - learning_rate) * gradient


@mistake(
    "update",
    "the difference of weights and gradient is multiplied by η. Multiply the gradient alone.",
)
def update_rate_outside():
    def update(weights, gradient, learning_rate):
        return learning_rate * (weights - gradient)


@mistake(
    "update", "all weights take the same step, that of the added slopes. Each has its own slope."
)
def update_summed():
    def update(weights, gradient, learning_rate):
        return weights - learning_rate * np.sum(gradient)


@mistake("update", "the step goes by the sign of the slope alone. Its size counts too.")
def update_sign():
    def update(weights, gradient, learning_rate):
        return weights - learning_rate * np.sign(gradient)


@mistake("update", "the learning rate is subtracted instead of multiplied.")
def update_rate_subtracted():
    def update(weights, gradient, learning_rate):
        return weights - (gradient - learning_rate)


@mistake("update", "the weights are multiplied by the step. Subtract the step from them.")
def update_multiplies():
    def update(weights, gradient, learning_rate):
        return weights * (1 - learning_rate * gradient)


@mistake("update", "the old weights come back.")
def update_old_weights():
    def update(weights, gradient, learning_rate):
        new_weights = weights - learning_rate * gradient
        return weights


# --- gradient_descent -----------------------------------------------------------------------


@mistake("gradient_descent", "the loop runs, but the function never returns its results.")
def descent_returns_nothing():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))


@mistake("gradient_descent", "only the weights come back. Return both: `return weights, costs`.")
def descent_weights_only():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
        return weights


@mistake("gradient_descent", "only the costs come back. Return both: `return weights, costs`.")
def descent_costs_only():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return costs


@mistake("gradient_descent", "the two results are exchanged: first the weights, then the costs.")
def descent_exchanged():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return costs, weights


@mistake("gradient_descent", "the sign is reversed: the weights walk uphill, and the cost grows.")
def descent_uphill():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = weights + learning_rate * given_gradient(weights, X, y)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake(
    "gradient_descent",
    "the cost before the first step is missing. Record it before the loop.",
)
def descent_first_cost_missing():
    def gradient_descent(X, y, learning_rate, epochs):
        weights, costs = np.zeros(X.shape[1]), []
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake(
    "gradient_descent",
    "the cost after the last step is missing. Record a cost after each step, not before it.",
)
def descent_last_cost_missing():
    def gradient_descent(X, y, learning_rate, epochs):
        weights, costs = np.zeros(X.shape[1]), []
        for _ in range(epochs):
            costs.append(given_mse(y, X @ weights))
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
        return weights, costs


@mistake(
    "gradient_descent",
    "the costs are those of the weights before each step, so the first one comes twice. "
    "Record the cost after the update.",
)
def descent_stale_costs():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            costs.append(given_mse(y, X @ weights))
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
        return weights, costs


@mistake("gradient_descent", "it takes one step too many.")
def descent_one_step_more():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs + 1):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake("gradient_descent", "it takes one step too many.")
def descent_one_unrecorded_step():
    def gradient_descent(X, y, learning_rate, epochs):
        weights, costs = np.zeros(X.shape[1]), []
        for _ in range(epochs + 1):
            costs.append(given_mse(y, X @ weights))
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
        return weights, costs


@mistake("gradient_descent", "it takes one step too few: `range(epochs)` counts `epochs` steps.")
def descent_one_step_less():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(1, epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake("gradient_descent", "the weights start at one. Start at zero.")
def descent_from_ones():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.ones(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake(
    "gradient_descent",
    "there is one weight per row. There should be one per feature, `X.shape[1]`.",
)
def descent_weight_per_row():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(len(X))
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake("gradient_descent", "the costs are sums. Record the mean squared error.")
def descent_costs_are_sums():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [np.sum((X @ weights - y) ** 2)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(np.sum((X @ weights - y) ** 2))
        return weights, costs


@mistake(
    "gradient_descent",
    "the gradient is that of the sum over the rows, so each step is too long. Use the mean.",
)
def descent_gradient_of_sum():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, 2 * X.T @ (X @ weights - y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake(
    "gradient_descent",
    "the result of `update` is dropped, so the weights stay where they are: `weights = update(…)`.",
)
def descent_update_dropped():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake(
    "gradient_descent",
    "the gradient is computed once, before the loop. It changes with the weights: compute it in "
    "every epoch.",
)
def descent_gradient_once():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        slopes = given_gradient(weights, X, y)
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, slopes, learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake("gradient_descent", "the learning rate is forgotten: each step is the whole gradient.")
def descent_without_rate():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = weights - given_gradient(weights, X, y)
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake("gradient_descent", "it takes one step per row. Take one step per epoch, on all rows.")
def descent_row_by_row():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            for row, target in zip(X, y, strict=True):
                weights = weights - learning_rate * 2 * (weights @ row - target) * row
            costs.append(given_mse(y, X @ weights))
        return weights, costs


@mistake("gradient_descent", "only the last cost comes back. Keep all of them in a list.")
def descent_last_cost_only():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        cost = given_mse(y, X @ weights)
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            cost = given_mse(y, X @ weights)
        return weights, cost


@mistake("gradient_descent", "the list holds weights. It should hold costs.")
def descent_list_of_weights():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        visited = [weights]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            visited.append(weights)
        return weights, visited


@mistake("gradient_descent", "`return` stands inside the loop, which ends after the first step.")
def descent_returns_too_early():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
            return weights, costs
        return weights, costs


@mistake("gradient_descent", "the costs come back as an array. Return the list itself.")
def descent_array_of_costs():
    def gradient_descent(X, y, learning_rate, epochs):
        weights = np.zeros(X.shape[1])
        costs = [given_mse(y, X @ weights)]
        for _ in range(epochs):
            weights = given_update(weights, given_gradient(weights, X, y), learning_rate)
            costs.append(given_mse(y, X @ weights))
        return weights, np.array(costs)


# --- minibatches ----------------------------------------------------------------------------


@mistake("minibatches", "the batches are made, but the function never returns them.")
def batches_return_nothing():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        batches = []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            batches.append((X[rows], y[rows]))


@mistake("minibatches", "the rows are not shuffled.")
def batches_not_shuffled():
    def minibatches(X, y, batch_size, rng):
        starts = range(0, len(X), batch_size)
        return [(X[s : s + batch_size], y[s : s + batch_size]) for s in starts]


LAST_BATCH = "the rows that are left at the end are dropped. They make a last, smaller batch."


@mistake("minibatches", LAST_BATCH)
def batches_last_dropped():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        starts = range(0, len(X) - batch_size + 1, batch_size)
        return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in starts]


@mistake("minibatches", LAST_BATCH)
def batches_counted_down():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        batches = []
        for k in range(len(X) // batch_size):
            rows = order[k * batch_size : (k + 1) * batch_size]
            batches.append((X[rows], y[rows]))
        return batches


@mistake(
    "minibatches",
    "where the size divides the rows evenly, an empty batch is left at the end.",
)
def batches_empty_last():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        batches = []
        for k in range(len(X) // batch_size + 1):
            rows = order[k * batch_size : (k + 1) * batch_size]
            batches.append((X[rows], y[rows]))
        return batches


@mistake("minibatches", "X and y are shuffled each in its own order. Use one order for both.")
def batches_two_orders():
    def minibatches(X, y, batch_size, rng):
        X, y = rng.permutation(X), rng.permutation(y)
        starts = range(0, len(X), batch_size)
        return [(X[s : s + batch_size], y[s : s + batch_size]) for s in starts]


@mistake("minibatches", "only X is shuffled. Take the same rows of y.")
def batches_only_x_shuffled():
    def minibatches(X, y, batch_size, rng):
        X = rng.permutation(X)
        starts = range(0, len(X), batch_size)
        return [(X[s : s + batch_size], y[s : s + batch_size]) for s in starts]


@mistake("minibatches", "rows are drawn at random with replacement. Shuffle them: each comes once.")
def batches_with_replacement():
    def minibatches(X, y, batch_size, rng):
        order = rng.integers(0, len(X), len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in starts]


OWN_NUMBERS = "the order does not come from `rng`. Call a method of it, such as `rng.permutation`."


@mistake("minibatches", OWN_NUMBERS)
def batches_global_numbers():
    def minibatches(X, y, batch_size, rng):
        order = np.random.permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in starts]


@mistake("minibatches", OWN_NUMBERS)
def batches_new_generator():
    def minibatches(X, y, batch_size, rng):
        order = np.random.default_rng().permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in starts]


@mistake("minibatches", OWN_NUMBERS)
def batches_fixed_seed():
    def minibatches(X, y, batch_size, rng):
        rng = np.random.default_rng(0)
        order = rng.permutation(len(X))
        starts = range(0, len(X), batch_size)
        return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in starts]


@mistake(
    "minibatches",
    "the batches are shuffled, but not the rows: neighbours stay together. Shuffle the row numbers "
    "first, then cut.",
)
def batches_of_neighbours():
    def minibatches(X, y, batch_size, rng):
        starts = rng.permutation(np.arange(0, len(X), batch_size))
        starts = sorted(starts, key=lambda s: s + batch_size > len(X))  # the short one last
        return [(X[s : s + batch_size], y[s : s + batch_size]) for s in starts]


@mistake(
    "minibatches",
    "rows are shuffled inside each batch only, so neighbours stay together. Shuffle all row "
    "numbers first, then cut.",
)
def batches_shuffled_inside():
    def minibatches(X, y, batch_size, rng):
        batches = []
        for start in range(0, len(X), batch_size):
            rows = np.arange(start, min(start + batch_size, len(X)))
            rng.shuffle(rows)
            batches.append((X[rows], y[rows]))
        return batches


@mistake("minibatches", CHANGES)
def batches_in_place():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        X[:], y[:] = X[order], y[order]
        starts = range(0, len(X), batch_size)
        return [(X[s : s + batch_size], y[s : s + batch_size]) for s in starts]


@mistake("minibatches", "`return` stands inside the loop, so only the first batch comes back.")
def batches_first_only():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            return [(X[rows], y[rows])]


@mistake(
    "minibatches",
    "the batches overlap: the next one begins `batch_size` rows further on.",
)
def batches_overlap():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        batches = []
        for start in range(len(X)):
            rows = order[start : start + batch_size]
            batches.append((X[rows], y[rows]))
        return batches


@mistake(
    "minibatches",
    "`batch_size` is taken for the number of batches. It is the number of rows in each.",
)
def batches_number_of_batches():
    def minibatches(X, y, batch_size, rng):
        parts = np.array_split(rng.permutation(len(X)), batch_size)
        return [(X[rows], y[rows]) for rows in parts]


@mistake(
    "minibatches",
    "the rows are spread evenly over the batches. Each has `batch_size`; the last has the rest.",
)
def batches_even():
    def minibatches(X, y, batch_size, rng):
        n_batches = -(-len(X) // batch_size)
        parts = np.array_split(rng.permutation(len(X)), n_batches)
        return [(X[rows], y[rows]) for rows in parts]


@mistake(
    "minibatches",
    "each batch is one row short: a slice stops before its end, so `start + batch_size` is right.",
)
def batches_one_short():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        batches = []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size - 1]
            batches.append((X[rows], y[rows]))
        return batches


@mistake("minibatches", "the row numbers come back. Pick the rows: `X[rows]` and `y[rows]`.")
def batches_of_row_numbers():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        return [order[s : s + batch_size] for s in range(0, len(X), batch_size)]


@mistake("minibatches", "only the rows of X come back. Each batch is a pair, (X_batch, y_batch).")
def batches_without_targets():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        return [X[order[s : s + batch_size]] for s in range(0, len(X), batch_size)]


TWO_THINGS = (
    "two things come back, one made of X and one made of y. Return one list, with a pair "
    "(X_batch, y_batch) for each batch."
)


@mistake("minibatches", TWO_THINGS)
def batches_not_cut():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        return X[order], y[order]


@mistake("minibatches", TWO_THINGS)
def batches_two_lists():
    def minibatches(X, y, batch_size, rng):
        order = rng.permutation(len(X))
        starts = range(0, len(X), batch_size)
        X_batches = [X[order[s : s + batch_size]] for s in starts]
        y_batches = [y[order[s : s + batch_size]] for s in starts]
        return X_batches, y_batches


@mistake("minibatches", "the columns are shuffled too. A row keeps its numbers in their order.")
def batches_columns_shuffled():
    def minibatches(X, y, batch_size, rng):
        order, columns = rng.permutation(len(X)), np.arange(X.shape[1])[::-1]
        batches = []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            batches.append((X[rows][:, columns], y[rows]))
        return batches
