"""Known mistakes of problem set 10, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np` and the given helper, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, N802, RUF059

from grader.variants import mistake

# --- rnn_step -------------------------------------------------------------------------------


@mistake("rnn_step", "the state is computed, but the function never returns it.")
def step_returns_nothing():
    def rnn_step(x, h, W, U, b):
        new = np.tanh(x @ W + h @ U + b)


@mistake("rnn_step", "the sum has no activation; it goes through tanh.")
def step_linear():
    def rnn_step(x, h, W, U, b):
        return x @ W + h @ U + b


@mistake("rnn_step", "the state before is left out: add `h @ U`.")
def step_without_memory():
    def rnn_step(x, h, W, U, b):
        return np.tanh(x @ W + b)


@mistake("rnn_step", "the input is left out: add `x @ W`.")
def step_without_input():
    def rnn_step(x, h, W, U, b):
        return np.tanh(h @ U + b)


@mistake("rnn_step", "the bias is left out.")
def step_without_bias():
    def rnn_step(x, h, W, U, b):
        return np.tanh(x @ W + h @ U)


@mistake("rnn_step", "the bias is added after tanh; it belongs inside.")
def step_bias_outside():
    def rnn_step(x, h, W, U, b):
        return np.tanh(x @ W + h @ U) + b


@mistake("rnn_step", "the activation is a sigmoid; here it is tanh.")
def step_sigmoid():
    def rnn_step(x, h, W, U, b):
        return 1 / (1 + np.exp(-(x @ W + h @ U + b)))


@mistake("rnn_step", "the activation is a ReLU; here it is tanh.")
def step_relu():
    def rnn_step(x, h, W, U, b):
        return np.maximum(0, x @ W + h @ U + b)


@mistake("rnn_step", "`U` is transposed: its rows belong to the state before, so it is `h @ U`.")
def step_transposed():
    def rnn_step(x, h, W, U, b):
        return np.tanh(x @ W + U @ h + b)


@mistake("rnn_step", "the state before is added as it is; it is multiplied by `U` first.")
def step_adds_state():
    def rnn_step(x, h, W, U, b):
        return np.tanh(x @ W + h + b)


@mistake("rnn_step", "only a part of the sum goes through tanh; all of it does.")
def step_tanh_of_state():
    def rnn_step(x, h, W, U, b):
        return x @ W + np.tanh(h @ U + b)


@mistake("rnn_step", "the new state is added to the one before; it takes its place.")
def step_accumulates():
    def rnn_step(x, h, W, U, b):
        return h + np.tanh(x @ W + h @ U + b)


# --- rnn_forward ----------------------------------------------------------------------------


@mistake("rnn_forward", "the states are computed, but the function never returns them.")
def forward_returns_nothing():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(np.tanh(x @ W + states[-1] @ U + b))


@mistake("rnn_forward", "only the last state is returned; keep all of them.")
def forward_last_only():
    def rnn_forward(X, W, U, b):
        h = np.zeros(len(b))
        for x in X:
            h = np.tanh(x @ W + h @ U + b)
        return h


@mistake("rnn_forward", "the state before the first step is missing: row 0 holds zeros.")
def forward_without_first():
    def rnn_forward(X, W, U, b):
        h, states = np.zeros(len(b)), []
        for x in X:
            h = np.tanh(x @ W + h @ U + b)
            states.append(h)
        return np.array(states)


@mistake("rnn_forward", "each step begins with zeros; it begins with the state of the step before.")
def forward_forgets():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(np.tanh(x @ W + b))
        return np.array(states)


@mistake("rnn_forward", "the sums have no activation; each goes through tanh.")
def forward_linear():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(x @ W + states[-1] @ U + b)
        return np.array(states)


@mistake("rnn_forward", "the bias is left out.")
def forward_without_bias():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(np.tanh(x @ W + states[-1] @ U))
        return np.array(states)


@mistake("rnn_forward", "the sequence is read from its end; begin with the first row.")
def forward_reads_backward():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X[::-1]:
            states.append(np.tanh(x @ W + states[-1] @ U + b))
        return np.array(states)


@mistake(
    "rnn_forward",
    "all rows are one and the same array, which was changed in place; make a new one in each step.",
)
def forward_one_array():
    def rnn_forward(X, W, U, b):
        h = np.zeros(len(b))
        states = [h]
        for x in X:
            h[:] = np.tanh(x @ W + h @ U + b)
            states.append(h)
        return np.array(states)


@mistake("rnn_forward", "it begins with the bias as its state; it begins with zeros.")
def forward_begins_with_bias():
    def rnn_forward(X, W, U, b):
        states = [b]
        for x in X:
            states.append(np.tanh(x @ W + states[-1] @ U + b))
        return np.array(states)


@mistake("rnn_forward", "`U` is transposed: its rows belong to the state before.")
def forward_transposed():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X:
            states.append(np.tanh(x @ W + U @ states[-1] + b))
        return np.array(states)


@mistake("rnn_forward", "the last step is missing: take one for every row of `X`.")
def forward_too_short():
    def rnn_forward(X, W, U, b):
        states = [np.zeros(len(b))]
        for x in X[:-1]:
            states.append(np.tanh(x @ W + states[-1] @ U + b))
        return np.array(states)


# --- rnn_backward ---------------------------------------------------------------------------


@mistake("rnn_backward", "the slopes are computed, but the function never returns them.")
def backward_returns_nothing():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U.T
        dW, dU, db = X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "only the last step adds to the slopes; every step has a share.")
def backward_last_step():
    def rnn_backward(X, H, G, U):
        delta = G[-1] * (1 - H[-1] ** 2)
        return np.outer(X[-1], delta), np.outer(H[-2], delta), delta


@mistake("rnn_backward", "nothing comes back from the step after: add `delta @ U.T` of that step.")
def backward_without_later():
    def rnn_backward(X, H, G, U):
        deltas = G * (1 - H[1:] ** 2)
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "the slope of tanh is missing: multiply by 1 − h².")
def backward_without_tanh():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = G[t] + later
            later = deltas[t] @ U.T
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "tanh is taken once more: `H` holds the states, so its slope is 1 − h².")
def backward_tanh_twice():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - np.tanh(H[t + 1]) ** 2)
            later = deltas[t] @ U.T
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake(
    "rnn_backward", "the slope of tanh is that of the state before the step; take the one after."
)
def backward_wrong_slope():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t] ** 2)
            later = deltas[t] @ U.T
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "`U` is not transposed on the way back.")
def backward_not_transposed():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "the signal is handed back without `U`.")
def backward_without_U():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t]
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "the slopes of `U` meet the states after each step; take those before it.")
def backward_states_after():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U.T
        return X.T @ deltas, H[1:].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "the steps are averaged; add them up.")
def backward_mean():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U.T
        return X.T @ deltas / len(X), H[:-1].T @ deltas / len(X), deltas.mean(axis=0)


@mistake("rnn_backward", "the steps are gone through from first to last; begin with the last one.")
def backward_goes_forward():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in range(len(X)):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U.T
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "only what arrives at the last state is used; every row of `G` counts.")
def backward_last_gradient():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), G[-1]
        for t in reversed(range(len(X))):
            deltas[t] = later * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U.T
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake(
    "rnn_backward",
    "what comes from the step after goes around tanh; it is multiplied by 1 − h², too.",
)
def backward_around_tanh():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = G[t] * (1 - H[t + 1] ** 2) + later
            later = deltas[t] @ U.T
        return X.T @ deltas, H[:-1].T @ deltas, deltas.sum(axis=0)


@mistake("rnn_backward", "the signs are reversed: return the slopes; the step is taken elsewhere.")
def backward_reversed():
    def rnn_backward(X, H, G, U):
        deltas, later = np.zeros(G.shape), 0
        for t in reversed(range(len(X))):
            deltas[t] = (G[t] + later) * (1 - H[t + 1] ** 2)
            later = deltas[t] @ U.T
        return -X.T @ deltas, -H[:-1].T @ deltas, -deltas.sum(axis=0)


# --- lstm_step ------------------------------------------------------------------------------


@mistake("lstm_step", "state and cell are computed, but the function never returns them.")
def lstm_returns_nothing():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)


@mistake("lstm_step", "only the state is returned; return the pair `h, c`.")
def lstm_state_only():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        return o * np.tanh(f * c + i * np.tanh(g))


@mistake("lstm_step", "the pair is the wrong way round: first the state, then the cell.")
def lstm_pair_reversed():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return c, o * np.tanh(c)


@mistake("lstm_step", "input gate and forget gate are exchanged; the order is i, f, g, o.")
def lstm_gates_exchanged():
    def lstm_step(x, h, c, W, U, b):
        f, i, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "candidate and output gate are exchanged; the order is i, f, g, o.")
def lstm_output_third():
    def lstm_step(x, h, c, W, U, b):
        i, f, o, g = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "the candidate is a sigmoid; it is tanh, so that it can be negative.")
def lstm_candidate_sigmoid():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = (1 / (1 + np.exp(-z)) for z in np.split(x @ W + h @ U + b, 4))
        c = f * c + i * g
        return o * np.tanh(c), c


@mistake("lstm_step", "the gates are tanh; a gate is a sigmoid, between 0 and 1.")
def lstm_gates_tanh():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.tanh(np.split(x @ W + h @ U + b, 4))
        c = f * c + i * g
        return o * np.tanh(c), c


@mistake("lstm_step", "the cell is shown as it is; it goes through tanh first.")
def lstm_shows_cell():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return o * c, c


@mistake("lstm_step", "the state shows the old cell; compute the new one first.")
def lstm_shows_old_cell():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        return o * np.tanh(c), f * c + i * np.tanh(g)


@mistake("lstm_step", "nothing of the old cell is kept: add f times it.")
def lstm_keeps_nothing():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = i * np.tanh(g)
        return o * np.tanh(c), c


@mistake(
    "lstm_step", "the input gate is not used: it decides how much of the candidate is written."
)
def lstm_without_input_gate():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        f, o = (1 / (1 + np.exp(-z)) for z in (f, o))
        c = f * c + np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "the output gate is not used: it decides how much of the cell is shown.")
def lstm_without_output_gate():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f = (1 / (1 + np.exp(-z)) for z in (i, f))
        c = f * c + i * np.tanh(g)
        return np.tanh(c), c


@mistake("lstm_step", "the forget gate is turned around: it says how much to keep, so it is f · c.")
def lstm_forgets_kept():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = (1 - f) * c + i * np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "1 − f is written, in place of what the input gate says.")
def lstm_coupled():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U + b, 4)
        f, o = (1 / (1 + np.exp(-z)) for z in (f, o))
        c = f * c + (1 - f) * np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "the bias is left out.")
def lstm_without_bias():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + h @ U, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "the state before is left out: add `h @ U`.")
def lstm_without_state():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = np.split(x @ W + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return o * np.tanh(c), c


@mistake("lstm_step", "the columns are dealt out in turn; each gate has its columns side by side.")
def lstm_dealt_out():
    def lstm_step(x, h, c, W, U, b):
        i, f, g, o = (x @ W + h @ U + b).reshape(-1, 4).T
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        return o * np.tanh(c), c


# --- one_hot_text ---------------------------------------------------------------------------


@mistake("one_hot_text", "the array is made, but the function never returns it.")
def one_hot_returns_nothing():
    def one_hot_text(text, alphabet):
        rows = np.zeros((len(text), len(alphabet)))
        for place, letter in enumerate(text):
            if letter in alphabet:
                rows[place, alphabet.index(letter)] = 1


@mistake("one_hot_text", "rows and columns are exchanged: a row is a letter of the text.")
def one_hot_transposed():
    def one_hot_text(text, alphabet):
        columns = np.zeros((len(alphabet), len(text)))
        for place, letter in enumerate(text):
            if letter in alphabet:
                columns[alphabet.index(letter), place] = 1
        return columns


@mistake("one_hot_text", "small and capital letters are taken for the same.")
def one_hot_lowers():
    def one_hot_text(text, alphabet):
        text, alphabet = text.lower(), alphabet.lower()
        rows = np.zeros((len(text), len(alphabet)))
        for place, letter in enumerate(text):
            if letter in alphabet:
                rows[place, alphabet.index(letter)] = 1
        return rows


@mistake(
    "one_hot_text",
    "a letter that is not in the alphabet gets the last column, since `find` returns −1.",
)
def one_hot_last_column():
    def one_hot_text(text, alphabet):
        rows = np.zeros((len(text), len(alphabet)))
        for place, letter in enumerate(text):
            rows[place, alphabet.find(letter)] = 1
        return rows


@mistake("one_hot_text", "a letter that is not in the alphabet gets no row; it gets one of zeros.")
def one_hot_skips():
    def one_hot_text(text, alphabet):
        known = [alphabet.index(letter) for letter in text if letter in alphabet]
        return np.eye(len(alphabet))[np.array(known, dtype=int)]


@mistake(
    "one_hot_text",
    "a letter that is not in the alphabet stops the function; it gets a row of zeros.",
)
def one_hot_raises():
    def one_hot_text(text, alphabet):
        rows = np.zeros((len(text), len(alphabet)))
        for place, letter in enumerate(text):
            rows[place, alphabet.index(letter)] = 1
        return rows


@mistake("one_hot_text", "these are the numbers of the letters; put a 1 in that column of a row.")
def one_hot_numbers():
    def one_hot_text(text, alphabet):
        return np.array([float(alphabet.find(letter)) for letter in text])


@mistake("one_hot_text", "this counts the letters of the whole text; each letter has its own row.")
def one_hot_counts():
    def one_hot_text(text, alphabet):
        return np.array([float(text.count(letter)) for letter in alphabet])


@mistake("one_hot_text", "the columns are those of the letters in the text; the alphabet is given.")
def one_hot_own_alphabet():
    def one_hot_text(text, alphabet):
        letters = sorted(set(text))
        rows = np.zeros((len(text), len(letters)))
        for place, letter in enumerate(text):
            rows[place, letters.index(letter)] = 1
        return rows


@mistake("one_hot_text", "the alphabet is sorted first; its order is given.")
def one_hot_sorted():
    def one_hot_text(text, alphabet):
        letters = sorted(alphabet)
        rows = np.zeros((len(text), len(letters)))
        for place, letter in enumerate(text):
            if letter in letters:
                rows[place, letters.index(letter)] = 1
        return rows


@mistake("one_hot_text", "there is a further column for letters that are not in the alphabet.")
def one_hot_extra_column():
    def one_hot_text(text, alphabet):
        rows = np.zeros((len(text), len(alphabet) + 1))
        for place, letter in enumerate(text):
            rows[place, alphabet.find(letter)] = 1
        return rows


@mistake("one_hot_text", "an empty text loses its columns: its array has the shape (0, n).")
def one_hot_empty():
    def one_hot_text(text, alphabet):
        return np.array([[float(letter == sign) for sign in alphabet] for letter in text])


# --- sample_text ----------------------------------------------------------------------------


@mistake("sample_text", "the text is written, but the function never returns it.")
def sample_returns_nothing():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            row = table[alphabet.index(text[-1])]
            text += alphabet[rng.choice(len(alphabet), p=row)]


@mistake("sample_text", "only the new letters are returned; the text begins with `start`.")
def sample_without_start():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            row = table[alphabet.index(text[-1])]
            text += alphabet[rng.choice(len(alphabet), p=row)]
        return text[len(start) :]


@mistake("sample_text", "it always takes the likeliest letter; draw one with the probabilities.")
def sample_likeliest():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            text += alphabet[np.argmax(table[alphabet.index(text[-1])])]
        return text


@mistake("sample_text", "all letters are equally likely; hand the row to `rng.choice` as `p`.")
def sample_uniform():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            text += alphabet[rng.choice(len(alphabet))]
        return text


@mistake("sample_text", "a column of the table is taken; the probabilities stand in a row.")
def sample_column():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            column = table[:, alphabet.index(text[-1])]
            text += alphabet[rng.choice(len(alphabet), p=column / column.sum())]
        return text


@mistake("sample_text", "the row is always that of `start`; take that of the letter just written.")
def sample_one_row():
    def sample_text(table, alphabet, start, n, rng):
        text, row = start, table[alphabet.index(start[-1])]
        for _ in range(n):
            text += alphabet[rng.choice(len(alphabet), p=row)]
        return text


@mistake("sample_text", "the row is that of the first letter of the text; take the last one.")
def sample_first_letter():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            row = table[alphabet.index(text[0])]
            text += alphabet[rng.choice(len(alphabet), p=row)]
        return text


@mistake("sample_text", "the letters are not drawn with the `rng` that was handed over.")
def sample_own_generator():
    def sample_text(table, alphabet, start, n, rng):
        text, rng = start, np.random.default_rng(12345)
        for _ in range(n):
            row = table[alphabet.index(text[-1])]
            text += alphabet[rng.choice(len(alphabet), p=row)]
        return text


@mistake("sample_text", "new letters are put in front; they go to the end.")
def sample_in_front():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n):
            row = table[alphabet.index(text[0])]
            text = alphabet[rng.choice(len(alphabet), p=row)] + text
        return text


@mistake("sample_text", "`n` is taken for the length of the whole text; it counts new letters.")
def sample_whole_length():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        while len(text) < n:
            row = table[alphabet.index(text[-1])]
            text += alphabet[rng.choice(len(alphabet), p=row)]
        return text


@mistake("sample_text", "there is a letter too many: write `n` of them.")
def sample_one_more():
    def sample_text(table, alphabet, start, n, rng):
        text = start
        for _ in range(n + 1):
            row = table[alphabet.index(text[-1])]
            text += alphabet[rng.choice(len(alphabet), p=row)]
        return text


@mistake("sample_text", "the letters are in a list; put them together to one text.")
def sample_list():
    def sample_text(table, alphabet, start, n, rng):
        letters = list(start)
        for _ in range(n):
            row = table[alphabet.index(letters[-1])]
            letters.append(alphabet[rng.choice(len(alphabet), p=row)])
        return letters
