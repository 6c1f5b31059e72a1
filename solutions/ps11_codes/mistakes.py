"""Known mistakes of problem set 11, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, the given helpers and the functions of earlier exercises, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RUF059

from grader.variants import mistake

# --- pca_code -------------------------------------------------------------------------------


@mistake("pca_code", "the code is computed, but the function never returns it.")
def pca_returns_nothing():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        code = A @ (V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]).T


@mistake("pca_code", "the mean is not subtracted; PCA looks at how rows differ from their mean.")
def pca_without_mean():
    def pca_code(X, n_codes):
        V = np.linalg.svd(X, full_matrices=False)[2][:n_codes]
        V = V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]
        return X @ V.T


@mistake(
    "pca_code",
    "the directions are right, but the code is computed from `X`; use the rows less their mean.",
)
def pca_projects_x():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        V = V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]
        return X @ V.T


@mistake("pca_code", "one mean of all numbers is subtracted; each column has its own: `axis=0`.")
def pca_one_mean():
    def pca_code(X, n_codes):
        A = X - X.mean()
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        V = V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]
        return A @ V.T


@mistake("pca_code", "the mean of each row is subtracted; the columns are what varies: `axis=0`.")
def pca_row_means():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=1, keepdims=True)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        V = V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]
        return A @ V.T


@mistake("pca_code", "the signs are turned the wrong way: the largest entry comes out negative.")
def pca_signs_reversed():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        V = V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]
        return -A @ V.T


@mistake(
    "pca_code",
    "each direction is turned by its first entry; its entry with the largest absolute value "
    "decides.",
)
def pca_sign_of_the_first():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        return A @ (V * np.where(V[:, 0] < -1e-12, -1, 1)[:, None]).T


@mistake("pca_code", "the least important directions come first; take those of the largest spread.")
def pca_smallest():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        values, vectors = np.linalg.eigh(A.T @ A)
        V = vectors.T[:n_codes]
        return A @ (V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]).T


@mistake("pca_code", "these are the directions; the code of each row is still to be computed.")
def pca_returns_directions():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        return V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]


@mistake("pca_code", "all codes are returned; `n_codes` of them are wanted.")
def pca_all_codes():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        V = np.linalg.svd(A, full_matrices=False)[2]
        V = V * np.sign(V[np.arange(len(V)), np.abs(V).argmax(axis=1)])[:, None]
        return A @ V.T


@mistake("pca_code", "the columns are divided by their spread, too; this PCA leaves their units.")
def pca_standardized():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        A = A / np.where(A.std(axis=0) > 0, A.std(axis=0), 1)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes]
        return A @ (V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]).T


@mistake("pca_code", "`X -= …` changes the rows that came in. `X - X.mean(axis=0)` is a new array.")
def pca_in_place():
    def pca_code(X, n_codes):
        X -= X.mean(axis=0)
        V = np.linalg.svd(X, full_matrices=False)[2][:n_codes]
        return X @ (V * np.sign(V[np.arange(n_codes), np.abs(V).argmax(axis=1)])[:, None]).T


# --- encode_decode --------------------------------------------------------------------------


@mistake("encode_decode", "code and copy are computed, but the function never returns them.")
def encode_returns_nothing():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        copy = code @ decoder[0] + decoder[1]


@mistake("encode_decode", "only the copy is returned; return the pair `code, copy`.")
def encode_copy_only():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        return code @ decoder[0] + decoder[1]


@mistake("encode_decode", "the pair is the wrong way round: first the code, then the copy.")
def encode_reversed():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        return code @ decoder[0] + decoder[1], code


@mistake("encode_decode", "the code has no activation; it goes through tanh.")
def encode_linear():
    def encode_decode(X, encoder, decoder):
        code = X @ encoder[0] + encoder[1]
        return code, code @ decoder[0] + decoder[1]


@mistake("encode_decode", "the copy goes through tanh, too; its layer has no activation.")
def encode_tanh_twice():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        return code, np.tanh(code @ decoder[0] + decoder[1])


@mistake("encode_decode", "the code is a sigmoid; here it is tanh.")
def encode_sigmoid():
    def encode_decode(X, encoder, decoder):
        code = given_sigmoid(X @ encoder[0] + encoder[1])
        return code, code @ decoder[0] + decoder[1]


@mistake("encode_decode", "the code is a ReLU; here it is tanh.")
def encode_relu():
    def encode_decode(X, encoder, decoder):
        code = np.maximum(0, X @ encoder[0] + encoder[1])
        return code, code @ decoder[0] + decoder[1]


@mistake("encode_decode", "the encoder's bias is left out.")
def encode_without_bias():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0])
        return code, code @ decoder[0] + decoder[1]


@mistake("encode_decode", "the decoder's bias is left out.")
def decode_without_bias():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        return code, code @ decoder[0]


@mistake("encode_decode", "the bias is added after tanh; it belongs inside.")
def encode_bias_outside():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0]) + encoder[1]
        return code, code @ decoder[0] + decoder[1]


@mistake(
    "encode_decode",
    "the copy uses the encoder's weights, transposed; this decoder has weights of its own.",
)
def encode_tied():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        return code, code @ encoder[0].T + decoder[1]


# --- reconstruction_error -------------------------------------------------------------------


@mistake("reconstruction_error", "the error is computed, but the function never returns it.")
def error_returns_nothing():
    def reconstruction_error(X, copy):
        errors = np.mean((copy - X) ** 2, axis=1)


@mistake("reconstruction_error", "this is one number for all rows; each row has its own: `axis=1`.")
def error_of_all():
    def reconstruction_error(X, copy):
        return np.mean((copy - X) ** 2)


@mistake("reconstruction_error", "there is a mean for each column; rows are wanted: `axis=1`.")
def error_of_columns():
    def reconstruction_error(X, copy):
        return np.mean((copy - X) ** 2, axis=0)


@mistake("reconstruction_error", "the squares are added up; divide by the number of features.")
def error_sum():
    def reconstruction_error(X, copy):
        return np.sum((copy - X) ** 2, axis=1)


@mistake("reconstruction_error", "the differences are not squared; absolute values are averaged.")
def error_absolute():
    def reconstruction_error(X, copy):
        return np.mean(np.abs(copy - X), axis=1)


@mistake("reconstruction_error", "a square root is taken; the mean square stays as it is.")
def error_root():
    def reconstruction_error(X, copy):
        return np.sqrt(np.mean((copy - X) ** 2, axis=1))


@mistake("reconstruction_error", "the mean is squared; square each difference, then take the mean.")
def error_square_of_mean():
    def reconstruction_error(X, copy):
        return np.mean(copy - X, axis=1) ** 2


@mistake("reconstruction_error", "this is half the mean; there is no factor ½ here.")
def error_half():
    def reconstruction_error(X, copy):
        return np.mean((copy - X) ** 2, axis=1) / 2


@mistake("reconstruction_error", "the sum is divided by the number of rows, not of features.")
def error_by_rows():
    def reconstruction_error(X, copy):
        return np.sum((copy - X) ** 2, axis=1) / len(X)


@mistake("reconstruction_error", "these are squares for each entry; take the mean of each row.")
def error_entries():
    def reconstruction_error(X, copy):
        return (copy - X) ** 2


# --- rbm_probabilities ----------------------------------------------------------------------


@mistake(
    "rbm_probabilities", "the probabilities are computed, but the function never returns them."
)
def rbm_returns_nothing():
    def rbm_probabilities(v, h, W, b, c):
        p, q = given_sigmoid(v @ W + c), given_sigmoid(h @ W.T + b)


@mistake("rbm_probabilities", "only the hidden units are returned; the pair is wanted.")
def rbm_hidden_only():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid(v @ W + c)


@mistake("rbm_probabilities", "the pair is the wrong way round: hidden units first.")
def rbm_reversed():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid(h @ W.T + b), given_sigmoid(v @ W + c)


@mistake("rbm_probabilities", "these are sums; the sigmoid makes probabilities of them.")
def rbm_sums():
    def rbm_probabilities(v, h, W, b, c):
        return v @ W + c, h @ W.T + b


@mistake("rbm_probabilities", "the biases are left out.")
def rbm_without_biases():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid(v @ W), given_sigmoid(h @ W.T)


@mistake("rbm_probabilities", "the visible units lack their bias `b`.")
def rbm_without_b():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid(v @ W + c), given_sigmoid(h @ W.T)


@mistake("rbm_probabilities", "the hidden units lack their bias `c`.")
def rbm_without_c():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid(v @ W), given_sigmoid(h @ W.T + b)


@mistake("rbm_probabilities", "the sign is reversed: these are the probabilities of 0, not of 1.")
def rbm_of_zero():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid(-(v @ W + c)), given_sigmoid(-(h @ W.T + b))


@mistake(
    "rbm_probabilities",
    "the visible units are computed from the probabilities of the hidden ones; use the states `h`.",
)
def rbm_down_from_probabilities():
    def rbm_probabilities(v, h, W, b, c):
        p = given_sigmoid(v @ W + c)
        return p, given_sigmoid(p @ W.T + b)


@mistake("rbm_probabilities", "the probabilities are rounded to states; leave them as they are.")
def rbm_rounded():
    def rbm_probabilities(v, h, W, b, c):
        return np.round(given_sigmoid(v @ W + c)), np.round(given_sigmoid(h @ W.T + b))


@mistake("rbm_probabilities", "a softmax lets the units compete; each has a sigmoid of its own.")
def rbm_softmax():
    def rbm_probabilities(v, h, W, b, c):
        up, down = np.exp(v @ W + c), np.exp(h @ W.T + b)
        return up / up.sum(axis=1, keepdims=True), down / down.sum(axis=1, keepdims=True)


@mistake("rbm_probabilities", "tanh lies between −1 and 1; a probability is a sigmoid.")
def rbm_tanh():
    def rbm_probabilities(v, h, W, b, c):
        return np.tanh(v @ W + c), np.tanh(h @ W.T + b)


# --- contrastive_divergence -----------------------------------------------------------------


@mistake("contrastive_divergence", "the step is computed, but the function never returns it.")
def cd_returns_nothing():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r = given_sigmoid(s @ W + c)
        W = W + learning_rate * (v.T @ p - s.T @ r) / len(v)


@mistake("contrastive_divergence", "the sign is reversed: it goes away from the data.")
def cd_reversed():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), -learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake("contrastive_divergence", "these are the changes; add them to the parameters.")
def cd_changes():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return eta * dW, eta * (v - s).mean(axis=0), eta * (p - r).mean(axis=0)


@mistake(
    "contrastive_divergence", "the products are added up over the rows; divide by their number."
)
def cd_sum():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = v.T @ p - s.T @ r
        return W + eta * dW, b + eta * (v - s).sum(axis=0), c + eta * (p - r).sum(axis=0)


@mistake(
    "contrastive_divergence",
    "the hidden states are not drawn: their probabilities go down. Compare with `draws_h` first.",
)
def cd_mean_field():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        s = 1.0 * (draws_v < given_sigmoid(p @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake("contrastive_divergence", "the visible states are not drawn; compare with `draws_v`.")
def cd_visible_probabilities():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = given_sigmoid(h @ W.T + b)
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake(
    "contrastive_divergence", "a unit is 1 where its draw is above its probability; it is below."
)
def cd_above():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h > p)
        s = 1.0 * (draws_v > given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake(
    "contrastive_divergence",
    "a unit is 1 where its draw equals its probability, too; it has to be below.",
)
def cd_not_strict():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h <= p)
        s = 1.0 * (draws_v <= given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake(
    "contrastive_divergence",
    "the states are as if cut at 0.5; a unit is 1 where its draw is below its probability.",
)
def cd_rounds():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (p > 0.5)
        s = 1.0 * (given_sigmoid(h @ W.T + b) > 0.5)
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake(
    "contrastive_divergence",
    "the data are multiplied with the hidden states `h`; step 5 takes the probabilities `p`.",
)
def cd_states_in_the_step():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ h - s.T @ r) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (h - r).mean(axis=0)


@mistake(
    "contrastive_divergence",
    "the imagined states are multiplied with the first probabilities `p`; take those of `v'`.",
)
def cd_old_probabilities():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r, eta = given_sigmoid(s @ W + c), learning_rate
        dW = (v.T @ p - s.T @ p) / len(v)
        return W + eta * dW, b + eta * (v - s).mean(axis=0), c + eta * (p - r).mean(axis=0)


@mistake("contrastive_divergence", "only the weights learn; the biases take a step, too.")
def cd_biases_stay():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r = given_sigmoid(s @ W + c)
        return W + learning_rate * (v.T @ p - s.T @ r) / len(v), b, c


@mistake("contrastive_divergence", "the learning rate is missing.")
def cd_without_rate():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r = given_sigmoid(s @ W + c)
        dW = (v.T @ p - s.T @ r) / len(v)
        return W + dW, b + (v - s).mean(axis=0), c + (p - r).mean(axis=0)


@mistake("contrastive_divergence", "`W += …` changes the arrays that came in; return new ones.")
def cd_in_place():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        h = 1.0 * (draws_h < p)
        s = 1.0 * (draws_v < given_sigmoid(h @ W.T + b))
        r = given_sigmoid(s @ W + c)
        W += learning_rate * (v.T @ p - s.T @ r) / len(v)
        b += learning_rate * (v - s).mean(axis=0)
        c += learning_rate * (p - r).mean(axis=0)
        return W, b, c
