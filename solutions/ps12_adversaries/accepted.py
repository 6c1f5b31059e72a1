"""Right answers to problem set 12 in other styles; all of them score full marks.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: D103, F821

from grader.variants import accepted

# --- discriminator_loss ---------------------------------------------------------------------


@accepted("discriminator_loss")
def discriminator_one_minus_first():
    def discriminator_loss(p_real, p_fake):
        return -(np.log(p_real).mean() + np.log(1 - p_fake).mean())


@accepted("discriminator_loss")
def discriminator_log1p():
    def discriminator_loss(p_real, p_fake):
        return -np.average(np.log(p_real)) - np.average(np.log1p(-p_fake))


@accepted("discriminator_loss")
def discriminator_loops():
    def discriminator_loss(p_real, p_fake):
        loss = 0
        for p in p_real:
            loss -= np.log(p) / len(p_real)
        for p in p_fake:
            loss -= np.log(1 - p) / len(p_fake)
        return loss


@accepted("discriminator_loss")
def discriminator_helper():
    def surprise(p):
        return np.mean(-np.log(p))

    def discriminator_loss(p_real, p_fake):
        return surprise(p_real) + surprise(1 - p_fake)


@accepted("discriminator_loss")
def discriminator_inverse():
    def discriminator_loss(p_real, p_fake):
        return np.mean(np.log(1 / p_real)) + np.mean(np.log(1 / (1 - p_fake)))


@accepted("discriminator_loss")
def discriminator_products():
    def discriminator_loss(p_real, p_fake):
        real, fake = np.prod(p_real), np.prod(1 - p_fake)
        return float(-np.log(real) / len(p_real) - np.log(fake) / len(p_fake))


@accepted("discriminator_loss")
def discriminator_cross_entropy():
    def cross_entropy(y, p):
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

    def discriminator_loss(p_real, p_fake):
        """Binary cross-entropy of each kind."""
        return cross_entropy(np.ones_like(p_real), p_real) + cross_entropy(0 * p_fake, p_fake)


@accepted("discriminator_loss")
def discriminator_prints():
    def discriminator_loss(real, fake):
        a = sum(-np.log(real)) / real.size
        b = sum(-np.log(1 - fake)) / fake.size
        print("real", a, "fake", b)
        return a + b


# --- generator_loss -------------------------------------------------------------------------


@accepted("generator_loss")
def generator_expression():
    def generator_loss(p_fake, saturating=False):
        return np.log(1 - p_fake).mean() if saturating else -np.log(p_fake).mean()


@accepted("generator_loss")
def generator_else():
    def generator_loss(p_fake, saturating=False):
        losses = -np.log(p_fake)
        if saturating:
            losses = np.log1p(-p_fake)
        return np.mean(losses)


@accepted("generator_loss")
def generator_loop():
    def generator_loss(p_fake, saturating=False):
        total = 0.0
        for p in p_fake:
            total += np.log(1 - p) if saturating else -np.log(p)
        return total / len(p_fake)


@accepted("generator_loss")
def generator_where():
    def generator_loss(p_fake, saturating=False):
        return np.mean(np.where(saturating, np.log(1 - p_fake), -np.log(p_fake)))


@accepted("generator_loss")
def generator_sign():
    def generator_loss(p_fake, saturating=False):
        sign, p = (1, 1 - p_fake) if saturating else (-1, p_fake)
        return sign * np.log(p).sum() / p.size


@accepted("generator_loss")
def generator_dictionary():
    def generator_loss(p_fake, saturating=False):
        losses = {True: np.mean(np.log(1 - p_fake)), False: -np.mean(np.log(p_fake))}
        return losses[bool(saturating)]


@accepted("generator_loss")
def generator_float():
    def generator_loss(p, saturating: bool = False) -> float:
        """Return a plain float."""
        if saturating:
            return float(np.average(np.log(1 - p)))
        return float(np.average(np.log(1 / p)))


@accepted("generator_loss")
def generator_products():
    def generator_loss(p_fake, saturating=False):
        print(len(p_fake), "forgeries")
        if saturating:
            return np.log(np.prod(1 - p_fake)) / len(p_fake)
        return -np.log(np.prod(p_fake)) / len(p_fake)


# --- gan_step -------------------------------------------------------------------------------


@accepted("gan_step")
def step_indices():
    def gan_step(z, x, generator, discriminator, learning_rate):
        a, m = generator
        w, c = discriminator
        fake = a * z + m
        real_error = given_sigmoid(w * x + c) - 1
        fake_error = given_sigmoid(w * fake + c)
        w_new = w - learning_rate * ((real_error * x).mean() + (fake_error * fake).mean())
        c_new = c - learning_rate * (real_error.mean() + fake_error.mean())
        s = (given_sigmoid(w_new * fake + c_new) - 1) * w_new
        return (a - learning_rate * (s * z).mean(), m - learning_rate * s.mean()), (w_new, c_new)


@accepted("gan_step")
def step_loops():
    def gan_step(z, x, generator, discriminator, learning_rate):
        a, m = generator
        w, c = discriminator
        dw = dc = 0.0
        for value in x:
            p = given_sigmoid(w * value + c)
            dw += (p - 1) * value / len(x)
            dc += (p - 1) / len(x)
        for noise in z:
            fake = a * noise + m
            p = given_sigmoid(w * fake + c)
            dw += p * fake / len(z)
            dc += p / len(z)
        w, c = w - learning_rate * dw, c - learning_rate * dc
        da = dm = 0.0
        for noise in z:
            slope = (given_sigmoid(w * (a * noise + m) + c) - 1) * w
            da += slope * noise / len(z)
            dm += slope / len(z)
        return (a - learning_rate * da, m - learning_rate * dm), (w, c)


@accepted("gan_step")
def step_helpers():
    def update_discriminator(fake, x, w, c, rate):
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w_slope = np.mean((p - 1) * x) + np.mean(q * fake)
        return w - rate * w_slope, c - rate * (np.mean(p) - 1 + np.mean(q))

    def gan_step(z, x, generator, discriminator, learning_rate):
        """First one, then the other."""
        a, m = generator
        fake = a * z + m
        w, c = update_discriminator(fake, x, *discriminator, learning_rate)
        s = w * (given_sigmoid(w * fake + c) - 1)
        return (a - learning_rate * np.mean(s * z), m - learning_rate * np.mean(s)), (w, c)


@accepted("gan_step")
def step_dots():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        x_fake = m + z * a
        e, f = 1 - given_sigmoid(w * x + c), given_sigmoid(w * x_fake + c)
        w, c = (
            w + learning_rate * (e @ x / len(x) - f @ x_fake / len(z)),
            c + learning_rate * (e.mean() - f.mean()),
        )
        pull = w * (1 - given_sigmoid(w * x_fake + c))
        a, m = a + learning_rate * (pull @ z) / len(z), m + learning_rate * pull.mean()
        return (a, m), (w, c)


@accepted("gan_step")
def step_own_sigmoid():
    def gan_step(z, x, generator, discriminator, eta):
        def says(value, w, c):
            return 1 / (1 + np.exp(-(w * value + c)))

        (a, m), (w, c) = generator, discriminator
        fake = a * z + m
        gradient_w = np.mean(x * (says(x, w, c) - 1)) + np.mean(fake * says(fake, w, c))
        gradient_c = np.mean(says(x, w, c) - 1) + np.mean(says(fake, w, c))
        w -= eta * gradient_w
        c -= eta * gradient_c
        s = (says(fake, w, c) - 1) * w
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w, c)


@accepted("gan_step")
def step_lists():
    def gan_step(z, x, generator, discriminator, learning_rate):
        g, d = list(generator), list(discriminator)
        fake = g[0] * z + g[1]
        p, q = given_sigmoid(d[0] * x + d[1]), given_sigmoid(d[0] * fake + d[1])
        d[0] -= learning_rate * (np.mean((p - 1) * x) + np.mean(q * fake))
        d[1] -= learning_rate * (np.mean(p - 1) + np.mean(q))
        s = (given_sigmoid(d[0] * fake + d[1]) - 1) * d[0]
        g[0] -= learning_rate * np.mean(s * z)
        g[1] -= learning_rate * np.mean(s)
        print(g, d)
        return tuple(g), tuple(d)


@accepted("gan_step")
def step_columns():
    def gan_step(z, x, generator, discriminator, learning_rate):
        Z = np.column_stack([z, np.ones(len(z))])
        theta, phi = np.array(generator), np.array(discriminator)
        R = np.column_stack([x, np.ones(len(x))])
        F = np.column_stack([Z @ theta, np.ones(len(z))])
        gradient = (given_sigmoid(R @ phi) - 1) @ R / len(R) + given_sigmoid(F @ phi) @ F / len(F)
        phi = phi - learning_rate * gradient
        slopes = (given_sigmoid(F @ phi) - 1) * phi[0]
        theta = theta - learning_rate * slopes @ Z / len(Z)
        return tuple(theta), tuple(phi)


@accepted("gan_step")
def step_targets():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake = a * z + m
        dw, dc = 0, 0
        for values, target in ((x, 1), (fake, 0)):
            delta = given_sigmoid(w * values + c) - target
            dw, dc = dw + np.mean(delta * values), dc + np.mean(delta)
        w, c = w - learning_rate * dw, c - learning_rate * dc
        delta = (given_sigmoid(w * fake + c) - 1) * w
        return (a - learning_rate * np.mean(delta * z), m - learning_rate * np.mean(delta)), (w, c)


# --- modes_covered --------------------------------------------------------------------------


@accepted("modes_covered")
def modes_loops():
    def modes_covered(samples, centers, radius, least):
        counts = np.zeros(len(centers))
        for sample in samples:
            d = np.sqrt(((centers - sample) ** 2).sum(axis=1))
            k = np.argmin(d)
            if d[k] <= radius:
                counts[k] += 1
        return np.sum(counts >= least)


@accepted("modes_covered")
def modes_squares():
    def modes_covered(samples, centers, radius, least):
        d = ((samples[:, None, :] - centers[None, :, :]) ** 2).sum(axis=-1)
        near = d.min(axis=1) <= radius**2
        owners = d.argmin(axis=1)[near]
        return sum(int((owners == k).sum() >= least) for k in range(len(centers)))


@accepted("modes_covered")
def modes_unique():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, np.newaxis] - centers, axis=-1)
        _, counts = np.unique(d.argmin(axis=1)[d.min(axis=1) <= radius], return_counts=True)
        return int((counts >= least).sum())


@accepted("modes_covered")
def modes_counter():
    def modes_covered(samples, centers, radius, least):
        from collections import Counter

        counter = Counter()
        for sample in samples:
            d = [np.linalg.norm(sample - center) for center in centers]
            if min(d) <= radius:
                counter[d.index(min(d))] += 1
        return len([k for k in counter if counter[k] >= least])


@accepted("modes_covered")
def modes_one_hot():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(centers[:, None] - samples, axis=2)
        mine = d.argmin(axis=0) == np.arange(len(centers))[:, None]
        return np.count_nonzero((mine & (d <= radius)).sum(axis=1) >= least)


@accepted("modes_covered")
def modes_sets():
    def modes_covered(samples, centers, radius, least):
        owned = [[] for _ in centers]
        for sample in samples:
            distances = np.hypot.reduce(np.abs(centers - sample), axis=1)
            if distances.min() <= radius:
                owned[distances.argmin()].append(sample)
        return sum(len(mine) >= least for mine in owned)


@accepted("modes_covered")
def modes_add_at():
    def modes_covered(samples, centers, radius, least):
        counts = np.zeros(len(centers), dtype=int)
        d = np.array([[np.linalg.norm(s - c) for c in centers] for s in samples])
        np.add.at(counts, d.argmin(axis=1), d.min(axis=1) <= radius)
        return (counts >= least).sum()


@accepted("modes_covered")
def modes_helper():
    def owner(sample, centers, radius):
        d = np.sqrt(np.sum(np.square(centers - sample), axis=1))
        return int(d.argmin()) if d.min() <= radius else None

    def modes_covered(samples: np.ndarray, centers: np.ndarray, radius: float, least: int) -> int:
        """Ask a helper for the owner of each sample."""
        owners = [owner(sample, centers, radius) for sample in samples]
        print(owners[:3])
        return sum(1 for k in range(len(centers)) if owners.count(k) >= least)
