"""Known mistakes of problem set 6, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: B007, D103, F821, F841, RET503, RUF059

from grader.variants import mistake

# --- l2_cost --------------------------------------------------------------------------------


@mistake("l2_cost", "the penalty is computed, but the function never returns it.")
def l2_cost_returns_nothing():
    def l2_cost(layers, strength):
        penalty = strength * sum(np.sum(W**2) for W, b in layers)


@mistake("l2_cost", "the penalty is printed. `print` shows it to you; `return` hands it back.")
def l2_cost_prints():
    def l2_cost(layers, strength):
        print(strength * sum(np.sum(W**2) for W, b in layers))


@mistake("l2_cost", "the biases are penalized, too; only the weights belong in the sum.")
def l2_cost_with_biases():
    def l2_cost(layers, strength):
        return strength * sum(np.sum(W**2) + np.sum(b**2) for W, b in layers)


@mistake("l2_cost", "the sum is not multiplied by the strength.")
def l2_cost_without_strength():
    def l2_cost(layers, strength):
        return sum(np.sum(W**2) for W, b in layers)


@mistake("l2_cost", "the absolute values are added up. That is L1; L2 adds the squares.")
def l2_cost_is_l1():
    def l2_cost(layers, strength):
        return strength * sum(np.sum(np.abs(W)) for W, b in layers)


@mistake("l2_cost", "the weights are added up first and then squared; square each one first.")
def l2_cost_square_of_sum():
    def l2_cost(layers, strength):
        return strength * sum(np.sum(W) ** 2 for W, b in layers)


@mistake("l2_cost", "the mean of the squares is taken in each layer; the penalty is their sum.")
def l2_cost_mean():
    def l2_cost(layers, strength):
        return strength * sum(np.mean(W**2) for W, b in layers)


@mistake("l2_cost", "a square root is taken. `np.linalg.norm` takes one; the penalty has none.")
def l2_cost_root():
    def l2_cost(layers, strength):
        return strength * np.sqrt(sum(np.sum(W**2) for W, b in layers))


@mistake(
    "l2_cost",
    "a square root is taken in each layer. `np.linalg.norm` takes one; the penalty has none.",
)
def l2_cost_norm_of_each_layer():
    def l2_cost(layers, strength):
        return strength * sum(np.linalg.norm(W) for W, b in layers)


@mistake("l2_cost", "the result is half of what it should be: there is no factor ½ here.")
def l2_cost_half():
    def l2_cost(layers, strength):
        return strength / 2 * sum(np.sum(W**2) for W, b in layers)


@mistake("l2_cost", "only the first layer counts. Is there a `return` inside the loop?")
def l2_cost_returns_too_early():
    def l2_cost(layers, strength):
        total = 0
        for W, b in layers:
            total += strength * np.sum(W**2)
            return total


@mistake("l2_cost", "only the last layer counts; add up all of them, with `+=`.")
def l2_cost_last_layer_only():
    def l2_cost(layers, strength):
        for W, b in layers:
            total = strength * np.sum(W**2)
        return total


@mistake("l2_cost", "the strength is squared, too; it stands in front of the sum.")
def l2_cost_squares_the_strength():
    def l2_cost(layers, strength):
        return sum(np.sum((strength * W) ** 2) for W, b in layers)


# --- l2_gradient ----------------------------------------------------------------------------


@mistake("l2_gradient", "the gradient is computed, but the function never returns it.")
def l2_gradient_returns_nothing():
    def l2_gradient(layers, strength):
        gradient = [(2 * strength * W, np.zeros_like(b)) for W, b in layers]


@mistake("l2_gradient", "the factor 2 is missing: the slope of w² is 2w.")
def l2_gradient_without_two():
    def l2_gradient(layers, strength):
        return [(strength * W, np.zeros_like(b)) for W, b in layers]


@mistake(
    "l2_gradient",
    "the biases are given a slope, too; the penalty leaves them out, so `db` is 0.",
)
def l2_gradient_with_biases():
    def l2_gradient(layers, strength):
        return [(2 * strength * W, 2 * strength * b) for W, b in layers]


@mistake("l2_gradient", "the strength is missing from the slopes.")
def l2_gradient_without_strength():
    def l2_gradient(layers, strength):
        return [(2 * W, np.zeros_like(b)) for W, b in layers]


@mistake("l2_gradient", "only the signs of the weights are used. That is the gradient of L1.")
def l2_gradient_is_l1():
    def l2_gradient(layers, strength):
        return [(strength * np.sign(W), np.zeros_like(b)) for W, b in layers]


@mistake(
    "l2_gradient", "the sign is reversed: the gradient points uphill, the step goes against it."
)
def l2_gradient_reversed():
    def l2_gradient(layers, strength):
        return [(-2 * strength * W, np.zeros_like(b)) for W, b in layers]


@mistake(
    "l2_gradient",
    "these are weights after a step. Return the gradient alone; the step is taken elsewhere.",
)
def l2_gradient_takes_the_step():
    def l2_gradient(layers, strength):
        return [(W - 2 * strength * W, np.zeros_like(b)) for W, b in layers]


@mistake("l2_gradient", "only the `dW` are returned; each layer needs a pair `(dW, db)`.")
def l2_gradient_without_pairs():
    def l2_gradient(layers, strength):
        return [2 * strength * W for W, b in layers]


@mistake("l2_gradient", "the slopes of a layer are added up; each weight keeps its own slope.")
def l2_gradient_summed():
    def l2_gradient(layers, strength):
        return [(2 * strength * np.sum(W), np.zeros_like(b)) for W, b in layers]


@mistake(
    "l2_gradient", "`db` is the number 0; it needs the shape of `b`, as `np.zeros_like` gives."
)
def l2_gradient_scalar_zero():
    def l2_gradient(layers, strength):
        return [(2 * strength * W, 0.0) for W, b in layers]


@mistake("l2_gradient", "`db` is None; it is an array of zeros, as `np.zeros_like` gives.")
def l2_gradient_none():
    def l2_gradient(layers, strength):
        return [(2 * strength * W, None) for W, b in layers]


@mistake("l2_gradient", "the weights are squared. That is the penalty; its slope has W itself.")
def l2_gradient_squares():
    def l2_gradient(layers, strength):
        return [(2 * strength * W**2, np.zeros_like(b)) for W, b in layers]


@mistake("l2_gradient", "only the first layer is there. Is there a `return` inside the loop?")
def l2_gradient_returns_too_early():
    def l2_gradient(layers, strength):
        gradient = []
        for W, b in layers:
            gradient.append((2 * strength * W, np.zeros_like(b)))
            return gradient


@mistake(
    "l2_gradient",
    "`W *= …` changes the weights of the network itself. `2 * strength * W` makes a new array.",
)
def l2_gradient_in_place():
    def l2_gradient(layers, strength):
        gradient = []
        for W, b in layers:
            W *= 2 * strength
            gradient.append((W, np.zeros_like(b)))
        return gradient


# --- dropout --------------------------------------------------------------------------------


@mistake("dropout", "the result is computed, but during training the function never returns it.")
def dropout_returns_nothing():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        dropped = a * (rng.random(a.shape) < keep) / keep


@mistake("dropout", "what is kept is not divided by `keep`, so the average output is too small.")
def dropout_not_rescaled():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random(a.shape) < keep)


@mistake("dropout", "what is kept is multiplied by `keep`; divide by it.")
def dropout_multiplies():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random(a.shape) < keep) * keep


@mistake(
    "dropout",
    "this is the original form, which scales at prediction. Here training divides by `keep`, and "
    "prediction leaves `a` alone.",
)
def dropout_original_form():
    def dropout(a, keep, rng, training):
        if not training:
            return a * keep
        return a * (rng.random(a.shape) < keep)


@mistake("dropout", "scaled twice: training divides by `keep`, so prediction must not multiply.")
def dropout_scaled_twice():
    def dropout(a, keep, rng, training):
        if not training:
            return a * keep
        return a * (rng.random(a.shape) < keep) / keep


@mistake("dropout", "units are dropped at prediction, too; look at `training` first.")
def dropout_at_prediction():
    def dropout(a, keep, rng, training):
        return a * (rng.random(a.shape) < keep) / keep


@mistake("dropout", "it drops at prediction and not in training: the condition is the wrong way.")
def dropout_only_at_prediction():
    def dropout(a, keep, rng, training):
        if training:
            return a
        return a * (rng.random(a.shape) < keep) / keep


@mistake("dropout", "nothing is ever dropped; what is not kept becomes 0.")
def dropout_never():
    def dropout(a, keep, rng, training):
        mask = rng.random(a.shape) < keep
        return a


@mistake("dropout", "`keep` is taken for the probability to drop: keep where the draw is below it.")
def dropout_drops_the_kept():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random(a.shape) > keep) / keep


@mistake("dropout", "`keep` is taken for the probability to drop, in the mask and in the division.")
def dropout_keep_is_drop():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random(a.shape) > keep) / (1 - keep)


@mistake("dropout", "it divides by `1 - keep`, the share that is dropped; divide by `keep`.")
def dropout_divides_by_rest():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random(a.shape) < keep) / (1 - keep) if keep < 1 else a


@mistake("dropout", "one draw per unit is used for all rows. Draw an array of the shape of `a`.")
def dropout_same_units_in_all_rows():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random(a.shape[-1]) < keep) / keep


@mistake("dropout", "one draw per row drops whole rows. Draw an array of the shape of `a`.")
def dropout_whole_rows():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random((len(a), 1)) < keep) / keep


@mistake("dropout", "a single number is drawn for the whole array. Draw one for each value.")
def dropout_one_draw():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.random() < keep) / keep


@mistake(
    "dropout",
    "`np.random` draws from a hidden generator of its own, so nobody can repeat the run. Use "
    "`rng.random`.",
)
def dropout_global_generator():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (np.random.rand(*a.shape) < keep) / keep


@mistake("dropout", "a generator with a fixed seed is made inside. Draw from the `rng` handed in.")
def dropout_own_generator():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        own = np.random.default_rng(0)
        return a * (own.random(a.shape) < keep) / keep


@mistake("dropout", "`rng.normal` draws from a bell curve; `rng.random` draws between 0 and 1.")
def dropout_normal():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * (rng.normal(size=a.shape) < keep) / keep


@mistake("dropout", "`a *= …` changes the activations that were handed in. Make a new array.")
def dropout_in_place():
    def dropout(a, keep, rng, training):
        if training:
            a *= rng.random(a.shape) < keep
            a /= keep
        return a


@mistake("dropout", "the mask is returned; multiply it with `a`.")
def dropout_returns_mask():
    def dropout(a, keep, rng, training):
        if not training:
            return np.ones_like(a)
        return (rng.random(a.shape) < keep) / keep


# --- early_stop -----------------------------------------------------------------------------


@mistake("early_stop", "the best epoch is found, but the function never returns it.")
def early_stop_returns_nothing():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience:
                break


@mistake("early_stop", "it counts epochs from 0; the first epoch is 1.")
def early_stop_from_zero():
    def early_stop(val_costs, patience):
        best = 0
        for epoch, cost in enumerate(val_costs):
            if cost < val_costs[best]:
                best = epoch
            elif epoch - best >= patience:
                break
        return best


@mistake(
    "early_stop", "this is the epoch after which training stops; return that of the best cost."
)
def early_stop_returns_the_last_epoch():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience:
                return epoch
        return len(val_costs)


@mistake("early_stop", "the patience is not used: epochs after the stop are looked at, too.")
def early_stop_without_patience():
    def early_stop(val_costs, patience):
        return val_costs.index(min(val_costs)) + 1


@mistake("early_stop", "the lowest cost is returned; return its epoch.")
def early_stop_returns_the_cost():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience:
                break
        return val_costs[best - 1]


@mistake("early_stop", "it waits one epoch too long: stop when `patience` epochs have passed.")
def early_stop_one_too_late():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best = epoch
            elif epoch - best > patience:
                break
        return best


@mistake(
    "early_stop", "it stops one epoch too early: `patience` epochs may pass without a new best."
)
def early_stop_one_too_early():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience - 1:
                break
        return best


@mistake("early_stop", "it stops one epoch too early: wait until `patience` epochs have passed.")
def early_stop_impatient():
    def early_stop(val_costs, patience):
        best, best_epoch, waited = np.inf, 0, 0
        for epoch, cost in enumerate(val_costs, start=1):
            waited += 1
            if cost < best:
                best, best_epoch, waited = cost, epoch, 1
            elif waited >= patience:
                break
        return best_epoch


@mistake("early_stop", "it stops at the first cost that is no new best, whatever the patience.")
def early_stop_at_first_rise():
    def early_stop(val_costs, patience):
        for i in range(1, len(val_costs)):
            if val_costs[i] >= val_costs[i - 1]:
                return i
        return len(val_costs)


@mistake(
    "early_stop",
    "each cost is compared with the one before it, so every small dip starts the patience anew. "
    "Compare with the lowest so far.",
)
def early_stop_compares_with_previous():
    def early_stop(val_costs, patience):
        best, waited = 1, 0
        for i in range(1, len(val_costs)):
            if val_costs[i] < val_costs[i - 1]:
                waited = 0
            else:
                waited += 1
            if val_costs[i] < val_costs[best - 1]:
                best = i + 1
            if waited >= patience:
                break
        return best


@mistake(
    "early_stop",
    "the epoch after any fall of the cost becomes the best; only a new lowest cost does.",
)
def early_stop_best_is_any_fall():
    def early_stop(val_costs, patience):
        best, waited, previous = 1, 0, val_costs[0]
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < previous:
                best, waited = epoch, 0
            elif epoch > 1:
                waited += 1
            previous = cost
            if waited >= patience:
                break
        return best


@mistake("early_stop", "the counter is not set back to 0 when there is a new best.")
def early_stop_counter_not_reset():
    def early_stop(val_costs, patience):
        best, waited = 1, 0
        for epoch, cost in enumerate(val_costs[1:], start=2):
            if cost < val_costs[best - 1]:
                best = epoch
            else:
                waited += 1
            if waited >= patience:
                break
        return best


@mistake("early_stop", "an equal cost counts as a new best; it has to be lower.")
def early_stop_ties():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost <= val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience:
                break
        return best


@mistake(
    "early_stop",
    "an equal cost is not counted as waiting. It is no new best, so it uses up the patience, too.",
)
def early_stop_ties_do_not_wait():
    def early_stop(val_costs, patience):
        best, waited = 1, 0
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best, waited = epoch, 0
            elif cost > val_costs[best - 1]:
                waited += 1
            if waited == patience:
                break
        return best


@mistake(
    "early_stop",
    "nothing is returned if the list ends before the patience does: put a `return` after the loop.",
)
def early_stop_only_inside_the_loop():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost < val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience:
                return best


@mistake("early_stop", "it looks for the highest cost; the best one is the lowest.")
def early_stop_highest():
    def early_stop(val_costs, patience):
        best = 1
        for epoch, cost in enumerate(val_costs, start=1):
            if cost > val_costs[best - 1]:
                best = epoch
            elif epoch - best >= patience:
                break
        return best


# --- shift_image ----------------------------------------------------------------------------


@mistake("shift_image", "the shifted image is made, but the function never returns it.")
def shift_returns_nothing():
    def shift_image(image, dx, dy):
        shifted = np.zeros_like(image)
        height, width = image.shape
        for r in range(height):
            for c in range(width):
                if 0 <= r - dy < height and 0 <= c - dx < width:
                    shifted[r, c] = image[r - dy, c - dx]


@mistake("shift_image", "what moves out at one edge comes in at the other; fill with 0 instead.")
def shift_rolls():
    def shift_image(image, dx, dy):
        return np.roll(image, (dy, dx), axis=(0, 1))


@mistake("shift_image", "rows and columns are mixed up: `dx` belongs to the columns, axis 1.")
def shift_axes_swapped():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        for r in range(height):
            for c in range(width):
                if 0 <= r - dx < height and 0 <= c - dy < width:
                    shifted[r, c] = image[r - dx, c - dy]
        return shifted


@mistake("shift_image", "the image moves the other way: positive is right and down.")
def shift_signs_reversed():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        for r in range(height):
            for c in range(width):
                if 0 <= r + dy < height and 0 <= c + dx < width:
                    shifted[r, c] = image[r + dy, c + dx]
        return shifted


@mistake(
    "shift_image", "up and down are reversed: row 0 is at the top, so a positive `dy` adds to r."
)
def shift_up_is_down():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        for r in range(height):
            for c in range(width):
                if 0 <= r + dy < height and 0 <= c - dx < width:
                    shifted[r, c] = image[r + dy, c - dx]
        return shifted


@mistake("shift_image", "the edge is repeated; what moves in is background, 0.")
def shift_repeats_the_edge():
    def shift_image(image, dx, dy):
        height, width = image.shape
        rows = np.clip(np.arange(height) - dy, 0, height - 1)
        columns = np.clip(np.arange(width) - dx, 0, width - 1)
        return image[np.ix_(rows, columns)]


@mistake(
    "shift_image",
    "an index below 0 counts from the end in Python, so pixels come in at the other side. "
    "Ask for `0 <= r - dy` and `0 <= c - dx`, too.",
)
def shift_negative_index():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        for r in range(height):
            for c in range(width):
                if r - dy < height and c - dx < width and abs(dx) < width:
                    shifted[r, c] = image[r - dy, c - dx]
        return shifted


@mistake(
    "shift_image", "pixels beyond the edge are asked for: look whether `r - dy` is in the image."
)
def shift_without_bounds():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        for r in range(height):
            for c in range(width):
                shifted[r, c] = image[r - dy, c - dx]
        return shifted


@mistake(
    "shift_image",
    "the slices fit shifts to the right and down only. With a shift of 0, `image[:-0]` is empty.",
)
def shift_slices_for_positive_only():
    def shift_image(image, dx, dy):
        shifted = np.zeros_like(image)
        shifted[dy:, dx:] = image[:-dy, :-dx]
        return shifted


@mistake("shift_image", "the image has grown by the background; cut it back to its size.")
def shift_grows():
    def shift_image(image, dx, dy):
        return np.pad(
            image, ((max(dy, 0), max(-dy, 0)), (max(dx, 0), max(-dx, 0))), constant_values=0
        )


@mistake("shift_image", "only `dx` is used; `dy` moves the rows.")
def shift_columns_only():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        for c in range(width):
            if 0 <= c - dx < width:
                shifted[:, c] = image[:, c - dx]
        return shifted


@mistake("shift_image", "the image that was handed in is changed; fill a new array of zeros.")
def shift_in_place():
    def shift_image(image, dx, dy):
        old = image.copy()
        height, width = image.shape
        image[:] = 0
        for r in range(height):
            for c in range(width):
                if 0 <= r - dy < height and 0 <= c - dx < width:
                    image[r, c] = old[r - dy, c - dx]
        return image


@mistake(
    "shift_image", "the new array starts as a copy, so old pixels stay where 0 should move in."
)
def shift_onto_a_copy():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = image.copy()
        for r in range(height):
            for c in range(width):
                if 0 <= r - dy < height and 0 <= c - dx < width:
                    shifted[r, c] = image[r - dy, c - dx]
        return shifted


# --- train_with_early_stopping --------------------------------------------------------------


LAST_WEIGHTS = (
    "the epoch is right, but the weights are those of the last epoch. Keep the best ones, and a "
    "copy of them: what is changed with `-=` afterwards changes under both names."
)


@mistake("train_with_early_stopping", LAST_WEIGHTS)
def train_returns_last_weights():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_epoch = np.inf, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_epoch = cost, epoch
            if epoch - best_epoch >= patience:
                break
        return weights, best_epoch


@mistake("train_with_early_stopping", LAST_WEIGHTS)
def train_keeps_no_copy():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        weights = weights.copy()
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights -= learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "the result is computed, but the function never returns it.")
def train_returns_nothing():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break


@mistake("train_with_early_stopping", "only the weights are returned; return the epoch with them.")
def train_returns_weights_only():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights


@mistake(
    "train_with_early_stopping",
    "the cost of the training rows decides. It goes on falling while the network overfits; watch "
    "the validation rows.",
)
def train_watches_training_cost():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *training)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake(
    "train_with_early_stopping",
    "the gradient is taken on the validation rows. Learn from the training rows only, or the "
    "validation cost tells nothing.",
)
def train_learns_validation_rows():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *validation)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "the step goes uphill: subtract the gradient.")
def train_uphill():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights + learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "the step is not multiplied by the learning rate.")
def train_without_learning_rate():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "it never stops early: the patience is not used.")
def train_never_stops():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
        return best_weights, best_epoch


@mistake(
    "train_with_early_stopping",
    "weights and epoch are those at which training stopped. Go back to the best ones.",
)
def train_returns_the_stop():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_epoch = np.inf, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_epoch = cost, epoch
            if epoch - best_epoch >= patience:
                break
        return weights, epoch


@mistake("train_with_early_stopping", "an equal cost counts as a new best; it has to be lower.")
def train_ties():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost <= best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake(
    "train_with_early_stopping",
    "an equal cost is not counted as waiting. It is no new best, so it uses up the patience, too.",
)
def train_ties_do_not_wait():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch, waited = np.inf, weights, 0, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch, waited = cost, weights, epoch, 0
            elif cost > best_cost:
                waited += 1
            if waited == patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "it counts epochs from 0; the first epoch is 1.")
def train_counts_from_zero():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(epochs):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "it waits one epoch too long before it stops.")
def train_one_too_late():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch > patience:
                break
        return best_weights, best_epoch


@mistake(
    "train_with_early_stopping",
    "the cost is computed before the step, so it belongs to the weights of the epoch before.",
)
def train_cost_before_step():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            weights = weights - learning_rate * given_gradient(weights, *training)
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake(
    "train_with_early_stopping",
    "`weights -= …` changes the array that was handed in. Write `weights = weights - …`, or work "
    "on a copy.",
)
def train_changes_the_start():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights -= learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights.copy(), epoch
            if epoch - best_epoch >= patience:
                break
        return best_weights, best_epoch


@mistake("train_with_early_stopping", "weights and epoch are returned in the wrong order.")
def train_order_of_results():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, weights, 0
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, weights, epoch
            if epoch - best_epoch >= patience:
                break
        return best_epoch, best_weights
