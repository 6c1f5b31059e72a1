"""Known mistakes of problem set 12, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helper and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841

from grader.variants import mistake

# --- discriminator_loss ---------------------------------------------------------------------


@mistake("discriminator_loss", "the loss is computed, but the function never returns it.")
def discriminator_returns_nothing():
    def discriminator_loss(p_real, p_fake):
        loss = -np.mean(np.log(p_real)) - np.mean(np.log(1 - p_fake))


@mistake("discriminator_loss", "the sign is reversed: this is what it climbs; a loss descends.")
def discriminator_reversed():
    def discriminator_loss(p_real, p_fake):
        return np.mean(np.log(p_real)) + np.mean(np.log(1 - p_fake))


@mistake("discriminator_loss", "the forged examples are left out.")
def discriminator_real_only():
    def discriminator_loss(p_real, p_fake):
        return -np.mean(np.log(p_real))


@mistake("discriminator_loss", "the real examples are left out.")
def discriminator_fake_only():
    def discriminator_loss(p_real, p_fake):
        return -np.mean(np.log(1 - p_fake))


@mistake("discriminator_loss", "forged examples get ln p; they should get 0, so it is ln(1 − p).")
def discriminator_both_real():
    def discriminator_loss(p_real, p_fake):
        return -np.mean(np.log(p_real)) - np.mean(np.log(p_fake))


@mistake("discriminator_loss", "real and forged are exchanged: ln p belongs to the real ones.")
def discriminator_exchanged():
    def discriminator_loss(p_real, p_fake):
        return -np.mean(np.log(1 - p_real)) - np.mean(np.log(p_fake))


@mistake("discriminator_loss", "the logarithms are added up; each kind has a mean of its own.")
def discriminator_sums():
    def discriminator_loss(p_real, p_fake):
        return -np.sum(np.log(p_real)) - np.sum(np.log(1 - p_fake))


@mistake("discriminator_loss", "the two means are averaged; they are added.")
def discriminator_half():
    def discriminator_loss(p_real, p_fake):
        return (-np.mean(np.log(p_real)) - np.mean(np.log(1 - p_fake))) / 2


@mistake(
    "discriminator_loss",
    "one mean is taken over all examples; each kind has its own, and the two are added.",
)
def discriminator_joint_mean():
    def discriminator_loss(p_real, p_fake):
        return -np.mean(np.log(np.concatenate([p_real, 1 - p_fake])))


@mistake("discriminator_loss", "the logarithm is to the base 2; it is the natural one, `np.log`.")
def discriminator_log2():
    def discriminator_loss(p_real, p_fake):
        return -np.mean(np.log2(p_real)) - np.mean(np.log2(1 - p_fake))


@mistake("discriminator_loss", "the mean is taken before the logarithm; take it after.")
def discriminator_log_of_mean():
    def discriminator_loss(p_real, p_fake):
        return -np.log(np.mean(p_real)) - np.log(1 - np.mean(p_fake))


# --- generator_loss -------------------------------------------------------------------------


@mistake("generator_loss", "the loss is computed, but the function never returns it.")
def generator_returns_nothing():
    def generator_loss(p_fake, saturating=False):
        loss = np.mean(np.log(1 - p_fake)) if saturating else -np.mean(np.log(p_fake))


@mistake("generator_loss", "`saturating` is ignored: −ln p is returned in any case.")
def generator_ignores_saturating():
    def generator_loss(p_fake, saturating=False):
        return -np.mean(np.log(p_fake))


@mistake("generator_loss", "the saturating loss is returned in any case; the default is −ln p.")
def generator_always_saturating():
    def generator_loss(p_fake, saturating=False):
        return np.mean(np.log(1 - p_fake))


@mistake("generator_loss", "the two losses are exchanged.")
def generator_exchanged():
    def generator_loss(p_fake, saturating=False):
        return -np.mean(np.log(p_fake)) if saturating else np.mean(np.log(1 - p_fake))


@mistake("generator_loss", "the sign of −ln p is missing: the generator would learn to be caught.")
def generator_without_minus():
    def generator_loss(p_fake, saturating=False):
        return np.mean(np.log(1 - p_fake)) if saturating else np.mean(np.log(p_fake))


@mistake("generator_loss", "the saturating loss has a minus too many; it is the mean of ln(1 − p).")
def generator_saturating_minus():
    def generator_loss(p_fake, saturating=False):
        return -np.mean(np.log(1 - p_fake)) if saturating else -np.mean(np.log(p_fake))


@mistake("generator_loss", "the logarithms are added up; take their mean.")
def generator_sums():
    def generator_loss(p_fake, saturating=False):
        return np.sum(np.log(1 - p_fake)) if saturating else -np.sum(np.log(p_fake))


@mistake("generator_loss", "the mean is taken before the logarithm; take it after.")
def generator_log_of_mean():
    def generator_loss(p_fake, saturating=False):
        p = np.mean(p_fake)
        return np.log(1 - p) if saturating else -np.log(p)


@mistake("generator_loss", "the logarithm is to the base 2; it is the natural one, `np.log`.")
def generator_log2():
    def generator_loss(p_fake, saturating=False):
        return np.mean(np.log2(1 - p_fake)) if saturating else -np.mean(np.log2(p_fake))


# --- gan_step -------------------------------------------------------------------------------


@mistake("gan_step", "the step is computed, but the function never returns it.")
def step_returns_nothing():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake = a * z + m
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w = w - learning_rate * (np.mean((p - 1) * x) + np.mean(q * fake))


@mistake(
    "gan_step",
    "the generator is judged by the old discriminator; it comes second, use the new one.",
)
def step_simultaneous():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        dw, dc = np.mean((p - 1) * x) + np.mean(q * fake), np.mean(p - 1) + np.mean(q)
        s = (q - 1) * w
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w - eta * dw, c - eta * dc)


@mistake("gan_step", "the pairs are the wrong way round: first the generator.")
def step_pairs_exchanged():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w - eta * (np.mean((p - 1) * x) + np.mean(q * fake)),
            c - eta * (np.mean(p - 1) + np.mean(q)),
        )
        s = (given_sigmoid(w * fake + c) - 1) * w
        return (w, c), (a - eta * np.mean(s * z), m - eta * np.mean(s))


@mistake("gan_step", "the generator climbs: its new forgeries are easier to see through.")
def step_generator_reversed():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w - eta * (np.mean((p - 1) * x) + np.mean(q * fake)),
            c - eta * (np.mean(p - 1) + np.mean(q)),
        )
        s = (given_sigmoid(w * fake + c) - 1) * w
        return (a + eta * np.mean(s * z), m + eta * np.mean(s)), (w, c)


@mistake("gan_step", "the discriminator climbs: it takes forged examples for real ones.")
def step_discriminator_reversed():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w + eta * (np.mean((p - 1) * x) + np.mean(q * fake)),
            c + eta * (np.mean(p - 1) + np.mean(q)),
        )
        s = (given_sigmoid(w * fake + c) - 1) * w
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w, c)


@mistake("gan_step", "this is the saturating loss, with the slope −p·w; use (p − 1)·w.")
def step_saturating():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w - eta * (np.mean((p - 1) * x) + np.mean(q * fake)),
            c - eta * (np.mean(p - 1) + np.mean(q)),
        )
        s = -given_sigmoid(w * fake + c) * w
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w, c)


@mistake(
    "gan_step", "the slope of the generator lacks the factor w, the way through the other one."
)
def step_without_w():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w - eta * (np.mean((p - 1) * x) + np.mean(q * fake)),
            c - eta * (np.mean(p - 1) + np.mean(q)),
        )
        s = given_sigmoid(w * fake + c) - 1
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w, c)


@mistake("gan_step", "the discriminator sees the noise `z` in place of the forgeries `a z + m`.")
def step_sees_noise():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * z + c)
        w, c = (
            w - eta * (np.mean((p - 1) * x) + np.mean(q * z)),
            c - eta * (np.mean(p - 1) + np.mean(q)),
        )
        s = (given_sigmoid(w * fake + c) - 1) * w
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w, c)


@mistake("gan_step", "the discriminator learns from real examples only.")
def step_real_only():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p = given_sigmoid(w * x + c)
        w, c = w - eta * np.mean((p - 1) * x), c - eta * np.mean(p - 1)
        s = (given_sigmoid(w * fake + c) - 1) * w
        return (a - eta * np.mean(s * z), m - eta * np.mean(s)), (w, c)


@mistake("gan_step", "the generator stays as it is; it takes a step, too.")
def step_discriminator_only():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w - eta * (np.mean((p - 1) * x) + np.mean(q * fake)),
            c - eta * (np.mean(p - 1) + np.mean(q)),
        )
        return generator, (w, c)


@mistake("gan_step", "the slopes are added up over the rows; each bar is a mean.")
def step_sums():
    def gan_step(z, x, generator, discriminator, learning_rate):
        (a, m), (w, c) = generator, discriminator
        fake, eta = a * z + m, learning_rate
        p, q = given_sigmoid(w * x + c), given_sigmoid(w * fake + c)
        w, c = (
            w - eta * (np.sum((p - 1) * x) + np.sum(q * fake)),
            c - eta * (np.sum(p - 1) + np.sum(q)),
        )
        s = (given_sigmoid(w * fake + c) - 1) * w
        return (a - eta * np.sum(s * z), m - eta * np.sum(s)), (w, c)


# --- modes_covered --------------------------------------------------------------------------


@mistake("modes_covered", "the modes are counted, but the function never returns their number.")
def modes_returns_nothing():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) <= radius]
        count = np.sum(np.bincount(near, minlength=len(centers)) >= least)


@mistake("modes_covered", "these are the samples near a center; count the centers.")
def modes_counts_samples():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        return int(np.sum(d.min(axis=1) <= radius))


@mistake("modes_covered", "these are the samples of each center; count those that have enough.")
def modes_returns_counts():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) <= radius]
        return np.bincount(near, minlength=len(centers))


@mistake("modes_covered", "the radius is ignored: every sample belongs to its nearest center.")
def modes_without_radius():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        near = d.argmin(axis=1)
        return int(np.sum(np.bincount(near, minlength=len(centers)) >= least))


@mistake("modes_covered", "one sample is enough for a center here; it needs `least` of them.")
def modes_without_least():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) <= radius]
        return len(np.unique(near))


@mistake("modes_covered", "a sample at just the radius is left out; it is at most the radius away.")
def modes_strict_radius():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) < radius]
        return int(np.sum(np.bincount(near, minlength=len(centers)) >= least))


@mistake("modes_covered", "a center with just `least` samples is covered, too: at least, not more.")
def modes_strict_least():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) <= radius]
        return int(np.sum(np.bincount(near, minlength=len(centers)) > least))


@mistake(
    "modes_covered",
    "a sample counts for every center within the radius; it belongs to the nearest only.",
)
def modes_all_within():
    def modes_covered(samples, centers, radius, least):
        d = np.linalg.norm(samples[:, None] - centers, axis=2)
        return int(np.sum((d <= radius).sum(axis=0) >= least))


@mistake(
    "modes_covered", "the squared distance is compared with the radius; take the square root first."
)
def modes_squared_distance():
    def modes_covered(samples, centers, radius, least):
        d = ((samples[:, None] - centers) ** 2).sum(axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) <= radius]
        return int(np.sum(np.bincount(near, minlength=len(centers)) >= least))


@mistake(
    "modes_covered",
    "the distance is the sum of the absolute differences; take the root of the sum of squares.",
)
def modes_city_blocks():
    def modes_covered(samples, centers, radius, least):
        d = np.abs(samples[:, None] - centers).sum(axis=2)
        near = d.argmin(axis=1)[d.min(axis=1) <= radius]
        return int(np.sum(np.bincount(near, minlength=len(centers)) >= least))
