"""Known mistakes of problem set 7, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, `pd`, `keras`, `pima` and the given helpers, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841

from grader.variants import mistake

# --- mark_missing ---------------------------------------------------------------------------


@mistake("mark_missing", "the zeros are marked, but the function never returns the table.")
def mark_missing_returns_nothing():
    def mark_missing(table):
        marked = table.copy()
        for name in pima.zero_is_missing:
            marked[name] = marked[name].replace(0, np.nan)


@mistake(
    "mark_missing",
    "nothing is marked in the table that comes back. `replace` returns a new column: put it into "
    "your copy, and return that copy.",
)
def mark_missing_drops_the_result():
    def mark_missing(table):
        marked = table.copy()
        marked[list(pima.zero_is_missing)].replace(0, np.nan)
        return marked


@mistake(
    "mark_missing",
    "zeros are marked in every column. No pregnancies is a real count, and 0 in `diabetes` is a "
    "class.",
)
def mark_missing_everywhere():
    def mark_missing(table):
        return table.replace(0, np.nan)


@mistake(
    "mark_missing",
    "`pregnancies` is marked as well. It is a measurement, but there a zero is a real count.",
)
def mark_missing_all_features():
    def mark_missing(table):
        marked = table.copy()
        for name in pima.features:
            marked[name] = marked[name].replace(0, np.nan)
        return marked


@mistake("mark_missing", "only `insulin` is marked; four other columns have such zeros too.")
def mark_missing_insulin_only():
    def mark_missing(table):
        marked = table.copy()
        marked["insulin"] = marked["insulin"].replace(0, np.nan)
        return marked


@mistake("mark_missing", "`bmi` is left out: nobody has a body mass index of zero either.")
def mark_missing_without_bmi():
    def mark_missing(table):
        marked = table.copy()
        for name in ("glucose", "blood_pressure", "skin_fold", "insulin"):
            marked[name] = marked[name].replace(0, np.nan)
        return marked


@mistake(
    "mark_missing",
    "the table that was passed in is changed, so the caller's data are lost. Begin with "
    "`table.copy()`.",
)
def mark_missing_in_place():
    def mark_missing(table):
        for name in pima.zero_is_missing:
            table[name] = table[name].replace(0, np.nan)
        return table


@mistake("mark_missing", "the rows with a missing value are dropped; mark the value and keep them.")
def mark_missing_drops_rows():
    def mark_missing(table):
        names = list(pima.zero_is_missing)
        return table[(table[names] != 0).all(axis=1)]


@mistake(
    "mark_missing",
    "the zeros are filled with a median at once. Filling comes later, after the split, so that "
    "the test rows take no part in it.",
)
def mark_missing_fills():
    def mark_missing(table):
        marked = table.copy()
        for name in pima.zero_is_missing:
            values = marked[name].replace(0, np.nan)
            marked[name] = values.fillna(values.median())
        return marked


@mistake(
    "mark_missing",
    "the text 'NaN' is written in place of the zeros. `np.nan` is a number, 'NaN' a word.",
)
def mark_missing_writes_a_word():
    def mark_missing(table):
        marked = table.astype(object)
        for name in pima.zero_is_missing:
            marked[name] = marked[name].replace(0, "NaN")
        return marked


@mistake("mark_missing", "only the five columns come back; the other four are lost.")
def mark_missing_five_columns():
    def mark_missing(table):
        return table[list(pima.zero_is_missing)].replace(0, np.nan)


@mistake("mark_missing", "an array comes back. Return a table, which keeps the columns' names.")
def mark_missing_array():
    def mark_missing(table):
        marked = table.copy()
        for name in pima.zero_is_missing:
            marked[name] = marked[name].replace(0, np.nan)
        return marked.to_numpy()


@mistake(
    "mark_missing",
    "it tells which values are missing (True or False). Return the table with NaN in it.",
)
def mark_missing_mask():
    def mark_missing(table):
        mask = table == 0
        mask[["pregnancies", "pedigree", "age", "diabetes"]] = False
        return mask


@mistake("mark_missing", "it is the other way round: the zeros stay and the values become NaN.")
def mark_missing_the_rest():
    def mark_missing(table):
        marked = table.copy()
        for name in pima.zero_is_missing:
            marked[name] = marked[name].where(marked[name] == 0)
        return marked


@mistake("mark_missing", "`insulin` is left out: there a zero means missing as well.")
def mark_missing_without_insulin():
    def mark_missing(table):
        marked = table.copy()
        for name in ("glucose", "blood_pressure", "skin_fold", "bmi"):
            marked[name] = marked[name].replace(0, np.nan)
        return marked


# --- split ----------------------------------------------------------------------------------


@mistake("split", "the parts are made, but the function never returns them.")
def split_returns_nothing():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        parts = train_test_split(
            table, test_size=test_size, stratify=table["diabetes"], random_state=seed
        )


@mistake(
    "split",
    "the split is not stratified, so chance decides how many positive rows the test part gets. "
    'Pass `stratify=table["diabetes"]`.',
)
def split_not_stratified():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        return train_test_split(table, test_size=test_size, random_state=seed)


@mistake("split", "the seed is not used, so the split is another one in each run.")
def split_unseeded():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        return train_test_split(table, test_size=test_size, stratify=table["diabetes"])


FIXED_SEED = "the seed is a fixed number in your code; use the argument `seed`."


@mistake("split", FIXED_SEED)
def split_seed_42():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        return train_test_split(
            table, test_size=test_size, stratify=table["diabetes"], random_state=42
        )


OTHER_SIZE = (
    "the first part has the size of the test rows. Training rows come first, and `test_size` is "
    "the share of the second part."
)


@mistake("split", OTHER_SIZE)
def split_swapped():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        train, test = train_test_split(
            table, test_size=test_size, stratify=table["diabetes"], random_state=seed
        )
        return test, train


@mistake("split", OTHER_SIZE)
def split_share_of_training():
    def split(table, test_size, seed):
        shuffled = table.sample(frac=1, random_state=seed)
        n_train = round(test_size * len(table))
        return shuffled[:n_train], shuffled[n_train:]


@mistake(
    "split",
    "the last rows become the test rows. A table may be sorted, and this one is: shuffle it, and "
    "stratify.",
)
def split_last_rows():
    def split(table, test_size, seed):
        n_train = len(table) - round(test_size * len(table))
        return table[:n_train], table[n_train:]


@mistake(
    "split",
    "the test rows are also among the training rows, so the model has seen what it is judged on.",
)
def split_overlap():
    def split(table, test_size, seed):
        test = table.groupby("diabetes").sample(frac=test_size, random_state=seed)
        return table, test


@mistake(
    "split",
    "rows are drawn with replacement: some come twice, others never. Draw without.",
)
def split_with_replacement():
    def split(table, test_size, seed):
        rng = np.random.default_rng(seed)
        n_test = round(test_size * len(table))
        rows = rng.integers(len(table), size=len(table))
        return table.iloc[rows[n_test:]], table.iloc[rows[:n_test]]


@mistake(
    "split",
    "features and labels come back as four parts. Return two tables; `diabetes` is one of their "
    "columns.",
)
def split_four_parts():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        X, y = table.drop(columns="diabetes"), table["diabetes"]
        return train_test_split(X, y, test_size=test_size, stratify=y, random_state=seed)


@mistake("split", "the column `diabetes` is missing in the parts. Keep all columns.")
def split_without_label():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        features = table.drop(columns="diabetes")
        return train_test_split(
            features, test_size=test_size, stratify=table["diabetes"], random_state=seed
        )


@mistake(
    "split",
    "the test part holds as many positive as negative rows. Stratified means: the same share as "
    "in the whole table.",
)
def split_half_and_half():
    def split(table, test_size, seed):
        half = round(test_size * len(table) / 2)
        test = table.groupby("diabetes").sample(n=half, random_state=seed)
        return table.drop(index=test.index), test


# --- preprocess -----------------------------------------------------------------------------


@mistake("preprocess", "the arrays are computed, but the function never returns them.")
def preprocess_returns_nothing():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        means, spreads = train.mean(), train.std(ddof=0)
        X_train, X_test = (train - means) / spreads, (test - means) / spreads


@mistake(
    "preprocess",
    "medians, means and standard deviations are those of all rows. That is leakage: the test "
    "rows have taken part. Compute them from `train` alone.",
)
def preprocess_all_rows():
    def preprocess(train, test):
        both = pd.concat([train, test]).drop(columns="diabetes")
        both = both.fillna(both.median())
        both = ((both - both.mean()) / both.std(ddof=0)).to_numpy()
        return both[: len(train)], both[len(train) :]


@mistake(
    "preprocess",
    "the scaler has seen all rows; the medians have not. Fit the scaler on the training rows too.",
)
def preprocess_scaler_on_all_rows():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        both = pd.concat([train, test])
        means, spreads = both.mean(), both.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake(
    "preprocess",
    "the medians are those of all rows: the test rows have helped to fill the training rows.",
)
def preprocess_medians_of_all_rows():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = pd.concat([train, test]).median()
        train, test = train.fillna(medians), test.fillna(medians)
        means, spreads = train.mean(), train.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake(
    "preprocess",
    "the test rows are scaled with their own mean and standard deviation. With scikit-learn: "
    "`fit_transform` for the training rows, then only `transform` for the test rows.",
)
def preprocess_test_scaled_by_itself():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        return (
            ((train - train.mean()) / train.std(ddof=0)).to_numpy(),
            ((test - test.mean()) / test.std(ddof=0)).to_numpy(),
        )


@mistake(
    "preprocess",
    "missing test values are filled with the test rows' own median. A single woman has none: "
    "use the median of the training rows.",
)
def preprocess_test_filled_by_itself():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        train, test = train.fillna(train.median()), test.fillna(test.median())
        means, spreads = train.mean(), train.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake("preprocess", "the missing values are not filled: NaN goes in and NaN comes out.")
def preprocess_not_filled():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        means, spreads = train.mean(), train.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake("preprocess", "gaps are filled with the mean; the exercise asks for the median.")
def preprocess_mean():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        train, test = train.fillna(train.mean()), test.fillna(train.mean())
        means, spreads = train.mean(), train.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake("preprocess", "gaps are filled with zeros, which takes back what was marked.")
def preprocess_zeros():
    def preprocess(train, test):
        train = train.drop(columns="diabetes").fillna(0)
        test = test.drop(columns="diabetes").fillna(0)
        means, spreads = train.mean(), train.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake(
    "preprocess",
    "mean and standard deviation are taken before the gaps are filled. Fill first, then scale.",
)
def preprocess_scaled_first():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        means, spreads, medians = train.mean(), train.std(ddof=0), train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake("preprocess", "the label `diabetes` is among the columns: the network would read it off.")
def preprocess_keeps_label():
    def preprocess(train, test):
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        means, spreads = train.mean(), train.std(ddof=0)
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake(
    "preprocess",
    "the standard deviation divides by n − 1, as pandas' `std` does. Pass `ddof=0`, or use "
    "`np.std`.",
)
def preprocess_pandas_std():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        means, spreads = train.mean(), train.std()
        return ((train - means) / spreads).to_numpy(), ((test - means) / spreads).to_numpy()


@mistake(
    "preprocess", "the columns are squeezed between 0 and 1; standardize them as the formula says."
)
def preprocess_min_max():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        low, high = train.min(), train.max()
        return ((train - low) / (high - low)).to_numpy(), ((test - low) / (high - low)).to_numpy()


@mistake("preprocess", "the gaps are filled, but the columns are not scaled.")
def preprocess_not_scaled():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        return train.fillna(medians).to_numpy(), test.fillna(medians).to_numpy()


@mistake("preprocess", "the mean is not subtracted.")
def preprocess_not_centered():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        spreads = train.std(ddof=0)
        return (train / spreads).to_numpy(), (test / spreads).to_numpy()


@mistake("preprocess", "tables come back. `.to_numpy()` turns a table into an array.")
def preprocess_tables():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        means, spreads = train.mean(), train.std(ddof=0)
        return (train - means) / spreads, (test - means) / spreads


@mistake("preprocess", "only the training rows come back. Return both arrays.")
def preprocess_train_only():
    def preprocess(train, test):
        train = train.drop(columns="diabetes")
        train = train.fillna(train.median())
        return ((train - train.mean()) / train.std(ddof=0)).to_numpy()


OWN_SCALE = (
    "the test rows are scaled with their own mean and standard deviation. With scikit-learn: "
    "`fit_transform` for the training rows, then only `transform` for the test rows."
)


@mistake("preprocess", OWN_SCALE)
def preprocess_test_scaled_by_a_scaler():
    from sklearn.preprocessing import StandardScaler

    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        scaler = StandardScaler()
        X_train = scaler.fit_transform(train.fillna(medians).to_numpy())
        return X_train, scaler.fit_transform(test.fillna(medians).to_numpy())


@mistake(
    "preprocess",
    "the test rows are filled and scaled with medians, means and standard deviations of their own. "
    "`fit_transform` is for the training rows, `transform` for the test rows.",
)
def preprocess_each_by_itself():
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        steps = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        return steps.fit_transform(train), steps.fit_transform(test)


@mistake("preprocess", "the columns are divided by their variance. Take its square root.")
def preprocess_variance():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        mean, spread = train.mean(), train.var(ddof=0)
        return ((train - mean) / spread).to_numpy(), ((test - mean) / spread).to_numpy()


@mistake(
    "preprocess",
    "all columns have one mean and one standard deviation. Each column has its own: with NumPy, "
    "`axis=0`.",
)
def preprocess_one_mean():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        X_train, X_test = train.fillna(medians).to_numpy(), test.fillna(medians).to_numpy()
        mean, spread = X_train.mean(), X_train.std()
        return (X_train - mean) / spread, (X_test - mean) / spread


@mistake("preprocess", "the rows with a gap are dropped; fill the gap and keep them.")
def preprocess_drops_rows():
    def preprocess(train, test):
        train = train.dropna().drop(columns="diabetes")
        test = test.dropna().drop(columns="diabetes")
        mean, spread = train.mean(), train.std(ddof=0)
        return ((train - mean) / spread).to_numpy(), ((test - mean) / spread).to_numpy()


@mistake("preprocess", "the two arrays have changed places; the training rows come first.")
def preprocess_test_first():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes"), test.drop(columns="diabetes")
        medians = train.median()
        train, test = train.fillna(medians), test.fillna(medians)
        mean, spread = train.mean(), train.std(ddof=0)
        return ((test - mean) / spread).to_numpy(), ((train - mean) / spread).to_numpy()


@mistake("preprocess", "gaps are filled with the row above; the exercise asks for the median.")
def preprocess_row_above():
    def preprocess(train, test):
        train, test = train.drop(columns="diabetes").ffill(), test.drop(columns="diabetes").ffill()
        mean, spread = train.mean(), train.std(ddof=0)
        return ((train - mean) / spread).to_numpy(), ((test - mean) / spread).to_numpy()


# --- build_model ----------------------------------------------------------------------------


NO_MODEL = (
    "the model is built, but the function does not return it. `model.compile` returns nothing: "
    "compile first, then `return model`."
)


@mistake("build_model", NO_MODEL)
def build_returns_nothing():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")


@mistake("build_model", "the model is not compiled: it has no optimizer and no loss yet.")
def build_not_compiled():
    def build_model(n_features):
        return keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )


@mistake(
    "build_model",
    "the hidden layers have no activation. Without one the three layers together are one linear "
    "map.",
)
def build_linear():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16),
                keras.layers.Dense(8),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake("build_model", "the output has no sigmoid, so it is not between 0 and 1.")
def build_without_sigmoid():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "softmax divides by the sum over the units. With one unit that gives 1 for everybody; use a "
    "sigmoid.",
)
def build_softmax_with_one_unit():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="softmax"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "there are two output units, as for one-hot labels. Two classes with labels 0 and 1 need one "
    "unit with a sigmoid.",
)
def build_two_outputs():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(2, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the loss is the mean squared error, which is for numbers. For two classes use the binary "
    "cross-entropy.",
)
def build_mse():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="mse")
        return model


@mistake(
    "build_model",
    "the sigmoid is applied twice: with `from_logits=True` the loss applies its own to what the "
    "model returns.",
)
def build_from_logits():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile(optimizer="adam", loss=loss)
        return model


@mistake("build_model", "the optimizer is plain gradient descent; the exercise asks for Adam.")
def build_sgd():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="sgd", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the inputs have a layer of their own with weights. `keras.Input` is all that they need.",
)
def build_input_as_layer():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(n_features, activation="relu"),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake("build_model", "the second hidden layer, with 8 units, is missing.")
def build_one_hidden_layer():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake("build_model", "the number of inputs is always 8; use the argument `n_features`.")
def build_eight_inputs():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((8,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the model has no weights yet: without `keras.Input((n_features,))` it does not know how many "
    "inputs there are.",
)
def build_without_input():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the output has a ReLU, which has no upper end. A sigmoid keeps it between 0 and 1.",
)
def build_relu_everywhere():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="relu"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the weights of a layer all start at the same number. Then its units compute the same, and "
    "learn the same.",
)
def build_zeros():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu", kernel_initializer="zeros"),
                keras.layers.Dense(8, activation="relu", kernel_initializer="zeros"),
                keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the weights are frozen: with `trainable = False` no training changes them.",
)
def build_frozen():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.trainable = False
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake("build_model", "the biases are switched off, so that parameters are missing.")
def build_without_biases():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu", use_bias=False),
                keras.layers.Dense(8, activation="relu", use_bias=False),
                keras.layers.Dense(1, activation="sigmoid", use_bias=False),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "`init=` is a spelling of 2016. Today it is `kernel_initializer=`, and here you need neither.",
)
def build_old_spelling():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, init="uniform", activation="relu"),
                keras.layers.Dense(8, init="uniform", activation="relu"),
                keras.layers.Dense(1, init="uniform", activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "the starting values are drawn in another way (`kernel_initializer`). Leave that argument out.",
)
def build_other_start():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu", kernel_initializer="he_normal"),
                keras.layers.Dense(8, activation="relu", kernel_initializer="he_normal"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_model",
    "Adam has a learning rate of your own. Keras's own is 0.001; leave that argument out.",
)
def build_other_rate():
    def build_model(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(16, activation="relu"),
                keras.layers.Dense(8, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        optimizer = keras.optimizers.Adam(learning_rate=0.01)
        model.compile(optimizer=optimizer, loss="binary_crossentropy")
        return model


# --- fit ------------------------------------------------------------------------------------


@mistake("fit", "the model is trained, but the function never returns the costs.")
def fit_returns_nothing():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)


@mistake("fit", 'Keras\'s `History` comes back. The list is in it: `history.history["loss"]`.')
def fit_history():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        return model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)


@mistake("fit", "the model comes back. It is trained in place; return the list of costs.")
def fit_model():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return model


@mistake("fit", "only the last cost comes back. Return one cost for each epoch.")
def fit_last_cost():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"][-1]


@mistake("fit", "the accuracies come back. The costs are under the key `loss`.")
def fit_accuracy():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["accuracy"]


UNSEEDED = (
    "the order of the rows is another one in each run. Call `keras.utils.set_random_seed(seed)` "
    "before `model.fit`."
)


@mistake("fit", UNSEEDED)
def fit_unseeded():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


SAME_FOR_EVERY_SEED = (
    "the seed makes no difference. Either it is a fixed number in your code, or the rows are not "
    "shuffled."
)


@mistake("fit", SAME_FOR_EVERY_SEED)
def fit_fixed_seed():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(7)
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake("fit", SAME_FOR_EVERY_SEED)
def fit_not_shuffled():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, shuffle=False, verbose=0)
        return history.history["loss"]


@mistake("fit", "the number of epochs is not passed on, so Keras makes one.")
def fit_one_epoch():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake("fit", "the batch size is not passed on, so Keras takes 32.")
def fit_batches_of_32():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, epochs=epochs, verbose=0)
        return history.history["loss"]


@mistake(
    "fit",
    "the last fifth of the rows takes no part in the training, as with `validation_split=0.2`. "
    "Here all rows are for training; the test rows have been set aside before.",
)
def fit_keeps_rows_back():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(
            X, y, epochs=epochs, batch_size=batch_size, validation_split=0.2, verbose=0
        )
        return history.history["loss"]


@mistake(
    "fit",
    "X is shuffled without y, so that each woman gets the label of another one. Shuffle both with "
    "the same order.",
)
def fit_labels_left_behind():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        order = np.random.default_rng(seed).permutation(len(X))
        history = model.fit(X[order], y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake(
    "fit",
    "the model is compiled again, so that it learns with another optimizer than the one it came "
    "with.",
)
def fit_compiles_again():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        model.compile(optimizer="adam", loss="binary_crossentropy")
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake("fit", "the model is only evaluated, again and again. `model.fit` trains it.")
def fit_evaluates():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        return [model.evaluate(X, y, verbose=0)[0] for _ in range(epochs)]


@mistake("fit", "the labels are turned around: 1 has become 0, and 0 has become 1.")
def fit_labels_turned_around():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, 1 - y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake(
    "fit",
    "the labels are one-hot, two columns for one output unit. Pass `y` as it is, 0 or 1.",
)
def fit_one_hot():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        Y = keras.utils.to_categorical(y, 2)
        history = model.fit(X, Y, epochs=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake("fit", "`nb_epoch` is a spelling of 2016. Today it is `epochs`.")
def fit_old_spelling():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, nb_epoch=epochs, batch_size=batch_size, verbose=0)
        return history.history["loss"]


@mistake(
    "fit",
    "every epoch has the same order of the rows. Seed once, before the first epoch, and let "
    "`model.fit` shuffle.",
)
def fit_shuffles_once():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        order = np.random.default_rng(seed).permutation(len(X))
        settings = {"epochs": epochs, "batch_size": batch_size, "shuffle": False, "verbose": 0}
        return model.fit(X[order], y[order], **settings).history["loss"]


@mistake(
    "fit",
    "training stops where the cost has not fallen for some epochs. Train for all the epochs that "
    "are asked for.",
)
def fit_stops_early():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        stop = keras.callbacks.EarlyStopping(monitor="loss", patience=3)
        settings = {"epochs": epochs, "batch_size": batch_size, "callbacks": [stop], "verbose": 0}
        return model.fit(X, y, **settings).history["loss"]


AFTER_THE_STEPS = (
    "these are costs of the model as it is at the end of each epoch. Those of "
    '`history["loss"]` are means over the steps, each taken before its step.'
)


@mistake("fit", AFTER_THE_STEPS)
def fit_evaluates_after_each_epoch():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        costs = []
        for _ in range(epochs):
            model.fit(X, y, epochs=1, batch_size=batch_size, verbose=0)
            costs.append(model.evaluate(X, y, verbose=0))
        return costs


@mistake("fit", "the dictionary `history` comes back; the list is under its key `loss`.")
def fit_dictionary():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        return model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0).history


@mistake("fit", "a copy of the model is trained; the model that was handed in stays as it was.")
def fit_copy():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        copied = keras.models.clone_model(model)
        copied.compile(optimizer=keras.optimizers.SGD(0.5), loss="binary_crossentropy")
        return copied.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0).history["loss"]


@mistake("fit", "the costs are rounded to two decimals; return them as they are.")
def fit_rounded():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        history = model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return [round(cost, 2) for cost in history.history["loss"]]


@mistake("fit", "the rows of the two classes have different weights, which nothing asks for.")
def fit_balances():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        weights = {0: 1.0, 1: float((y == 0).sum() / max((y == 1).sum(), 1))}
        settings = {"epochs": epochs, "batch_size": batch_size, "verbose": 0}
        return model.fit(X, y, class_weight=weights, **settings).history["loss"]


# --- evaluate -------------------------------------------------------------------------------


@mistake("evaluate", "the scores are computed, but the function never returns them.")
def evaluate_returns_nothing():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        scores = {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


@mistake("evaluate", "precision and recall have changed places.")
def evaluate_swapped():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(true.sum(), 1),
            "recall": hits / max(yes.sum(), 1),
        }


@mistake(
    "evaluate",
    "where nothing can be divided by, the result is not a number. Return 0 for that score.",
)
def evaluate_divides_by_zero():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / yes.sum(),
            "recall": hits / true.sum(),
        }


@mistake(
    "evaluate",
    "outputs of shape (n, 1) are compared with labels of shape (n,), and NumPy compares every row "
    "with every other. Take the column out: `[:, 0]`.",
)
def evaluate_broadcasts():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0) >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


@mistake("evaluate", "the comparison is the wrong way round: an output below 0.5 became a yes.")
def evaluate_wrong_way_round():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] < 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


EXACTLY_HALF = (
    "an output of exactly 0.5 has become a no. Compare with `>= 0.5`; `np.round` rounds 0.5 to 0."
)


@mistake("evaluate", EXACTLY_HALF)
def evaluate_above_half():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] > 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


@mistake("evaluate", EXACTLY_HALF)
def evaluate_rounds():
    def evaluate(model, X, y):
        yes, true = np.round(model.predict(X, verbose=0)[:, 0]) == 1, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


@mistake(
    "evaluate",
    "every answer is no. `argmax` over a single column is always 0, and `astype(int)` makes 0 of "
    "0.9; compare the outputs with 0.5.",
)
def evaluate_argmax():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0).argmax(axis=1) == 1, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


@mistake(
    "evaluate",
    "recall is computed from the women without diabetes (its name is specificity). Divide the "
    "true positives by all who have diabetes.",
)
def evaluate_specificity():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": (~yes & ~true).sum() / max((~true).sum(), 1),
        }


@mistake("evaluate", "the scores are percentages; return shares from 0 to 1.")
def evaluate_percentages():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": 100 * (yes == true).mean(),
            "precision": 100 * hits / max(yes.sum(), 1),
            "recall": 100 * hits / max(true.sum(), 1),
        }


@mistake("evaluate", "the rows are counted, but the counts are not divided.")
def evaluate_counts():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {"accuracy": (yes == true).sum(), "precision": hits, "recall": hits}


@mistake("evaluate", "the three scores come back as a tuple; return a dictionary with names.")
def evaluate_tuple():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return (yes == true).mean(), hits / max(yes.sum(), 1), hits / max(true.sum(), 1)


@mistake(
    "evaluate",
    "`model.evaluate` returns the cost and the metrics it was compiled with. Ask `model.predict` "
    "for the outputs and count yourself.",
)
def evaluate_by_keras():
    def evaluate(model, X, y):
        scores = model.evaluate(X, y, verbose=0)
        return {"accuracy": scores[1]}


@mistake("evaluate", "accuracy, precision and recall are each averaged over both classes.")
def evaluate_macro():
    from sklearn.metrics import precision_score, recall_score

    def evaluate(model, X, y):
        yes = (model.predict(X, verbose=0)[:, 0] >= 0.5).astype(int)
        return {
            "accuracy": recall_score(y, yes, average="macro", zero_division=0),
            "precision": precision_score(y, yes, average="macro", zero_division=0),
            "recall": recall_score(y, yes, average="macro", zero_division=0),
        }


@mistake("evaluate", "the rows are taken for the outputs: the model is never asked.")
def evaluate_never_asks():
    def evaluate(model, X, y):
        yes, true = X[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / max(yes.sum(), 1),
            "recall": hits / max(true.sum(), 1),
        }


@mistake("evaluate", "where there is nothing to divide by, 1 comes back; the score is 0 there.")
def evaluate_one_for_nothing():
    def evaluate(model, X, y):
        yes, true = model.predict(X, verbose=0)[:, 0] >= 0.5, y == 1
        hits = (yes & true).sum()
        return {
            "accuracy": (yes == true).mean(),
            "precision": hits / yes.sum() if yes.any() else 1.0,
            "recall": hits / true.sum() if true.any() else 1.0,
        }


@mistake("evaluate", "precision and recall are those of the women without diabetes.")
def evaluate_of_the_healthy():
    def evaluate(model, X, y):
        no, healthy = model.predict(X, verbose=0)[:, 0] < 0.5, y == 0
        hits = (no & healthy).sum()
        return {
            "accuracy": (no == healthy).mean(),
            "precision": hits / max(no.sum(), 1),
            "recall": hits / max(healthy.sum(), 1),
        }


@mistake(
    "evaluate",
    "precision and recall are averages over both classes; here they are those of the women with "
    "diabetes.",
)
def evaluate_averages():
    from sklearn.metrics import precision_score, recall_score

    def evaluate(model, X, y):
        yes = (model.predict(X, verbose=0)[:, 0] >= 0.5).astype(int)
        return {
            "accuracy": (yes == y).mean(),
            "precision": precision_score(y, yes, average="macro", zero_division=0),
            "recall": recall_score(y, yes, average="macro", zero_division=0),
        }
