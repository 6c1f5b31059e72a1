"""Known mistakes of problem set 2, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RET503

from grader.variants import mistake

ONE_NUMBER = (
    "`if` and `max` look at one number, but each value of an array needs a decision of its own. "
    "`np.where` and `np.maximum` decide entry by entry."
)
MATH_MODULE = (
    "the functions of the module `math` take one number only. `np.exp` and `np.log` work on each "
    "value of an array."
)
LISTS = "an array comes back as a list. Return an array."
CHANGES = (
    "the result is computed in the array that was passed in, so the caller's data are lost. "
    "Work on a copy, or let NumPy make a new array."
)

# --- step -----------------------------------------------------------------------------------


@mistake("step", "the answers are computed, but the function never returns them.")
def step_returns_nothing():
    def step(z):
        output = np.where(z >= 0, 1, 0)


@mistake(
    "step", "at z = 0 it returns 0. There the step has been taken already: the condition is z >= 0."
)
def step_zero_at_jump():
    def step(z):
        return np.where(z > 0, 1, 0)


@mistake("step", "the result is True or False. Turn it into the numbers 1 and 0.")
def step_comparison():
    def step(z):
        return z >= 0


@mistake("step", "0 and 1 are exchanged: 1 belongs to z >= 0.")
def step_reversed():
    def step(z):
        return np.where(z >= 0, 0, 1)


@mistake("step", "negative numbers give −1. The step has two values only, 0 and 1.")
def step_sign():
    def step(z):
        return np.sign(z)


@mistake("step", "negative numbers give −1. The step has two values only, 0 and 1.")
def step_plus_and_minus_one():
    def step(z):
        return np.where(z >= 0, 1, -1)


@mistake("step", "this is ReLU: it keeps positive numbers. The step turns each of them into 1.")
def step_relu():
    def step(z):
        return np.maximum(z, 0)


@mistake("step", ONE_NUMBER)
def step_if():
    def step(z):
        if z >= 0:
            return 1
        return 0


@mistake("step", LISTS)
def step_list():
    def step(z):
        if np.ndim(z) == 0:
            return 1 if z >= 0 else 0
        return [step(value) for value in z]


@mistake("step", CHANGES)
def step_in_place():
    def step(z):
        z = np.asarray(z)
        if z.ndim == 0:
            return np.where(z >= 0, 1, 0)
        on = z >= 0
        z[on] = 1
        z[~on] = 0
        return z


@mistake(
    "step", "`.any()` and `.all()` give one answer for the whole array; each value needs its own."
)
def step_all():
    def step(z):
        if np.all(np.asarray(z) >= 0):
            return 1
        return 0


@mistake(
    "step", "a jump between 0 and 1 is asked for; `np.clip` lets the values in between through."
)
def step_clip():
    def step(z):
        return np.clip(z, 0, 1)


# --- sigmoid --------------------------------------------------------------------------------


@mistake("sigmoid", "the value is computed, but the function never returns it.")
def sigmoid_returns_nothing():
    def sigmoid(z):
        a = 1 / (1 + np.exp(-z))


@mistake("sigmoid", "the minus in front of z is missing: the power is exp(−z).")
def sigmoid_sign_missing():
    def sigmoid(z):
        return 1 / (1 + np.exp(z))


@mistake(
    "sigmoid",
    "at large z numerator and denominator are both infinite, and their quotient is `nan`. "
    "Write the formula with exp(−z) in the denominator alone.",
)
def sigmoid_overflows():
    def sigmoid(z):
        return np.exp(z) / (1 + np.exp(z))


@mistake("sigmoid", MATH_MODULE)
def sigmoid_math():
    import math

    def sigmoid(z):
        return 1 / (1 + math.exp(-z))


@mistake("sigmoid", "brackets are missing: `1 / 1 + x` is (1 / 1) + x. Write `1 / (1 + x)`.")
def sigmoid_brackets():
    def sigmoid(z):
        return 1 / 1 + np.exp(-z)


@mistake("sigmoid", "the denominator is 1 − exp(−z); it should be 1 + exp(−z).")
def sigmoid_minus():
    def sigmoid(z):
        return 1 / (1 - np.exp(-z))


@mistake("sigmoid", "this is tanh, which runs from −1 to 1. The sigmoid runs from 0 to 1.")
def sigmoid_tanh():
    def sigmoid(z):
        return np.tanh(z)


@mistake("sigmoid", "this is the slope a(1 − a). Return a itself.")
def sigmoid_slope():
    def sigmoid(z):
        a = 1 / (1 + np.exp(-z))
        return a * (1 - a)


@mistake("sigmoid", "the values are rounded to 0 and 1. Return the probability itself.")
def sigmoid_rounded():
    def sigmoid(z):
        return np.round(1 / (1 + np.exp(-z)))


@mistake("sigmoid", "`np.abs` drops the sign of z, so negative z give the values of positive z.")
def sigmoid_absolute():
    def sigmoid(z):
        return 1 / (1 + np.exp(-np.abs(z)))


@mistake(
    "sigmoid",
    "z is cut off so early that the ends of the curve are visibly not 0 and 1. "
    "Cut off further out, or not at all: 1 / infinity is 0.",
)
def sigmoid_cut_off_early():
    def sigmoid(z):
        z = np.clip(z, -10, 10)
        return 1 / (1 + np.exp(-z))


@mistake("sigmoid", "e is written with a few digits only. `np.exp(-z)` uses all of them.")
def sigmoid_short_e():
    def sigmoid(z):
        return 1 / (1 + 2.718 ** (-z))


@mistake("sigmoid", CHANGES)
def sigmoid_in_place():
    def sigmoid(z):
        z *= -1
        return 1 / (1 + np.exp(z))


@mistake("sigmoid", LISTS)
def sigmoid_list():
    def sigmoid(z):
        if np.ndim(z) == 0:
            return 1 / (1 + np.exp(-z))
        return [sigmoid(value) for value in z]


@mistake("sigmoid", ONE_NUMBER)
def sigmoid_if():
    def sigmoid(z):
        if z >= 0:
            return 1 / (1 + np.exp(-z))
        return np.exp(z) / (1 + np.exp(z))


@mistake("sigmoid", "this is (1 + tanh z) / 2, which is the sigmoid of 2z.")
def sigmoid_from_tanh_of_z():
    def sigmoid(z):
        return (1 + np.tanh(z)) / 2


@mistake("sigmoid", "z is divided by 2 inside the power.")
def sigmoid_of_half_z():
    def sigmoid(z):
        return 1 / (1 + np.exp(-z / 2))


# --- tanh -----------------------------------------------------------------------------------


@mistake("tanh", "the value is computed, but the function never returns it.")
def tanh_returns_nothing():
    def tanh(z):
        a = 2 / (1 + np.exp(-2 * z)) - 1


NOT_DOUBLED = "the 2 is missing: the formulas are 2σ(2z) − 1 and, with one power, exp(−2|z|)."
BOTH_INFINITE = (
    "for large z, or for very negative z, infinity is divided by infinity, which is `nan`. "
    "Use a form in which no power grows on either side, such as exp(−2|z|)."
)


@mistake("tanh", BOTH_INFINITE)
def tanh_overflows():
    def tanh(z):
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@mistake("tanh", BOTH_INFINITE)
def tanh_overflows_left():
    def tanh(z):
        return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


@mistake("tanh", BOTH_INFINITE)
def tanh_overflows_right():
    def tanh(z):
        return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


@mistake("tanh", "the sign is reversed: the numerator is exp(z) − exp(−z).")
def tanh_reversed():
    def tanh(z):
        return 1 - 2 / (1 + np.exp(-2 * z))


@mistake("tanh", NOT_DOUBLED)
def tanh_not_doubled():
    def tanh(z):
        return 2 / (1 + np.exp(-z)) - 1


@mistake("tanh", "the result runs from 0 to 2: subtract 1 at the end, 2σ(2z) − 1.")
def tanh_not_shifted():
    def tanh(z):
        return 2 / (1 + np.exp(-2 * z))


@mistake("tanh", "this is σ(2z), between 0 and 1. Stretch it to the range from −1 to 1.")
def tanh_not_stretched():
    def tanh(z):
        return 1 / (1 + np.exp(-2 * z))


@mistake("tanh", "the sign is lost: with |z| alone, z and −z give the same. Put the sign back.")
def tanh_without_sign():
    def tanh(z):
        power = np.exp(-2 * np.abs(z))
        return (1 - power) / (1 + power)


@mistake("tanh", NOT_DOUBLED)
def tanh_power_not_doubled():
    def tanh(z):
        power = np.exp(-np.abs(z))
        return np.sign(z) * (1 - power) / (1 + power)


@mistake("tanh", "this is (exp(z) − exp(−z)) / 2, the hyperbolic sine. Divide by exp(z) + exp(−z).")
def tanh_sinh():
    def tanh(z):
        return (np.exp(z) - np.exp(-z)) / 2


@mistake("tanh", "brackets are missing: numerator and denominator need a pair each.")
def tanh_brackets():
    def tanh(z):
        return np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z)


@mistake("tanh", MATH_MODULE)
def tanh_math():
    import math

    def tanh(z):
        return 2 / (1 + math.exp(-2 * z)) - 1


@mistake("tanh", "this is the tangent of an angle. The hyperbolic tangent is made of exponentials.")
def tanh_tangent():
    def tanh(z):
        return np.tan(z)


@mistake(
    "tanh",
    "z is cut off so early that the ends of the curve are visibly not −1 and 1. Cut off further "
    "out, or use a form that needs no cutting.",
)
def tanh_cut_off_early():
    def tanh(z):
        z = np.clip(z, -4, 4)
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@mistake("tanh", ONE_NUMBER)
def tanh_if():
    def tanh(z):
        if z < 0:
            return -(1 - np.exp(2 * z)) / (1 + np.exp(2 * z))
        return (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))


@mistake("tanh", CHANGES)
def tanh_in_place():
    def tanh(z):
        z *= 2
        return 2 / (1 + np.exp(-z)) - 1


@mistake("tanh", LISTS)
def tanh_list():
    def tanh(z):
        if np.ndim(z) == 0:
            return 2 / (1 + np.exp(-2 * z)) - 1
        return [tanh(value) for value in z]


# --- softplus -------------------------------------------------------------------------------


@mistake("softplus", "the value is computed, but the function never returns it.")
def softplus_returns_nothing():
    def softplus(z):
        a = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@mistake(
    "softplus",
    "exp(z) overflows for large z, and the logarithm of infinity is infinite. Use the form with "
    "max(0, z) in front, in which the power is never above 1.",
)
def softplus_overflows():
    def softplus(z):
        return np.log(1 + np.exp(z))


@mistake("softplus", "this is ReLU. The rounded corner, ln(1 + exp(−|z|)), is missing.")
def softplus_relu():
    def softplus(z):
        return np.maximum(z, 0)


@mistake("softplus", "max(0, z) in front is missing: only the rounded corner is left.")
def softplus_corner_alone():
    def softplus(z):
        return np.log1p(np.exp(-np.abs(z)))


@mistake("softplus", "z is added instead of max(0, z), so negative z come out wrong.")
def softplus_plus_z():
    def softplus(z):
        return z + np.log1p(np.exp(-np.abs(z)))


@mistake("softplus", "the sign of z is reversed: this is ln(1 + exp(−z)).")
def softplus_reversed():
    def softplus(z):
        return np.log1p(np.exp(-np.abs(z))) + np.maximum(-z, 0)


@mistake("softplus", "the 1 is missing: ln(exp(z)) is just z.")
def softplus_one_missing():
    def softplus(z):
        return np.log(np.exp(np.clip(z, -700, 700)))


@mistake(
    "softplus",
    "the 1 is added twice: `np.log1p(x)` is already ln(1 + x).",
)
def softplus_one_twice():
    def softplus(z):
        return np.maximum(z, 0) + np.log1p(1 + np.exp(-np.abs(z)))


OTHER_BASE = "the logarithm has another base. `np.log` is the natural one, ln."


@mistake("softplus", OTHER_BASE)
def softplus_base_ten():
    def softplus(z):
        return np.maximum(z, 0) + np.log10(1 + np.exp(-np.abs(z)))


@mistake("softplus", OTHER_BASE)
def softplus_base_two():
    def softplus(z):
        return np.maximum(z, 0) + np.log2(1 + np.exp(-np.abs(z)))


@mistake("softplus", "the minus is missing: with exp(|z|) the power overflows on both sides.")
def softplus_power_grows():
    def softplus(z):
        return np.maximum(z, 0) + np.log(1 + np.exp(np.abs(z)))


@mistake("softplus", "z is cut off before the power, so large z come out too small.")
def softplus_cut_off():
    def softplus(z):
        return np.log(1 + np.exp(np.clip(z, -500, 500)))


@mistake("softplus", "z is cut off before the power, so large z come out too small.")
def softplus_cut_off_earlier():
    def softplus(z):
        return np.log1p(np.exp(np.minimum(z, 50)))


@mistake("softplus", ONE_NUMBER)
def softplus_max_of_numbers():
    def softplus(z):
        return max(0, z) + np.log1p(np.exp(-np.abs(z)))


@mistake("softplus", MATH_MODULE)
def softplus_math():
    import math

    def softplus(z):
        return np.maximum(z, 0) + math.log1p(math.exp(-abs(z)))


@mistake("softplus", ONE_NUMBER)
def softplus_if():
    def softplus(z):
        if z > 30:
            return z
        return np.log1p(np.exp(z))


@mistake("softplus", CHANGES)
def softplus_in_place():
    def softplus(z):
        corner = np.log1p(np.exp(-np.abs(z)))
        z *= z > 0
        return z + corner


@mistake("softplus", "the logarithm has another base. `np.log` is the natural one, ln.")
def softplus_log_of_base_10():
    def softplus(z):
        return np.log10(1 + np.exp(z))


@mistake("softplus", "the logarithm has another base. `np.log` is the natural one, ln.")
def softplus_log_of_base_2():
    def softplus(z):
        return np.log2(1 + np.exp(z))


@mistake("softplus", "the 1 inside the logarithm is missing.")
def softplus_without_the_one():
    def softplus(z):
        return np.log(np.exp(z))


@mistake("softplus", "negative z give what positive z should: the power is exp(−|z|), not exp(−z).")
def softplus_with_power_of_minus_z():
    def softplus(z):
        return np.maximum(0, z) + np.log(1 + np.exp(-z))


@mistake("softplus", "negative z give what positive z should: max(0, z) stands in front, not |z|.")
def softplus_with_size_in_front():
    def softplus(z):
        return np.abs(z) + np.log(1 + np.exp(-np.abs(z)))


@mistake("softplus", "the smaller of 0 and z stands in front; take the larger.")
def softplus_with_smaller_in_front():
    def softplus(z):
        return np.minimum(0, z) + np.log(1 + np.exp(-np.abs(z)))


# --- softmax --------------------------------------------------------------------------------


OTHER_SUBTRACTED = (
    "another score than the largest is subtracted, for example the smallest or the mean. The "
    "largest power overflows all the same."
)


@mistake("softmax", "the probabilities are computed, but the function never returns them.")
def softmax_returns_nothing():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=axis, keepdims=True))
        shares = powers / powers.sum(axis=axis, keepdims=True)


@mistake(
    "softmax",
    "the powers overflow, and infinity divided by infinity is `nan`. Subtract the largest score "
    "of each group before `np.exp`.",
)
def softmax_overflows():
    def softmax(z, axis=-1):
        powers = np.exp(z)
        return powers / powers.sum(axis=axis, keepdims=True)


@mistake("softmax", "the powers are not divided by their sum.")
def softmax_not_divided():
    def softmax(z, axis=-1):
        return np.exp(z)


@mistake("softmax", "the powers are not divided by their sum.")
def softmax_shifted_not_divided():
    def softmax(z, axis=-1):
        return np.exp(z - z.max(axis=axis, keepdims=True))


@mistake("softmax", "the sum runs over the whole array. Each group of scores needs its own sum.")
def softmax_one_sum():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=axis, keepdims=True))
        return powers / powers.sum()


@mistake("softmax", "the sum runs over the whole array. Each group of scores needs its own sum.")
def softmax_axis_nowhere():
    def softmax(z, axis=-1):
        powers = np.exp(z - np.max(z))
        return powers / np.sum(powers)


@mistake("softmax", "without `axis` it works along columns. The default is the last axis, −1.")
def softmax_default_zero():
    def softmax(z, axis=0):
        powers = np.exp(z - z.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)


@mistake("softmax", "it always works along axis 0. Use the argument `axis`.")
def softmax_always_zero():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=0, keepdims=True))
        return powers / powers.sum(axis=0, keepdims=True)


@mistake("softmax", "it always works along the last axis. Use the argument `axis`.")
def softmax_always_last():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)


@mistake("softmax", "it works along axis 1 always, which a one-dimensional array does not have.")
def softmax_always_one():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


@mistake(
    "softmax",
    "`keepdims=True` is missing: without it the sums, or the largest scores, do not line up with "
    "the array any more.",
)
def softmax_without_keepdims():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=axis))
        return powers / powers.sum(axis=axis)


@mistake(
    "softmax",
    "`keepdims=True` is missing: without it the sums, or the largest scores, do not line up with "
    "the array any more.",
)
def softmax_sum_without_keepdims():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis)


@mistake(
    "softmax",
    "the largest score of the whole array is subtracted. In a row far below it every power "
    "becomes 0, and 0 / 0 is `nan`. Each group needs its own largest score.",
)
def softmax_one_maximum():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max())
        return powers / powers.sum(axis=axis, keepdims=True)


@mistake("softmax", "the scores are divided by their sum without `np.exp`.")
def softmax_without_exp():
    def softmax(z, axis=-1):
        return z / z.sum(axis=axis, keepdims=True)


@mistake(
    "softmax", "the powers are divided by the sum of the scores, not by the sum of the powers."
)
def softmax_sum_of_scores():
    def softmax(z, axis=-1):
        return np.exp(z) / z.sum(axis=axis, keepdims=True)


@mistake("softmax", "this is the sigmoid of each score by itself. Softmax compares scores.")
def softmax_sigmoid():
    def softmax(z, axis=-1):
        return 1 / (1 + np.exp(-z))


@mistake("softmax", "the powers are divided by the largest power instead of by their sum.")
def softmax_divided_by_largest():
    def softmax(z, axis=-1):
        powers = np.exp(z)
        return powers / powers.max(axis=axis, keepdims=True)


@mistake("softmax", "the largest score gets 1 and the rest 0. Softmax gives each score its share.")
def softmax_hard():
    def softmax(z, axis=-1):
        return np.where(z == z.max(axis=axis, keepdims=True), 1.0, 0.0)


@mistake("softmax", "these are the logarithms of the probabilities. Return the probabilities.")
def softmax_logarithm():
    def softmax(z, axis=-1):
        shifted = z - z.max(axis=axis, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


@mistake("softmax", OTHER_SUBTRACTED)
def softmax_minimum():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.min(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)


@mistake("softmax", OTHER_SUBTRACTED)
def softmax_mean():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.mean(axis=axis, keepdims=True))
        return powers / powers.mean(axis=axis, keepdims=True) / powers.shape[axis]


@mistake("softmax", CHANGES)
def softmax_in_place():
    def softmax(z, axis=-1):
        z -= z.max(axis=axis, keepdims=True)
        powers = np.exp(z)
        return powers / powers.sum(axis=axis, keepdims=True)


@mistake("softmax", "the sign is reversed: the largest score gets the smallest probability.")
def softmax_reversed():
    def softmax(z, axis=-1):
        powers = np.exp(z.min(axis=axis, keepdims=True) - z)
        return powers / powers.sum(axis=axis, keepdims=True)


@mistake("softmax", "the probabilities come back as a list. Return an array.")
def softmax_list():
    def softmax(z, axis=-1):
        powers = np.exp(z - z.max(axis=axis, keepdims=True))
        return (powers / powers.sum(axis=axis, keepdims=True)).tolist()


# --- derivative -----------------------------------------------------------------------------


@mistake("derivative", "the slopes are computed, but the function never returns them.")
def derivative_returns_nothing():
    def derivative(name, z):
        slopes = {
            "identity": np.ones_like(z),
            "step": np.zeros_like(z),
            "sigmoid": sigmoid(z) * (1 - sigmoid(z)),
            "tanh": 1 - tanh(z) ** 2,
            "relu": np.where(z > 0, 1.0, 0.0),
            "softplus": sigmoid(z),
        }
        slopes = slopes[name]


@mistake("derivative", "these are the activations g(z) themselves, not their slopes g′(z).")
def derivative_values():
    def derivative(name, z):
        if name == "identity":
            return z
        functions = {"step": given_step, "sigmoid": given_sigmoid, "tanh": given_tanh}
        functions |= {"relu": given_relu, "softplus": given_softplus}
        return functions[name](z)


@mistake("derivative", "for the sigmoid a(1 − a) is computed with z in place of a = σ(z).")
def derivative_sigmoid_of_z():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return z * (1 - z)
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return (z > 0) * 1.0
        return sigmoid(z)


@mistake("derivative", "the sigmoid's slope is 1 − a; the factor a is missing.")
def derivative_sigmoid_factor():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return 1 - sigmoid(z)
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return (z > 0) * 1.0
        return sigmoid(z)


@mistake("derivative", "for tanh, a is not squared: the slope is 1 − a².")
def derivative_tanh_not_squared():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z)
        if name == "relu":
            return (z > 0) * 1.0
        return sigmoid(z)


@mistake("derivative", "for tanh the sigmoid's formula a(1 − a) is used; tanh has 1 − a².")
def derivative_tanh_as_sigmoid():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return tanh(z) * (1 - tanh(z))
        if name == "relu":
            return (z > 0) * 1.0
        return sigmoid(z)


@mistake("derivative", "for tanh, z itself is squared: the slope is 1 − a² with a = tanh(z).")
def derivative_tanh_of_z():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - z**2
        if name == "relu":
            return (z > 0) * 1.0
        return sigmoid(z)


@mistake("derivative", "for ReLU the positive values come back; the slope there is 1.")
def derivative_relu_itself():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.maximum(z, 0)
        return sigmoid(z)


@mistake("derivative", "for ReLU the slope is 1 everywhere here; where z is negative it is 0.")
def derivative_relu_missing():
    def derivative(name, z):
        if name in ("identity", "relu"):
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        return sigmoid(z)


@mistake("derivative", "ReLU's slope at z = 0 is 1 here. By the convention of this course it is 0.")
def derivative_relu_at_kink():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.where(z >= 0, 1.0, 0.0)
        return sigmoid(z)


@mistake("derivative", "for ReLU True and False come back. Turn them into the numbers 1 and 0.")
def derivative_relu_comparison():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return z > 0
        return sigmoid(z)


@mistake("derivative", "for the step its values come back; the step is flat, its slope is 0.")
def derivative_step_itself():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return np.where(z >= 0, 1.0, 0.0)
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.where(z > 0, 1.0, 0.0)
        return sigmoid(z)


@mistake(
    "derivative",
    "where the slope is the same everywhere, one number comes back for a whole array. "
    "`np.zeros_like` and `np.ones_like` make an array of the right shape.",
)
def derivative_one_number():
    def derivative(name, z):
        if name == "identity":
            return 1
        if name == "step":
            return 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.where(z > 0, 1.0, 0.0)
        return sigmoid(z)


@mistake("derivative", "softplus has no branch of its own, so nothing is returned for it.")
def derivative_softplus_missing():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.where(z > 0, 1.0, 0.0)


@mistake("derivative", "softplus gets the slope of ReLU. Its corner is rounded: the slope is σ(z).")
def derivative_softplus_as_relu():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        return np.where(z > 0, 1.0, 0.0)


@mistake("derivative", "softplus gets the slope of the sigmoid, a(1 − a). Its own slope is σ(z).")
def derivative_softplus_as_sigmoid():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.where(z > 0, 1.0, 0.0)
        return sigmoid(z) * (1 - sigmoid(z))


@mistake("derivative", "softplus's slope overflows: exp(z) / (1 + exp(z)) is `nan` at large z.")
def derivative_softplus_overflows():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return sigmoid(z) * (1 - sigmoid(z))
        if name == "tanh":
            return 1 - tanh(z) ** 2
        if name == "relu":
            return np.where(z > 0, 1.0, 0.0)
        return np.exp(z) / (1 + np.exp(z))


@mistake(
    "derivative",
    "z is taken for the activation a. The function gets z; compute a = g(z) from it first.",
)
def derivative_takes_activations():
    def derivative(name, z):
        if name == "identity":
            return z * 0 + 1.0
        if name == "step":
            return z * 0
        if name == "sigmoid":
            return z * (1 - z)
        if name == "tanh":
            return 1 - z**2
        if name == "relu":
            return np.where(z > 0, 1.0, 0.0)
        return 1 - np.exp(-z)


# --- activate_layer -------------------------------------------------------------------------


@mistake("activate_layer", "the activations are computed, but the function never returns them.")
def layer_returns_nothing():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        a = functions[name](X @ W + b)


@mistake("activate_layer", "the bias is not added.")
def layer_without_bias():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X @ W)


@mistake(
    "activate_layer", "the bias is added after the activation. It belongs to the sum, before it."
)
def layer_bias_after():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X @ W) + b


@mistake("activate_layer", "the bias is subtracted instead of added.")
def layer_bias_subtracted():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X @ W - b)


@mistake("activate_layer", "the sums come back; the activation is missing.")
def layer_without_activation():
    def activate_layer(X, W, b, name):
        return X @ W + b


@mistake("activate_layer", "every layer gets ReLU, whatever `name` says.")
def layer_always_relu():
    def activate_layer(X, W, b, name):
        return given_relu(X @ W + b)


@mistake("activate_layer", "the activation is taken of the inputs; it belongs after the sum.")
def layer_activates_inputs():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X) @ W + b


@mistake(
    "activate_layer",
    "W is transposed. It has one row per input and one column per node already: X @ W.",
)
def layer_transposed():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X @ W.T + b)


@mistake("activate_layer", "the factors are exchanged: rows times columns, X @ W.")
def layer_factors_exchanged():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](W @ X + b)


@mistake("activate_layer", "`*` multiplies entry by entry. The matrix product is `@`.")
def layer_star():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X * W + b)


@mistake(
    "activate_layer",
    "softmax works along columns here. The scores of one row belong together.",
)
def layer_softmax_columns():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = lambda z: given_softmax(z, axis=0)
        return functions[name](X @ W + b)


@mistake("activate_layer", "the name `identity` has no branch. It leaves the sums as they are.")
def layer_identity_missing():
    def activate_layer(X, W, b, name):
        functions = {"step": given_step, "sigmoid": given_sigmoid, "softmax": given_softmax}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        return functions[name](X @ W + b)


@mistake("activate_layer", "the name `identity` has no branch. It leaves the sums as they are.")
def layer_identity_forgotten():
    def activate_layer(X, W, b, name):
        z = X @ W + b
        if name == "step":
            return given_step(z)
        if name == "sigmoid":
            return given_sigmoid(z)
        if name == "tanh":
            return given_tanh(z)
        if name == "relu":
            return given_relu(z)
        if name == "softplus":
            return given_softplus(z)
        if name == "softmax":
            return given_softmax(z)


@mistake("activate_layer", "the name `softmax` has no branch. It takes the scores of each row.")
def layer_softmax_missing():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        return functions[name](X @ W + b)


@mistake("activate_layer", "slopes g′(z) come back. The layer passes on the values g(z).")
def layer_slopes():
    def activate_layer(X, W, b, name):
        z = X @ W + b
        if name in ("identity", "softmax"):
            return z if name == "identity" else given_softmax(z)
        slopes = {"relu": given_step(z), "step": z * 0, "softplus": given_sigmoid(z)}
        slopes["tanh"] = 1 - given_tanh(z) ** 2
        slopes["sigmoid"] = given_sigmoid(z) * given_sigmoid(-z)
        return slopes[name]


@mistake("activate_layer", "sigmoid and tanh are exchanged.")
def layer_exchanged():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_tanh}
        functions |= {"tanh": given_sigmoid, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X @ W + b)


@mistake("activate_layer", "the activation is taken twice. Once is enough, after the sum.")
def layer_twice():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        g = functions[name]
        return g(g(X @ W + b))


@mistake("activate_layer", "the activations of the first row alone come back. Use all of X.")
def layer_first_row():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name](X[0] @ W + b)


@mistake(
    "activate_layer",
    "the function itself comes back. Call it with the sums: g(Z).",
)
def layer_function():
    def activate_layer(X, W, b, name):
        functions = {"identity": lambda z: z, "step": given_step, "sigmoid": given_sigmoid}
        functions |= {"tanh": given_tanh, "relu": given_relu, "softplus": given_softplus}
        functions["softmax"] = given_softmax
        return functions[name]
