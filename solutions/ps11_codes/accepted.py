"""Right answers to problem set 11 in other styles; all of them score full marks.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: D103, F821, RUF059

from grader.variants import accepted

# --- pca_code -------------------------------------------------------------------------------


@accepted("pca_code")
def pca_eigh():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        values, vectors = np.linalg.eigh(A.T @ A)
        V = vectors[:, ::-1][:, :n_codes]
        top = V[np.abs(V).argmax(axis=0), np.arange(n_codes)]
        return A @ (V * np.sign(top))


@accepted("pca_code")
def pca_covariance():
    def pca_code(X, n_codes):
        A = X - np.mean(X, axis=0, keepdims=True)
        values, vectors = np.linalg.eigh(np.cov(X, rowvar=False))
        order = np.argsort(values)[::-1][:n_codes]
        codes = []
        for k in order:
            u = vectors[:, k]
            if u[np.argmax(np.abs(u))] < 0:
                u = -u
            codes.append(A @ u)
        return np.column_stack(codes)


@accepted("pca_code")
def pca_loop():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        _, _, V = np.linalg.svd(A, full_matrices=False)
        code = np.zeros((len(X), n_codes))
        for k in range(n_codes):
            u = V[k]
            if u[np.abs(u).argmax()] < 0:
                u = -u
            code[:, k] = A @ u
        return code


@accepted("pca_code")
def pca_scores_from_u():
    def pca_code(X, n_codes):
        U, s, V = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
        signs = [1 if max(v, key=abs) > 0 else -1 for v in V]
        return (U * s * np.array(signs))[:, :n_codes]


@accepted("pca_code")
def pca_full_matrices():
    def pca_code(X, n_codes):
        A = X - X.sum(axis=0) / X.shape[0]
        V = np.linalg.svd(A)[2]
        directions = [v * np.sign(v[np.abs(v).argmax()]) for v in V[:n_codes]]
        return np.array([[row @ d for d in directions] for row in A])


@accepted("pca_code")
def pca_helper():
    def turned(direction):
        largest = max(direction, key=abs)
        return direction if largest > 0 else -direction

    def pca_code(X: np.ndarray, n_codes: int) -> np.ndarray:
        """Turn the directions with a helper."""
        A = np.subtract(X, np.average(X, axis=0))
        V = np.linalg.svd(A, full_matrices=False).Vh
        return np.stack([A.dot(turned(V[k])) for k in range(n_codes)], axis=1)


@accepted("pca_code")
def pca_min_and_max():
    def pca_code(X, n_codes):
        A = X - X.mean(0)
        V = np.linalg.svd(A, full_matrices=False)[2][:n_codes].T
        flip = V.max(axis=0) < -V.min(axis=0)
        return A @ np.where(flip, -V, V)


@accepted("pca_code")
def pca_prints():
    def pca_code(data, k):
        centered = data.copy()
        centered -= centered.mean(axis=0)
        Vt = np.linalg.svd(centered, full_matrices=False)[-1]
        print("directions", Vt.shape)
        out = []
        for v in Vt[:k]:
            s = -1.0 if v[np.argmax(v**2)] < 0 else 1.0
            out.append(s * (centered @ v))
        return np.array(out).T


@accepted("pca_code")
def pca_eig():
    def pca_code(X, n_codes):
        A = X - X.mean(axis=0)
        values, vectors = np.linalg.eig(A.T @ A / len(A))
        order = np.argsort(-values.real)[:n_codes]
        V = vectors.real[:, order]
        signs = np.sign(np.take_along_axis(V, np.abs(V).argmax(0)[None], 0))
        return A @ (signs * V)


# --- encode_decode --------------------------------------------------------------------------


@accepted("encode_decode")
def encode_indices():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(X @ encoder[0] + encoder[1])
        copy = code @ decoder[0] + decoder[1]
        return code, copy


@accepted("encode_decode")
def encode_dot():
    def encode_decode(X, encoder, decoder):
        hidden = np.tanh(np.dot(X, encoder[0]) + encoder[1])
        return (hidden, np.dot(hidden, decoder[0]) + decoder[1])


@accepted("encode_decode")
def encode_rows():
    def encode_decode(X, encoder, decoder):
        codes, copies = [], []
        for row in X:
            code = np.tanh(row @ encoder[0] + encoder[1])
            codes.append(code)
            copies.append(code @ decoder[0] + decoder[1])
        return np.array(codes), np.array(copies)


@accepted("encode_decode")
def encode_exponentials():
    def encode_decode(X, encoder, decoder):
        z = X @ encoder[0] + encoder[1]
        code = (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
        return code, code @ decoder[0] + decoder[1]


@accepted("encode_decode")
def encode_with_sigmoid():
    def encode_decode(X, encoder, decoder):
        code = 2 * given_sigmoid(2 * (X @ encoder[0] + encoder[1])) - 1
        return code, code @ decoder[0] + decoder[1]


@accepted("encode_decode")
def encode_layer_helper():
    def layer(X, pair):
        W, b = pair
        return X @ W + b

    def encode_decode(X, encoder, decoder):
        code = np.tanh(layer(X, encoder))
        return code, layer(code, decoder)


@accepted("encode_decode")
def encode_column_of_ones():
    def encode_decode(X, encoder, decoder):
        def affine(A, pair):
            return np.column_stack([A, np.ones(len(A))]) @ np.vstack([pair[0], pair[1]])

        code = np.tanh(affine(X, encoder))
        return code, affine(code, decoder)


@accepted("encode_decode")
def encode_returns_a_list():
    def encode_decode(x, enc, dec):
        """Return a list."""
        results = [x]
        for depth, (W, b) in enumerate((enc, dec)):
            z = np.matmul(results[-1], W) + b
            results.append(z if depth else np.tanh(z))
        return results[1:]


@accepted("encode_decode")
def encode_einsum():
    def encode_decode(X, encoder, decoder):
        code = np.tanh(np.einsum("ni,ik->nk", X, encoder[0]) + encoder[1])
        return code, np.einsum("nk,ki->ni", code, decoder[0]) + decoder[1]


# --- reconstruction_error -------------------------------------------------------------------


@accepted("reconstruction_error")
def error_method():
    def reconstruction_error(X, copy):
        return ((X - copy) ** 2).mean(axis=1)


@accepted("reconstruction_error")
def error_last_axis():
    def reconstruction_error(X, copy):
        return np.square(np.subtract(X, copy)).mean(-1)


@accepted("reconstruction_error")
def error_divides():
    def reconstruction_error(X, copy):
        return np.sum((X - copy) ** 2, axis=1) / X.shape[1]


@accepted("reconstruction_error")
def error_norm():
    def reconstruction_error(X, copy):
        return np.linalg.norm(X - copy, axis=1) ** 2 / X.shape[1]


@accepted("reconstruction_error")
def error_rows():
    def reconstruction_error(X, copy):
        return np.array([np.mean((a - b) ** 2) for a, b in zip(X, copy, strict=True)])


@accepted("reconstruction_error")
def error_loops():
    def reconstruction_error(X, copy):
        errors = np.zeros(len(X))
        for n in range(len(X)):
            for i in range(len(X[n])):
                errors[n] += (copy[n][i] - X[n][i]) ** 2 / len(X[n])
        return errors


@accepted("reconstruction_error")
def error_einsum():
    def reconstruction_error(X, copy):
        difference = X - copy
        return np.einsum("ij,ij->i", difference, difference) / difference.shape[1]


@accepted("reconstruction_error")
def error_matrix_diagonal():
    def reconstruction_error(X, copy):
        d = (X - copy).astype(float)
        return np.diag(d @ d.T) / d.shape[1]


@accepted("reconstruction_error")
def error_transposed():
    def reconstruction_error(inputs, outputs):
        gap = outputs.T - inputs.T
        print(gap.shape)
        return np.average(gap * gap, axis=0)


# --- rbm_probabilities ----------------------------------------------------------------------


@accepted("rbm_probabilities")
def rbm_two_steps():
    def rbm_probabilities(v, h, W, b, c):
        up = v @ W + c
        down = h @ W.T + b
        return given_sigmoid(up), given_sigmoid(down)


@accepted("rbm_probabilities")
def rbm_own_sigmoid():
    def rbm_probabilities(v, h, W, b, c):
        return 1 / (1 + np.exp(-(v @ W + c))), 1 / (1 + np.exp(-(h @ W.T + b)))


@accepted("rbm_probabilities")
def rbm_turned():
    def rbm_probabilities(v, h, W, b, c):
        return given_sigmoid((W.T @ v.T).T + c), given_sigmoid((W @ h.T).T + b)


@accepted("rbm_probabilities")
def rbm_rows():
    def rbm_probabilities(v, h, W, b, c):
        hidden = np.array([given_sigmoid(row @ W + c) for row in v])
        visible = np.array([given_sigmoid(W @ row + b) for row in h])
        return hidden, visible


@accepted("rbm_probabilities")
def rbm_loops():
    def rbm_probabilities(v, h, W, b, c):
        n, (n_visible, n_hidden) = len(v), W.shape
        p, q = np.zeros((n, n_hidden)), np.zeros((n, n_visible))
        for k in range(n):
            for j in range(n_hidden):
                p[k, j] = given_sigmoid(c[j] + sum(v[k, i] * W[i, j] for i in range(n_visible)))
            for i in range(n_visible):
                q[k, i] = given_sigmoid(b[i] + sum(h[k, j] * W[i, j] for j in range(n_hidden)))
        return p, q


@accepted("rbm_probabilities")
def rbm_odds():
    def rbm_probabilities(v, h, W, b, c):
        up, down = np.exp(v @ W + c), np.exp(h @ W.T + b)
        return up / (1 + up), down / (1 + down)


@accepted("rbm_probabilities")
def rbm_list():
    def rbm_probabilities(v, h, W, b, c):
        return [given_sigmoid(np.dot(v, W) + c), given_sigmoid(np.dot(h, np.transpose(W)) + b)]


@accepted("rbm_probabilities")
def rbm_helper():
    def layer(states, weights, biases):
        return given_sigmoid(states @ weights + biases)

    def rbm_probabilities(v, h, W, b, c):
        """Go both ways with the same layer."""
        return layer(v, W, c), layer(h, W.T, b)


@accepted("rbm_probabilities")
def rbm_tanh_form():
    def rbm_probabilities(v, h, W, b, c):
        up, down = v @ W + c, h @ W.swapaxes(0, 1) + b
        return 0.5 + 0.5 * np.tanh(up / 2), 0.5 + 0.5 * np.tanh(down / 2)


# --- contrastive_divergence -----------------------------------------------------------------


@accepted("contrastive_divergence")
def cd_with_given():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p, _ = given_probabilities(v, draws_h, W, b, c)
        h = (draws_h < p) * 1.0
        _, q = given_probabilities(v, h, W, b, c)
        seen = (draws_v < q) * 1.0
        p2, _ = given_probabilities(seen, h, W, b, c)
        n = v.shape[0]
        W_new = W + learning_rate / n * (v.T @ p - seen.T @ p2)
        b_new = b + learning_rate * (v.mean(axis=0) - seen.mean(axis=0))
        c_new = c + learning_rate * (p.mean(axis=0) - p2.mean(axis=0))
        return W_new, b_new, c_new


@accepted("contrastive_divergence")
def cd_with_own_exercise():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = rbm_probabilities(v, draws_h, W, b, c)[0]
        h = np.where(draws_h < p, 1, 0)
        s = np.where(draws_v < rbm_probabilities(v, h, W, b, c)[1], 1, 0)
        r = rbm_probabilities(s, h, W, b, c)[0]
        step = [v.T @ p - s.T @ r, (v - s).sum(axis=0), (p - r).sum(axis=0)]
        return tuple(a + learning_rate * d / len(v) for a, d in zip((W, b, c), step, strict=True))


@accepted("contrastive_divergence")
def cd_rows():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        dW, db, dc = np.zeros_like(W), np.zeros_like(b), np.zeros_like(c)
        for k in range(len(v)):
            p = given_sigmoid(v[k] @ W + c)
            h = (draws_h[k] < p).astype(int)
            s = (draws_v[k] < given_sigmoid(W @ h + b)).astype(int)
            r = given_sigmoid(s @ W + c)
            dW += np.outer(v[k], p) - np.outer(s, r)
            db += v[k] - s
            dc += p - r
        eta = learning_rate / len(v)
        return W + eta * dW, b + eta * db, c + eta * dc


@accepted("contrastive_divergence")
def cd_einsum():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        def up(x):
            return given_sigmoid(np.einsum("ni,ij->nj", x, W) + c)

        p = up(v)
        h = (draws_h < p).astype(float)
        s = (draws_v < given_sigmoid(np.einsum("nj,ij->ni", h, W) + b)).astype(float)
        r = up(s)
        data, dream = (np.einsum("ni,nj->nij", x, y).mean(axis=0) for x, y in ((v, p), (s, r)))
        return (
            W + learning_rate * (data - dream),
            b + learning_rate * np.mean(v - s, axis=0),
            c + learning_rate * np.mean(p - r, axis=0),
        )


@accepted("contrastive_divergence")
def cd_copies():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        new_W, new_b, new_c = W.copy(), b.copy(), c.copy()
        p = given_sigmoid(v @ W + c)
        h = np.zeros_like(p)
        h[draws_h < p] = 1
        q = given_sigmoid(h @ W.T + b)
        s = np.zeros_like(q)
        s[draws_v < q] = 1
        r = given_sigmoid(s @ W + c)
        new_W += learning_rate * (v.T @ p - s.T @ r) / len(v)
        new_b += learning_rate * (v - s).mean(axis=0)
        new_c += learning_rate * (p - r).mean(axis=0)
        return new_W, new_b, new_c


@accepted("contrastive_divergence")
def cd_descends():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        p = given_sigmoid(v @ W + c)
        s = (draws_v < given_sigmoid((draws_h < p) @ W.T + b)).astype(float)
        r = given_sigmoid(s @ W + c)
        gW = (s.T @ r - v.T @ p) / len(v)
        return (
            W - learning_rate * gW,
            b - learning_rate * (s - v).mean(axis=0),
            c - learning_rate * (r - p).mean(axis=0),
        )


@accepted("contrastive_divergence")
def cd_returns_a_list():
    def contrastive_divergence(v, W, b, c, draws_h, draws_v, eta):
        p = 1 / (1 + np.exp(-(v @ W + c)))
        h = np.greater(p, draws_h).astype(float)
        s = np.greater(1 / (1 + np.exp(-(h @ W.T + b))), draws_v).astype(float)
        r = 1 / (1 + np.exp(-(s @ W + c)))
        print("share of visible units on:", s.mean())
        return [
            W + eta * (v.T @ p / len(v) - s.T @ r / len(v)),
            b + eta * (v.mean(0) - s.mean(0)),
            c + eta * (p.mean(0) - r.mean(0)),
        ]


@accepted("contrastive_divergence")
def cd_averages_helper():
    def averages(x, W, c):
        p = given_sigmoid(x @ W + c)
        return p, (x.T @ p / len(x), x.mean(axis=0), p.mean(axis=0))

    def contrastive_divergence(v, W, b, c, draws_h, draws_v, learning_rate):
        """Compare the averages of data and dream."""
        p, data = averages(v, W, c)
        q = given_sigmoid(np.where(p > draws_h, 1.0, 0.0) @ W.T + b)
        _, dream = averages(np.where(q > draws_v, 1.0, 0.0), W, c)
        return tuple(
            old + learning_rate * (day - night)
            for old, day, night in zip((W, b, c), data, dream, strict=True)
        )
