"""Right answers to problem set 10 in other styles; all of them score full marks.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: D103, F821, SIM105

from grader.variants import accepted

# --- rnn_step -------------------------------------------------------------------------------


@accepted("rnn_step")
def step_dot():
    def rnn_step(x, h, W, U, b):
        return np.tanh(np.dot(x, W) + np.dot(h, U) + b)


@accepted("rnn_step")
def step_names():
    def rnn_step(x_now, h_before, W_in, U_rec, bias):
        z = x_now @ W_in + h_before @ U_rec + bias
        return np.tanh(z)


@accepted("rnn_step")
def step_transposed_twice():
    def rnn_step(x, h, W, U, b):
        return np.tanh(W.T @ x + U.T @ h + b)


@accepted("rnn_step")
def step_stacked():
    def rnn_step(x, h, W, U, b):
        return np.tanh(np.concatenate([x, h]) @ np.vstack([W, U]) + b)


@accepted("rnn_step")
def step_exponentials():
    def rnn_step(x, h, W, U, b):
        grown = np.exp(2 * (x @ W + h @ U + b))
        return (grown - 1) / (grown + 1)


@accepted("rnn_step")
def step_loops():
    def rnn_step(x, h, W, U, b):
        new = np.zeros(len(b))
        for j in range(len(b)):
            z = b[j]
            for i in range(len(x)):
                z += x[i] * W[i, j]
            for k in range(len(h)):
                z += h[k] * U[k, j]
            new[j] = np.tanh(z)
        return new


@accepted("rnn_step")
def step_einsum():
    def rnn_step(x, h, W, U, b):
        """Add the three parts up."""
        return np.tanh(np.einsum("i,ij->j", x, W) + np.einsum("k,kj->j", h, U) + b)


@accepted("rnn_step")
def step_table():
    def rnn_step(x, h, W, U, b):
        return np.tanh(x[None] @ W + h[None] @ U + b)[0]


@accepted("rnn_step")
def step_prints():
    def rnn_step(x, h, W, U, b):
        parts = [np.matmul(x, W), np.matmul(h, U), b]
        print("parts", parts)
        return np.tanh(np.sum(parts, axis=0))


# --- rnn_forward ----------------------------------------------------------------------------


@accepted("rnn_forward")
def forward_given():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(given_rnn_step(x, states[-1], W, U, b))
        return np.array(states)


@accepted("rnn_forward")
def forward_own_step():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(rnn_step(x, states[-1], W, U, b))
        return np.array(states)


@accepted("rnn_forward")
def forward_filled():
    def rnn_forward(X, W, U, b):
        H = np.zeros((len(X) + 1, U.shape[0]))
        for t in range(len(X)):
            H[t + 1] = np.tanh(X[t] @ W + H[t] @ U + b)
        return H


@accepted("rnn_forward")
def forward_driven():
    def rnn_forward(X, W, U, b):
        driven = X @ W + b
        h = np.zeros_like(driven[0])
        H = [h]
        for z in driven:
            h = np.tanh(z + h @ U)
            H.append(h)
        return np.stack(H)


@accepted("rnn_forward")
def forward_vstack():
    def rnn_forward(X, W, U, b):
        H = np.zeros((1, len(b)))
        for x in X:
            H = np.vstack([H, np.tanh(x @ W + H[-1] @ U + b)])
        return H


@accepted("rnn_forward")
def forward_copies():
    def rnn_forward(X, W, U, b):
        h = np.zeros(len(b))
        states = [h.copy()]
        for x in X:
            h[:] = np.tanh(x @ W + h @ U + b)
            states.append(h.copy())
        return np.array(states)


@accepted("rnn_forward")
def forward_accumulate():
    import itertools

    def rnn_forward(X, W, U, b):
        def step(h, x):
            return np.tanh(x @ W + h @ U + b)

        return np.array(list(itertools.accumulate(X, step, initial=np.zeros(len(b)))))


@accepted("rnn_forward")
def forward_recursion():
    def rnn_forward(X, W, U, b):
        if len(X) == 0:
            return np.zeros((1, len(b)))
        before = rnn_forward(X[:-1], W, U, b)
        last = np.tanh(X[-1] @ W + before[-1] @ U + b)
        return np.concatenate([before, [last]])


@accepted("rnn_forward")
def forward_while():
    def rnn_forward(X, W, U, b):
        """Count the steps."""
        states, t = np.zeros((X.shape[0] + 1, b.size)), 0
        while t < X.shape[0]:
            z = np.dot(X[t], W) + np.dot(states[t], U) + b
            t += 1
            states[t] = np.tanh(z)
        return states


# --- rnn_backward ---------------------------------------------------------------------------


@accepted("rnn_backward")
def backward_outer():
    def rnn_backward(X, H, G, U):
        n_units = len(U)
        dW, dU, db = np.zeros((X.shape[1], n_units)), np.zeros(U.shape), np.zeros(n_units)
        later = np.zeros(n_units)
        for t in range(len(X) - 1, -1, -1):
            delta = (G[t] + later) * (1 - H[t + 1] ** 2)
            dW += np.outer(X[t], delta)
            dU += np.outer(H[t], delta)
            db += delta
            later = U @ delta
        return dW, dU, db


@accepted("rnn_backward")
def backward_next_delta():
    def rnn_backward(X, H, G, U):
        T = len(X)
        delta = np.zeros((T + 1, len(U)))
        for t in range(T, 0, -1):
            delta[t - 1] = (G[t - 1] + delta[t] @ U.T) * (1 - H[t] * H[t])
        delta = delta[:T]
        return X.T @ delta, H[:T].T @ delta, np.sum(delta, axis=0)


@accepted("rnn_backward")
def backward_lists():
    def rnn_backward(X, H, G, U):
        deltas = []
        for g, h in zip(G[::-1], H[:0:-1], strict=True):
            arriving = g if not deltas else g + deltas[-1] @ U.T
            deltas.append(arriving * (1 - h**2))
        D = np.array(deltas[::-1])
        return [X.T @ D, H[:-1].T @ D, D.sum(0)]


@accepted("rnn_backward")
def backward_einsum():
    def rnn_backward(X, H, G, U):
        D = np.zeros(G.shape)
        back = np.zeros(G.shape[1])
        for t in reversed(range(G.shape[0])):
            D[t] = (G[t] + back) * (1 - H[t + 1] ** 2)
            back = np.einsum("j,kj->k", D[t], U)
        return (
            np.einsum("ti,tj->ij", X, D),
            np.einsum("tk,tj->kj", H[:-1], D),
            np.einsum("tj->j", D),
        )


@accepted("rnn_backward")
def backward_arriving_copy():
    def rnn_backward(X, H, G, U):
        arriving = G.astype(float)
        slope = 1 - H[1:] ** 2
        for t in reversed(range(1, len(G))):
            arriving[t - 1] += (arriving[t] * slope[t]) @ U.T
        D = arriving * slope
        return X.T @ D, H[:-1].T @ D, D.sum(axis=0)


@accepted("rnn_backward")
def backward_loops():
    def rnn_backward(X, H, G, U):
        n, n_in, n_units = len(X), X.shape[1], len(U)
        dW, dU, db = np.zeros((n_in, n_units)), np.zeros((n_units, n_units)), np.zeros(n_units)
        delta = np.zeros(n_units)
        for t in reversed(range(n)):
            come = [
                G[t, j] + sum(delta[k] * U[j, k] for k in range(n_units)) for j in range(n_units)
            ]
            delta = np.array([come[j] * (1 - H[t + 1, j] ** 2) for j in range(n_units)])
            for j in range(n_units):
                db[j] += delta[j]
                for i in range(n_in):
                    dW[i, j] += X[t, i] * delta[j]
                for k in range(n_units):
                    dU[k, j] += H[t, k] * delta[j]
        return dW, dU, db


@accepted("rnn_backward")
def backward_recursion():
    def rnn_backward(X, H, G, U):
        delta = G[-1] * (1 - H[-1] ** 2)
        own = np.outer(X[-1], delta), np.outer(H[-2], delta), delta
        if len(X) == 1:
            return own
        earlier = G[:-1].astype(float)
        earlier[-1] += U @ delta
        rest = rnn_backward(X[:-1], H[:-1], earlier, U)
        return tuple(a + b for a, b in zip(own, rest, strict=True))


@accepted("rnn_backward")
def backward_one_product():
    def rnn_backward(X, H, G, U):
        later, rows = 0.0, []
        for g, h in reversed(list(zip(G, H[1:], strict=True))):
            rows.insert(0, (g + later) * (1 - np.square(h)))
            later = rows[0] @ U.T
        seen = np.hstack([X, H[:-1], np.ones((len(X), 1))])
        slopes = seen.T @ np.array(rows)
        n_in = X.shape[1]
        return slopes[:n_in], slopes[n_in:-1], slopes[-1]


# --- lstm_step ------------------------------------------------------------------------------


@accepted("lstm_step")
def lstm_helper():
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def lstm_step(x, h, c, W, U, b):
        z = x @ W + h @ U + b
        n = len(h)
        i, f, o = sigmoid(z[:n]), sigmoid(z[n : 2 * n]), sigmoid(z[3 * n :])
        g = np.tanh(z[2 * n : 3 * n])
        c_new = f * c + i * g
        return o * np.tanh(c_new), c_new


@accepted("lstm_step")
def lstm_reshaped():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = (x @ W + h @ U + b).reshape(4, -1)
        new = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        return np.tanh(new) / (1 + np.exp(-o)), new


@accepted("lstm_step")
def lstm_tanh_form():
    def lstm_step(x, h, c, W, U, b):
        z_i, z_f, z_g, z_o = np.array_split(np.dot(x, W) + np.dot(h, U) + b, 4)
        i, f, o = (0.5 * (1 + np.tanh(z / 2)) for z in (z_i, z_f, z_o))
        cell = f * c + i * np.tanh(z_g)
        return (o * np.tanh(cell), cell)


@accepted("lstm_step")
def lstm_weights_cut():
    def lstm_step(x, h, c, W, U, b):
        parts = zip(np.split(W, 4, axis=1), np.split(U, 4, axis=1), np.split(b, 4), strict=True)
        i, f, g, o = (x @ w + h @ u + bias for w, u, bias in parts)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = np.add(f * c, i * np.tanh(g))
        return np.multiply(o, np.tanh(c)), c


@accepted("lstm_step")
def lstm_loop():
    def lstm_step(x, h, c, W, U, b):
        n = len(c)
        z = x @ W + h @ U + b
        new_h, new_c = np.zeros(n), np.zeros(n)
        for k in range(n):
            i, f, o = (1 / (1 + np.exp(-z[k + m * n])) for m in (0, 1, 3))
            new_c[k] = f * c[k] + i * np.tanh(z[k + 2 * n])
            new_h[k] = o * np.tanh(new_c[k])
        return new_h, new_c


@accepted("lstm_step")
def lstm_all_sigmoids():
    def lstm_step(x, h, c, W, U, b):
        z = np.concatenate([x, h, [1.0]]) @ np.vstack([W, U, b])
        gates = 1 / (1 + np.exp(-z))
        n = h.size
        c = gates[n : 2 * n] * c + gates[:n] * np.tanh(z[2 * n : 3 * n])
        return gates[3 * n :] * np.tanh(c), c


@accepted("lstm_step")
def lstm_copies():
    def lstm_step(x, h, c, W, U, b):
        z = np.split(x @ W + h @ U + b, 4)
        cell = c.copy()
        cell *= 1 / (1 + np.exp(-z[1]))
        cell += np.tanh(z[2]) / (1 + np.exp(-z[0]))
        state = np.tanh(cell)
        state /= 1 + np.exp(-z[3])
        return [state, cell]


@accepted("lstm_step")
def lstm_candidate_by_sigmoid():
    def lstm_step(x_t, h_before, c_before, W, U, b):
        """Get tanh from the sigmoid."""
        z = (x_t @ W + h_before @ U + b).reshape(4, -1)
        z[2] *= 2
        s = 1 / (1 + np.exp(-z))
        c = s[1] * c_before + s[0] * (2 * s[2] - 1)
        return s[3] * np.tanh(c), c


# --- one_hot_text ---------------------------------------------------------------------------


@accepted("one_hot_text")
def one_hot_find():
    def one_hot_text(text, alphabet):
        X = np.zeros((len(text), len(alphabet)))
        for i in range(len(text)):
            j = alphabet.find(text[i])
            if j >= 0:
                X[i][j] = 1.0
        return X


@accepted("one_hot_text")
def one_hot_comparison():
    def one_hot_text(text, alphabet):
        rows = np.array(list(text), dtype="U1")[:, None]
        return (rows == np.array(list(alphabet))).astype(float)


@accepted("one_hot_text")
def one_hot_dictionary():
    def one_hot_text(text, alphabet):
        column = {letter: k for k, letter in enumerate(alphabet)}
        X = np.zeros((len(text), len(alphabet)))
        for row, letter in zip(X, text, strict=True):
            if letter in column:
                row[column[letter]] = 1
        return X


@accepted("one_hot_text")
def one_hot_try():
    def one_hot_text(text, alphabet):
        X = np.zeros((len(text), len(alphabet)))
        for i, letter in enumerate(text):
            try:
                X[i, alphabet.index(letter)] = 1
            except ValueError:
                pass
        return X


@accepted("one_hot_text")
def one_hot_lists():
    def one_hot_text(text, alphabet):
        rows = [[1.0 if letter == sign else 0.0 for sign in alphabet] for letter in text]
        return np.array(rows).reshape(len(text), len(alphabet))


@accepted("one_hot_text")
def one_hot_eye():
    def one_hot_text(text, alphabet):
        n = len(alphabet)
        table = np.vstack([np.eye(n), np.zeros((1, n))])
        return table[np.array([alphabet.find(letter) for letter in text], dtype=int)]


@accepted("one_hot_text")
def one_hot_columns():
    def one_hot_text(text, alphabet):
        X = np.empty((len(text), len(alphabet)))
        for k, sign in enumerate(alphabet):
            X[:, k] = [letter == sign for letter in text]
        return X


@accepted("one_hot_text")
def one_hot_both_loops():
    def one_hot_text(words, letters):
        """Compare every pair."""
        out = np.zeros((len(words), len(letters)))
        for i, a in enumerate(words):
            for j, b in enumerate(letters):
                if a == b:
                    out[i, j] += 1
        return out


# --- sample_text ----------------------------------------------------------------------------


@accepted("sample_text")
def sample_letters():
    def sample_text(table, alphabet, start, n, rng):
        letters = list(alphabet)
        text = start
        for _ in range(n):
            text = text + str(rng.choice(letters, p=table[letters.index(text[-1])]))
        return text


@accepted("sample_text")
def sample_joined():
    def sample_text(table, alphabet, start, n, rng):
        k = alphabet.index(start[-1])
        written = []
        for _ in range(n):
            k = rng.choice(len(alphabet), p=table[k])
            written.append(alphabet[k])
        return start + "".join(written)


@accepted("sample_text")
def sample_while():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        while len(text) < len(start) + n:
            p = table[alphabet.find(text[-1])]
            text += alphabet[rng.choice(np.arange(len(alphabet)), p=p)]
        return text


@accepted("sample_text")
def sample_recursion():
    def sample_text(table, alphabet, start, n, rng):
        if n == 0:
            return start
        new = rng.choice(len(alphabet), p=table[alphabet.index(start[-1])])
        return sample_text(table, alphabet, start + alphabet[new], n - 1, rng)


@accepted("sample_text")
def sample_dictionary():
    def sample_text(table, alphabet, start, n, rng):
        rows = dict(zip(alphabet, table, strict=True))
        out = list(start)
        for _ in range(n):
            out.append(alphabet[int(rng.choice(len(rows), p=rows[out[-1]]))])
        return "".join(out)


@accepted("sample_text")
def sample_size_one():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            text += alphabet[
                rng.choice(len(alphabet), size=1, p=table[alphabet.index(text[-1])])[0]
            ]
        return text


@accepted("sample_text")
def sample_one_hot():
    def sample_text(table, alphabet, start, n, rng):
        """Take the row with a product."""
        text = start
        for _ in range(n):
            last = np.array([float(sign == text[-1]) for sign in alphabet])
            text += alphabet[rng.choice(len(alphabet), p=last @ table)]
        return text


@accepted("sample_text")
def sample_prints():
    def sample_text(P, letters, text, count, rng):
        m = len(letters)
        for step in range(count):
            k = letters.index(text[len(text) - 1])
            j = rng.choice(m, p=P[k, :])
            print(step, letters[k], letters[j])
            text = f"{text}{letters[j]}"
        return text
