"""Accepted variants of problem set 6: right answers in the styles that students write.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: B007, C417, D103, F821, RET503, RET505, SIM105

from grader.variants import accepted

# --- l2_cost --------------------------------------------------------------------------------


@accepted("l2_cost")
def l2_cost_loop():
    def l2_cost(layers, strength):
        total = 0
        for W, b in layers:
            total += (W**2).sum()
        return strength * total


@accepted("l2_cost")
def l2_cost_three_loops():
    def l2_cost(layers, strength):
        total = 0.0
        for W, _ in layers:
            for row in W:
                for weight in row:
                    total += strength * weight * weight
        return total


@accepted("l2_cost")
def l2_cost_index():
    def l2_cost(layers, strength):
        penalty = 0
        for i in range(len(layers)):
            W = layers[i][0]
            penalty = penalty + np.sum(np.square(W))
        return penalty * strength


@accepted("l2_cost")
def l2_cost_norm():
    def l2_cost(layers, strength):
        return strength * sum(np.linalg.norm(W) ** 2 for W, b in layers)


@accepted("l2_cost")
def l2_cost_flat():
    def l2_cost(layers, strength):
        flat = np.concatenate([W.ravel() for W, b in layers])
        return strength * flat @ flat


@accepted("l2_cost")
def l2_cost_recursive():
    def l2_cost(layers, strength):
        if not layers:
            return 0.0
        return strength * np.sum(layers[0][0] ** 2) + l2_cost(layers[1:], strength)


@accepted("l2_cost")
def l2_cost_helper():
    def sum_of_squares(W):
        return np.vdot(W, W)

    def l2_cost(layers, strength):
        return strength * sum(map(sum_of_squares, [W for W, b in layers]))


@accepted("l2_cost")
def l2_cost_float32():
    def l2_cost(layers: list, strength: float) -> np.float32:
        """Return the penalty in single precision."""
        squares = [np.sum(W.astype(np.float32) ** 2) for W, b in layers]
        return np.float32(strength) * np.sum(squares, dtype=np.float32)


@accepted("l2_cost")
def l2_cost_prints():
    def l2_cost(network, lam):
        sums = [float(np.einsum("ij,ij->", W, W)) for W, b in network]
        print("sums of squares:", sums)
        return lam * sum(sums)


# --- l2_gradient ----------------------------------------------------------------------------


@accepted("l2_gradient")
def l2_gradient_loop():
    def l2_gradient(layers, strength):
        gradient = []
        for W, b in layers:
            dW = 2 * strength * W
            db = np.zeros(b.shape)
            gradient.append((dW, db))
        return gradient


@accepted("l2_gradient")
def l2_gradient_lists_as_pairs():
    def l2_gradient(layers, strength):
        return [[2 * strength * W, 0 * b] for W, b in layers]


@accepted("l2_gradient")
def l2_gradient_tuple_of_pairs():
    def l2_gradient(layers, strength):
        return tuple((strength * (W + W), np.zeros(len(b))) for W, b in layers)


@accepted("l2_gradient")
def l2_gradient_zip():
    def l2_gradient(layers, strength):
        weights = [W for W, b in layers]
        biases = [b for W, b in layers]
        return list(zip([2 * strength * W for W in weights], [b - b for b in biases], strict=True))


@accepted("l2_gradient")
def l2_gradient_entry_by_entry():
    def l2_gradient(layers, strength):
        gradient = []
        for W, b in layers:
            dW = np.zeros_like(W)
            for i in range(W.shape[0]):
                for j in range(W.shape[1]):
                    dW[i, j] = 2 * strength * W[i, j]
            gradient.append((dW, np.zeros_like(b)))
        return gradient


@accepted("l2_gradient")
def l2_gradient_helper():
    def slopes(layer, strength):
        W, b = layer
        return np.multiply(W, 2 * strength), np.full_like(b, 0)

    def l2_gradient(layers, strength):
        return [slopes(layer, strength) for layer in layers]


@accepted("l2_gradient")
def l2_gradient_map():
    def l2_gradient(layers, strength):
        return list(map(lambda pair: (pair[0] * strength * 2, np.zeros(pair[1].shape)), layers))


@accepted("l2_gradient")
def l2_gradient_on_a_copy():
    def l2_gradient(layers, strength):
        result = [(W.copy(), b.copy()) for W, b in layers]
        for dW, db in result:
            dW *= 2 * strength
            db[:] = 0
        return result


@accepted("l2_gradient")
def l2_gradient_float32():
    def l2_gradient(layers: list, strength: float) -> list:
        """Return the slopes in single precision."""
        return [
            ((2 * strength * W).astype(np.float32), np.zeros(b.size, dtype=np.float32))
            for W, b in layers
        ]


@accepted("l2_gradient")
def l2_gradient_generator():
    def l2_gradient(network, lam):
        for W, b in network:
            print("layer of shape", W.shape)
            yield 2 * lam * W, np.zeros_like(b)


# --- dropout --------------------------------------------------------------------------------


@accepted("dropout")
def dropout_mask():
    def dropout(a, keep, rng, training):
        if training:
            mask = (rng.random(a.shape) < keep) / keep
            return a * mask
        return a


@accepted("dropout")
def dropout_where():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return np.where(rng.random(a.shape) < keep, a / keep, 0)


@accepted("dropout")
def dropout_binomial():
    def dropout(a, keep, rng, training):
        if training:
            return a * rng.binomial(1, keep, size=a.shape) / keep
        else:
            return a.copy()


@accepted("dropout")
def dropout_choice():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a * rng.choice([0.0, 1 / keep], size=a.shape, p=[1 - keep, keep])


@accepted("dropout")
def dropout_uniform():
    def dropout(a, keep, rng, training):
        result = a.astype(float)
        if training:
            result[rng.uniform(0, 1, size=result.shape) >= keep] = 0
            result /= keep
        return result


@accepted("dropout")
def dropout_from_above():
    def dropout(a, keep, rng, training):
        if not training:
            return a
        return a / keep * (rng.random(size=np.shape(a)) > 1 - keep)


@accepted("dropout")
def dropout_loop():
    def dropout(a, keep, rng, training):
        if not training:
            return np.array(a)
        flat = np.zeros(a.size)
        draws = rng.random(a.size)
        for i, value in enumerate(a.ravel()):
            if draws[i] < keep:
                flat[i] = value / keep
        return flat.reshape(a.shape)


@accepted("dropout")
def dropout_float32():
    def dropout(a, keep, rng, training):
        a32 = np.asarray(a, dtype=np.float32)
        if not training:
            return a32
        return a32 * (rng.random(a.shape, dtype=np.float32) < keep) / np.float32(keep)


@accepted("dropout")
def dropout_helper():
    def draw_mask(shape: tuple, q: float, rng: np.random.Generator) -> np.ndarray:
        """Return 0 for a dropped unit and 1/q for a kept one."""
        return (rng.random(shape) < q).astype(float) / q

    def dropout(activations, q, generator, training):
        mask = draw_mask(activations.shape, q, generator) if training else 1.0
        return activations * mask


@accepted("dropout")
def dropout_keep_one_is_a_case_of_its_own():
    def dropout(a, keep, rng, training):
        if not training or keep == 1:
            return a
        dropped = rng.permuted(rng.random(a.shape)) >= keep
        print("dropped:", dropped.sum())
        return np.ma.masked_array(a / keep, dropped).filled(0.0)


# --- early_stop -----------------------------------------------------------------------------


@accepted("early_stop")
def early_stop_counter():
    def early_stop(val_costs, patience):
        best_cost = float("inf")
        best_epoch = 0
        waited = 0
        for i in range(len(val_costs)):
            if val_costs[i] < best_cost:
                best_cost = val_costs[i]
                best_epoch = i + 1
                waited = 0
            else:
                waited += 1
                if waited == patience:
                    return best_epoch
        return best_epoch


@accepted("early_stop")
def early_stop_while():
    def early_stop(val_costs, patience):
        best = epoch = 0
        while epoch < len(val_costs) and epoch - best <= patience:
            if val_costs[epoch] < val_costs[best]:
                best = epoch
            epoch += 1
        return best + 1 if epoch - best <= patience + 1 else None


@accepted("early_stop")
def early_stop_windows():
    def early_stop(val_costs, patience):
        for i, cost in enumerate(val_costs):
            window = val_costs[i + 1 : i + 1 + patience]
            is_best = all(cost < earlier for earlier in val_costs[:i])
            if is_best and not any(later < cost for later in window):
                return i + 1


@accepted("early_stop")
def early_stop_running_minimum():
    def early_stop(val_costs, patience):
        lows = np.minimum.accumulate(val_costs)
        first = np.array([list(val_costs).index(low) for low in lows])
        waited = np.arange(len(val_costs)) - first
        stops = np.flatnonzero(waited >= patience)
        last = stops[0] if stops.size else len(val_costs) - 1
        return first[last] + 1


@accepted("early_stop")
def early_stop_slices_and_argmin():
    def early_stop(val_costs, patience):
        for epoch in range(1, len(val_costs) + 1):
            best = int(np.argmin(val_costs[:epoch])) + 1
            if epoch - best >= patience:
                return best
        return best


@accepted("early_stop")
def early_stop_recursive():
    def early_stop(val_costs, patience, start=0):
        for i in range(start + 1, min(start + patience + 1, len(val_costs))):
            if val_costs[i] < val_costs[start]:
                return early_stop(val_costs, patience, i)
        return start + 1


@accepted("early_stop")
def early_stop_dictionary():
    def early_stop(val_costs, patience):
        best = {"cost": np.inf, "epoch": 0}
        for epoch, cost in enumerate(val_costs, 1):
            if cost < best["cost"]:
                best = {"cost": cost, "epoch": epoch}
            elif epoch - best["epoch"] == patience:
                break
        return best["epoch"]


@accepted("early_stop")
def early_stop_class():
    class Stopper:
        def __init__(self, patience):
            self.patience, self.best, self.epoch, self.cost = patience, 0, 0, np.inf

        def goes_on(self, cost):
            self.epoch += 1
            if cost < self.cost:
                self.cost, self.best = cost, self.epoch
            return self.epoch - self.best < self.patience

    def early_stop(val_costs: list[float], patience: int) -> int:
        """Ask a `Stopper` after each epoch."""
        stopper = Stopper(patience)
        for cost in val_costs:
            if not stopper.goes_on(cost):
                break
        return stopper.best


@accepted("early_stop")
def early_stop_prints():
    def early_stop(costs, wait):
        best, left = 0, wait
        for i, cost in enumerate(costs):
            if i == 0 or cost < costs[best]:
                best, left = i, wait
                print("new best at epoch", i + 1)
            else:
                left -= 1
            if left == 0:
                print("stopped after epoch", i + 1)
                break
        return float(best + 1)


# --- shift_image ----------------------------------------------------------------------------


@accepted("shift_image")
def shift_pad_and_window():
    def shift_image(image, dx, dy):
        height, width = image.shape
        big = np.pad(image, ((abs(dy), abs(dy)), (abs(dx), abs(dx))))
        top, left = abs(dy) - dy, abs(dx) - dx
        return big[top : top + height, left : left + width]


@accepted("shift_image")
def shift_slices():
    def shift_image(image, dx, dy):
        height, width = image.shape
        shifted = np.zeros_like(image)
        if abs(dx) >= width or abs(dy) >= height:
            return shifted
        to_rows = slice(max(dy, 0), height + min(dy, 0))
        to_columns = slice(max(dx, 0), width + min(dx, 0))
        from_rows = slice(max(-dy, 0), height + min(-dy, 0))
        from_columns = slice(max(-dx, 0), width + min(-dx, 0))
        shifted[to_rows, to_columns] = image[from_rows, from_columns]
        return shifted


@accepted("shift_image")
def shift_roll_and_clear():
    def shift_image(image, dx, dy):
        shifted = np.roll(np.roll(image, dy, axis=0), dx, axis=1)
        if dy > 0:
            shifted[:dy] = 0
        elif dy < 0:
            shifted[dy:] = 0
        if dx > 0:
            shifted[:, :dx] = 0
        elif dx < 0:
            shifted[:, dx:] = 0
        return shifted


@accepted("shift_image")
def shift_forward_loop():
    def shift_image(image, dx, dy):
        result = np.zeros(image.shape)
        for r in range(image.shape[0]):
            for c in range(image.shape[1]):
                new_r, new_c = r + dy, c + dx
                if 0 <= new_r < image.shape[0] and 0 <= new_c < image.shape[1]:
                    result[new_r, new_c] = image[r, c]
        return result


@accepted("shift_image")
def shift_lists():
    def shift_image(image, dx, dy):
        height, width = len(image), len(image[0])

        def pixel(r, c):
            return image[r][c] if 0 <= r < height and 0 <= c < width else 0.0

        return np.array([[pixel(r - dy, c - dx) for c in range(width)] for r in range(height)])


@accepted("shift_image")
def shift_try():
    def shift_image(image, dx, dy):
        shifted = np.zeros_like(image)
        for (r, c), value in np.ndenumerate(image):
            if r + dy >= 0 and c + dx >= 0:
                try:
                    shifted[r + dy, c + dx] = value
                except IndexError:
                    pass
        return shifted


@accepted("shift_image")
def shift_matrices():
    def shift_image(image, dx, dy):
        height, width = image.shape
        return np.eye(height, k=-dy) @ image @ np.eye(width, k=dx)


@accepted("shift_image")
def shift_index_arrays():
    def shift_image(image, dx, dy):
        rows = np.arange(image.shape[0])[:, None] - dy
        columns = np.arange(image.shape[1]) - dx
        inside = (rows >= 0) & (rows < image.shape[0])
        inside = inside & (columns >= 0) & (columns < image.shape[1])
        return np.where(inside, image[rows % image.shape[0], columns % image.shape[1]], 0)


@accepted("shift_image")
def shift_one_pixel_at_a_time():
    def right(image):
        return np.hstack([np.zeros((image.shape[0], 1)), image[:, :-1]])

    def shift_image(image: np.ndarray, dx: int, dy: int) -> np.ndarray:
        """Shift by single pixels; the other directions are turned images."""
        turns = [(dx, 0), (-dy, 1), (-dx, 2), (dy, 3)]
        for steps, quarter in turns:
            image = np.rot90(image, -quarter)
            for _ in range(max(0, steps)):
                image = right(image)
            image = np.rot90(image, quarter)
        return image


@accepted("shift_image")
def shift_float32():
    def shift_image(img, right, down):
        print("shift by", right, down)
        out = np.zeros(img.shape, dtype=np.float32)
        for row in range(img.shape[0]):
            if 0 <= row - down < img.shape[0]:
                for column in range(img.shape[1]):
                    if 0 <= column - right < img.shape[1]:
                        out[row, column] = img[row - down, column - right]
        return out


# --- train_with_early_stopping --------------------------------------------------------------


@accepted("train_with_early_stopping")
def train_counter():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        X, y = training
        X_val, y_val = validation
        w = weights.copy()
        best_cost, best_weights, best_epoch, waited = np.inf, None, None, 0
        for epoch in range(epochs):
            w -= learning_rate * given_gradient(w, X, y)
            cost = given_cost(w, X_val, y_val)
            if cost < best_cost:
                best_cost, best_weights, best_epoch, waited = cost, w.copy(), epoch + 1, 0
            else:
                waited += 1
            if waited == patience:
                break
        return best_weights, best_epoch


@accepted("train_with_early_stopping")
def train_with_own_early_stop():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        path = []
        for _ in range(epochs):
            weights = weights - learning_rate * given_gradient(weights, *training)
            path.append(weights)
        costs = [given_cost(w, *validation) for w in path]
        epoch = early_stop(costs, patience)
        return path[epoch - 1], epoch


@accepted("train_with_early_stopping")
def train_with_given_early_stop():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        path, costs = [weights], []
        for epoch in range(1, epochs + 1):
            step = learning_rate * given_gradient(path[-1], training[0], training[1])
            path.append(path[-1] - step)
            costs.append(given_cost(path[-1], validation[0], validation[1]))
        epoch = given_early_stop(costs, patience)
        return path[epoch], epoch


@accepted("train_with_early_stopping")
def train_own_formulas():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        (X, y), (X_val, y_val) = training, validation
        costs, kept = [], []
        while len(costs) < epochs:
            error = X @ weights - y
            weights = weights - learning_rate * 2 * error @ X / len(y)
            kept.append(weights)
            costs.append(((X_val @ weights - y_val) ** 2).mean())
            if len(costs) - np.argmin(costs) > patience:
                break
        best = int(np.argmin(costs))
        return kept[best], best + 1


@accepted("train_with_early_stopping")
def train_while():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        epoch, best = 0, (np.inf, 0, None)
        while epoch < epochs and epoch - best[1] < patience:
            epoch += 1
            weights = weights - learning_rate * given_gradient(weights, *training)
            cost = given_cost(weights, *validation)
            if cost < best[0]:
                best = (cost, epoch, weights)
        return best[2], best[1]


@accepted("train_with_early_stopping")
def train_returns_a_list():
    def train_with_early_stopping(w, train, val, eta, epochs, patience):
        record = {"cost": float("inf")}
        for epoch in range(1, 1 + epochs):
            w = np.subtract(w, np.multiply(eta, given_gradient(w, *train)))
            cost = given_cost(w, *val)
            if cost < record["cost"]:
                record = {"cost": cost, "w": w, "epoch": epoch}
            elif epoch - record["epoch"] >= patience:
                break
        return [record["w"], record["epoch"]]


@accepted("train_with_early_stopping")
def train_generator():
    def steps(weights, training, learning_rate, epochs):
        for epoch in range(1, epochs + 1):
            weights = weights - learning_rate * given_gradient(weights, *training)
            yield epoch, weights

    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        best_cost, best_weights, best_epoch = np.inf, None, 0
        for epoch, w in steps(weights, training, learning_rate, epochs):
            cost = given_cost(w, *validation)
            if cost < best_cost:
                best_cost, best_weights, best_epoch = cost, w, epoch
            if epoch == best_epoch + patience:
                break
        return best_weights, best_epoch


@accepted("train_with_early_stopping")
def train_recursive():
    def train_with_early_stopping(weights, training, validation, learning_rate, epochs, patience):
        def go_on(w, epoch, best_cost, best, best_epoch):
            if epoch == epochs or epoch - best_epoch >= patience:
                return best, best_epoch
            w = w - learning_rate * given_gradient(w, *training)
            cost = given_cost(w, *validation)
            if cost < best_cost:
                return go_on(w, epoch + 1, cost, w, epoch + 1)
            return go_on(w, epoch + 1, best_cost, best, best_epoch)

        return go_on(weights, 0, np.inf, weights, 0)


@accepted("train_with_early_stopping")
def train_typed_with_prints():
    def train_with_early_stopping(
        weights: np.ndarray,
        training: tuple,
        validation: tuple,
        learning_rate: float,
        epochs: int,
        patience: int,
    ) -> tuple[np.ndarray, int]:
        """Return the best weights and their epoch, and print each cost."""
        current = np.array(weights, dtype=float)
        costs: list[float] = []
        snapshots: list[np.ndarray] = []
        for _ in range(epochs):
            current = current - learning_rate * given_gradient(current, *training)
            snapshots.append(current.copy())
            costs.append(given_cost(current, *validation))
            print(f"epoch {len(costs)}: {costs[-1]:.3f}")
            best = costs.index(min(costs))
            if len(costs) - 1 - best >= patience:
                break
        return snapshots[best], best + 1
