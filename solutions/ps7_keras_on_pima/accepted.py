"""Accepted variants of problem set 7: right answers in other styles, all with full marks.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: B905, C408, D103, F821

from grader.variants import accepted

# --- mark_missing ---------------------------------------------------------------------------


@accepted("mark_missing")
def mark_missing_at_once():
    def mark_missing(table):
        return table.replace({name: {0: np.nan} for name in pima.zero_is_missing})


@accepted("mark_missing")
def mark_missing_where():
    def mark_missing(table):
        names = list(pima.zero_is_missing)
        result = table.copy()
        result[names] = table[names].where(table[names] != 0)
        return result


@accepted("mark_missing")
def mark_missing_mask():
    def mark_missing(table):
        names = ["glucose", "blood_pressure", "skin_fold", "insulin", "bmi"]
        return table.assign(**{name: table[name].mask(table[name] == 0) for name in names})


@accepted("mark_missing")
def mark_missing_numpy_where():
    def mark_missing(df):
        out = df.copy()
        for column in pima.zero_is_missing:
            out[column] = np.where(df[column] == 0, np.nan, df[column])
        return out


@accepted("mark_missing")
def mark_missing_loc():
    def mark_missing(table):
        new = table.astype(float)
        for name in pima.zero_is_missing:
            new.loc[new[name] == 0, name] = np.nan
        return new


@accepted("mark_missing")
def mark_missing_loop_over_cells():
    def is_gap(name: str, value: float) -> bool:
        return name in pima.zero_is_missing and value == 0

    def mark_missing(table: pd.DataFrame) -> pd.DataFrame:
        columns = {}
        for name in table.columns:
            columns[name] = [float("nan") if is_gap(name, x) else x for x in table[name]]
        return pd.DataFrame(columns)


@accepted("mark_missing")
def mark_missing_by_array():
    def mark_missing(table):
        values = table.to_numpy(dtype="float64", copy=True)
        for name in pima.zero_is_missing:
            place = list(table.columns).index(name)
            values[values[:, place] == 0, place] = np.nan
        print("marked", np.isnan(values).sum())
        return pd.DataFrame(values, columns=table.columns, index=table.index)


@accepted("mark_missing")
def mark_missing_float32():
    def mark_missing(table):
        marked = table.copy()
        for name in pima.zero_is_missing:
            marked[name] = table[name].astype("float32").replace(0, np.nan)
        return marked


@accepted("mark_missing")
def mark_missing_apply():
    def mark_missing(table):
        def mark(column):
            return column.replace(0, np.nan) if column.name in pima.zero_is_missing else column

        return table.apply(mark)


# --- split ----------------------------------------------------------------------------------


@accepted("split")
def split_as_pair():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        train, test = train_test_split(
            table, test_size=test_size, random_state=seed, stratify=table.diabetes
        )
        return train.reset_index(drop=True), test.reset_index(drop=True)


@accepted("split")
def split_by_group():
    def split(table, test_size, seed):
        test = table.groupby("diabetes").sample(frac=test_size, random_state=seed)
        return table.drop(index=test.index), test


@accepted("split")
def split_each_class():
    def split(table, test_size, seed):
        rng = np.random.default_rng(seed)
        training, testing = [], []
        for label in (0, 1):
            rows = rng.permutation(np.flatnonzero(table["diabetes"] == label))
            n_test = round(test_size * len(rows))
            testing.extend(rows[:n_test])
            training.extend(rows[n_test:])
        return table.iloc[training], table.iloc[testing]


@accepted("split")
def split_shuffle_split():
    from sklearn.model_selection import StratifiedShuffleSplit

    def split(table, test_size, seed):
        splitter = StratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=seed)
        training, testing = next(splitter.split(table, table["diabetes"]))
        return table.iloc[training], table.iloc[testing]


@accepted("split")
def split_indices():
    import sklearn.model_selection

    def split(df, test_size, seed):
        rows = np.arange(len(df))
        a, b = sklearn.model_selection.train_test_split(
            rows, test_size=test_size, stratify=df["diabetes"].to_numpy(), random_state=seed
        )
        return df.iloc[np.sort(a)].copy(), df.iloc[np.sort(b)].copy()


@accepted("split")
def split_sampled_frames():
    def split(table, test_size, seed):
        parts = []
        for _, group in table.groupby("diabetes"):
            parts.append(group.sample(frac=test_size, random_state=seed))
        test = pd.concat(parts)
        train = table[~table.index.isin(test.index)]
        print(len(train), len(test))
        return train, test


@accepted("split")
def split_random_module():
    import random

    def split(table: pd.DataFrame, test_size: float, seed: int):
        generator = random.Random(seed)
        is_test = np.zeros(len(table), dtype=bool)
        for label in table["diabetes"].unique():
            rows = [i for i, value in enumerate(table["diabetes"]) if value == label]
            is_test[generator.sample(rows, round(len(rows) * test_size))] = True
        return table[~is_test], table[is_test]


@accepted("split")
def split_list():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        labels = table["diabetes"]
        parts = train_test_split(table, test_size=test_size, stratify=labels, random_state=seed)
        return [part.copy() for part in parts]


@accepted("split")
def split_training_share():
    from sklearn.model_selection import train_test_split

    def split(table, test_size, seed):
        share = 1 - test_size
        return train_test_split(
            table, train_size=share, shuffle=True, stratify=table[["diabetes"]], random_state=seed
        )


# --- preprocess -----------------------------------------------------------------------------


@accepted("preprocess")
def preprocess_pipeline():
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def preprocess(train, test):
        steps = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        X_train = steps.fit_transform(train.drop(columns="diabetes"))
        return X_train, steps.transform(test.drop(columns="diabetes"))


@accepted("preprocess")
def preprocess_two_steps():
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import StandardScaler

    def preprocess(train, test):
        A = train.drop(columns=["diabetes"]).to_numpy()
        B = test.drop(columns=["diabetes"]).to_numpy()
        imputer, scaler = SimpleImputer(strategy="median"), StandardScaler()
        A = scaler.fit_transform(imputer.fit_transform(A))
        return A, scaler.transform(imputer.transform(B))


@accepted("preprocess")
def preprocess_numpy():
    def preprocess(train, test):
        names = [name for name in train.columns if name != "diabetes"]
        A, B = train[names].to_numpy(dtype=float), test[names].to_numpy(dtype=float)
        medians = np.nanmedian(A, axis=0)
        A = np.where(np.isnan(A), medians, A)
        B = np.where(np.isnan(B), medians, B)
        mean, spread = A.mean(axis=0), A.std(axis=0)
        return (A - mean) / spread, (B - mean) / spread


@accepted("preprocess")
def preprocess_loop():
    def preprocess(train, test):
        columns_a, columns_b = [], []
        for name in train:
            if name == "diabetes":
                continue
            middle = train[name].median()
            a, b = train[name].fillna(middle), test[name].fillna(middle)
            mean = sum(a) / len(a)
            spread = (sum((x - mean) ** 2 for x in a) / len(a)) ** 0.5
            columns_a.append([(x - mean) / spread for x in a])
            columns_b.append([(x - mean) / spread for x in b])
        return np.array(columns_a).T, np.array(columns_b).T


@accepted("preprocess")
def preprocess_float32():
    def preprocess(train, test):
        del_label = {"columns": "diabetes"}
        train, test = train.drop(**del_label), test.drop(**del_label)
        middle = train.median()
        train, test = train.fillna(middle), test.fillna(middle)
        center, spread = train.mean(), np.sqrt(((train - train.mean()) ** 2).mean())
        scaled = ((part - center) / spread for part in (train, test))
        return tuple(part.to_numpy(dtype="float32") for part in scaled)


@accepted("preprocess")
def preprocess_helper():
    def statistics(part: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
        middle = part.quantile(0.5)
        filled = part.fillna(middle)
        return middle, filled.mean(), filled.std(ddof=0)

    def preprocess(train: pd.DataFrame, test: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        middle, mean, spread = statistics(train.drop(columns="diabetes"))

        def apply(part):
            return ((part.drop(columns="diabetes").fillna(middle) - mean) / spread).values

        print(middle)
        return apply(train), apply(test)


@accepted("preprocess")
def preprocess_pop():
    def preprocess(train, test):
        train, test = train.copy(), test.copy()
        for part in (train, test):
            part.pop("diabetes")
        for name in train.columns:
            m = np.nanmedian(train[name])
            train[name] = train[name].fillna(m)
            test[name] = test[name].fillna(m)
            mu, sigma = np.mean(train[name]), np.std(train[name].to_numpy())
            train[name] = (train[name] - mu) / sigma
            test[name] = (test[name] - mu) / sigma
        return np.asarray(train), np.asarray(test)


@accepted("preprocess")
def preprocess_list_of_arrays():
    from sklearn.preprocessing import StandardScaler

    def preprocess(train, test):
        X = [part.loc[:, part.columns != "diabetes"] for part in (train, test)]
        X = [part.fillna(X[0].median()).to_numpy() for part in X]
        scaler = StandardScaler().fit(X[0])
        return [scaler.transform(part) for part in X]


@accepted("preprocess")
def preprocess_column_transformer():
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    def preprocess(train, test):
        names = list(train.columns.drop("diabetes"))
        both = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
        encoder = ColumnTransformer([("numbers", both, names)])
        return encoder.fit_transform(train), encoder.transform(test)


# --- build_model ----------------------------------------------------------------------------


@accepted("build_model")
def build_by_adding():
    def build_model(n_features):
        model = keras.Sequential()
        model.add(keras.Input(shape=(n_features,)))
        model.add(keras.layers.Dense(16, activation="relu"))
        model.add(keras.layers.Dense(8, activation="relu"))
        model.add(keras.layers.Dense(1, activation="sigmoid"))
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        return model


@accepted("build_model")
def build_functional():
    def build_model(n_features):
        inputs = keras.Input((n_features,))
        a = keras.layers.Dense(16, activation="relu")(inputs)
        a = keras.layers.Dense(8, activation="relu")(a)
        outputs = keras.layers.Dense(1, activation="sigmoid")(a)
        model = keras.Model(inputs, outputs)
        model.compile(loss="binary_crossentropy", optimizer="Adam")
        return model


@accepted("build_model")
def build_activation_layers():
    from keras import layers

    def build_model(n_features):
        net = keras.Sequential(
            [
                layers.Input((n_features,)),
                layers.Dense(16),
                layers.ReLU(),
                layers.Dense(8),
                layers.Activation("relu"),
                layers.Dense(1),
                layers.Activation("sigmoid"),
            ],
            name="pima",
        )
        net.compile(optimizer=keras.optimizers.Adam(), loss=keras.losses.BinaryCrossentropy())
        return net


@accepted("build_model")
def build_loop():
    def build_model(n_features):
        layers = [keras.layers.Dense(units, activation="relu") for units in (16, 8)]
        layers.append(keras.layers.Dense(1, activation="sigmoid"))
        model = keras.Sequential([keras.Input((n_features,)), *layers])
        model.compile(optimizer="adam", loss="bce")
        model.summary()
        return model


@accepted("build_model")
def build_start_by_name():
    def dense(units, activation):
        return keras.layers.Dense(units, activation=activation, kernel_initializer="glorot_uniform")

    def build_model(n_features):
        hidden = [dense(16, "relu"), dense(8, "relu")]
        model = keras.Sequential([keras.Input((n_features,)), *hidden, dense(1, "sigmoid")])
        model.compile(
            loss="binary_crossentropy",
            optimizer="adam",
            steps_per_execution=8,
            jit_compile=False,
        )
        return model


@accepted("build_model")
def build_functions_as_activations():
    def build_model(n_features: int) -> keras.Model:
        relu, sigmoid = keras.activations.relu, keras.activations.sigmoid
        model = keras.Sequential(
            [
                keras.Input(shape=[n_features]),
                keras.layers.Dense(units=16, activation=relu),
                keras.layers.Dense(units=8, activation=relu),
                keras.layers.Dense(units=1, activation=sigmoid),
            ]
        )
        model.compile(
            optimizer=keras.optimizers.Adam(learning_rate=0.001),
            loss=keras.losses.binary_crossentropy,
            metrics=[keras.metrics.BinaryAccuracy(), keras.metrics.Recall()],
        )
        return model


@accepted("build_model")
def build_then_shape():
    def build_model(n_features):
        model = keras.models.Sequential()
        for units in (16, 8):
            start = keras.initializers.GlorotUniform(seed=units)
            model.add(keras.layers.Dense(units, "relu", kernel_initializer=start))
        model.add(keras.layers.Dense(1, "sigmoid"))
        model.build((None, n_features))
        model.compile("adam", "binary_crossentropy")
        return model


@accepted("build_model")
def build_own_class():
    def build_model(n_features):
        class Network(keras.Model):
            def __init__(self):
                super().__init__()
                self.first = keras.layers.Dense(16, activation="relu")
                self.second = keras.layers.Dense(8, activation="relu")
                self.last = keras.layers.Dense(1, activation="sigmoid")

            def call(self, rows):
                return self.last(self.second(self.first(rows)))

        network = Network()
        network(np.zeros((1, n_features), dtype="float32"))  # makes the weights
        network.compile(optimizer="adam", loss="binary_crossentropy", metrics=["acc"])
        return network


@accepted("build_model")
def build_nested():
    def build_model(n_features):
        body = keras.Sequential(
            [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(8, activation="relu")]
        )
        model = keras.Sequential(
            [keras.Input((n_features,)), body, keras.layers.Dense(1, activation="sigmoid")]
        )
        model.compile(optimizer="adam", loss=["binary_crossentropy"])
        return model


# --- fit ------------------------------------------------------------------------------------


@accepted("fit")
def fit_in_one_line():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        return model.fit(X, y, batch_size, epochs, verbose=0).history["loss"]


@accepted("fit")
def fit_progress():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        run = model.fit(x=X, y=y, epochs=epochs, batch_size=batch_size, shuffle=True, verbose=2)
        print("done")
        return [float(cost) for cost in run.history["loss"]]


@accepted("fit")
def fit_epoch_by_epoch():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        costs = []
        for _ in range(epochs):
            history = model.fit(X, y, batch_size=batch_size, verbose=0)
            costs.append(history.history["loss"][0])
        return costs


@accepted("fit")
def fit_own_order():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        rng = np.random.default_rng(seed)
        costs = []
        for _ in range(epochs):
            order = rng.permutation(len(X))
            done = model.fit(
                X[order], y[order], batch_size=batch_size, shuffle=False, epochs=1, verbose=0
            )
            costs += done.history["loss"]
        return costs


@accepted("fit")
def fit_column_of_labels():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        keras.utils.set_random_seed(seed)
        labels = y.reshape(-1, 1).astype("float32")
        history = model.fit(
            X.astype("float32"), labels, epochs=epochs, batch_size=batch_size, verbose=0
        )
        return history.history["loss"]


@accepted("fit")
def fit_pipeline():
    import tensorflow as tf

    def fit(model, X, y, seed, epochs=30, batch_size=32):
        tf.random.set_seed(seed)
        rows = tf.data.Dataset.from_tensor_slices((X, y[:, None]))
        rows = rows.shuffle(len(X), seed=seed).batch(batch_size)
        return model.fit(rows, epochs=epochs, verbose=0).history["loss"]


@accepted("fit")
def fit_callback():
    def fit(model, X, y, seed, epochs=30, batch_size=32):
        costs: list[float] = []

        def note(epoch, logs):
            costs.append(logs["loss"])

        keras.utils.set_random_seed(seed)
        callbacks = [keras.callbacks.LambdaCallback(on_epoch_end=note)]
        model.fit(X, y, epochs=epochs, batch_size=batch_size, callbacks=callbacks, verbose=0)
        return costs


@accepted("fit")
def fit_helper():
    def seeded(seed: int) -> None:
        keras.utils.set_random_seed(int(seed))

    def fit(model, X, y, seed: int, epochs: int = 30, batch_size: int = 32) -> list:
        seeded(seed)
        settings = {"epochs": epochs, "batch_size": batch_size, "verbose": 0}
        history = model.fit(np.asarray(X), np.asarray(y), **settings).history
        return list(history.get("loss"))


@accepted("fit")
def fit_tensorflow_seed():
    import tensorflow as tf

    def fit(model, X, y, seed, epochs=30, batch_size=32):
        np.random.seed(seed)
        tf.random.set_seed(seed)
        keras.utils.set_random_seed(seed)
        model.fit(X, y, epochs=epochs, batch_size=batch_size, verbose=0)
        return model.history.history["loss"]


# --- evaluate -------------------------------------------------------------------------------


@accepted("evaluate")
def evaluate_counts():
    def evaluate(model, X, y):
        tp = fp = tn = fn = 0
        for output, label in zip(model.predict(X, verbose=0)[:, 0], y, strict=True):
            if output >= 0.5 and label == 1:
                tp += 1
            elif output >= 0.5:
                fp += 1
            elif label == 1:
                fn += 1
            else:
                tn += 1
        precision = tp / (tp + fp) if tp + fp > 0 else 0.0
        recall = tp / (tp + fn) if tp + fn > 0 else 0.0
        return {"accuracy": (tp + tn) / len(y), "precision": precision, "recall": recall}


@accepted("evaluate")
def evaluate_scikit_learn():
    from sklearn.metrics import accuracy_score, precision_score, recall_score

    def evaluate(model, X, y):
        said = (model.predict(X, verbose=0).ravel() >= 0.5).astype(int)
        return {
            "accuracy": accuracy_score(y, said),
            "precision": precision_score(y, said, zero_division=0),
            "recall": recall_score(y, said, zero_division=0.0),
        }


@accepted("evaluate")
def evaluate_called_directly():
    def evaluate(model, X, y):
        y_hat = keras.ops.convert_to_numpy(model(X))[:, 0]
        said, true = np.where(y_hat >= 0.5, 1, 0), np.asarray(y).astype(int)
        tp = int(np.sum(said * true))
        return dict(
            recall=tp / max(1, true.sum()),
            precision=tp / max(1, said.sum()),
            accuracy=float(np.mean(said == true)),
        )


@accepted("evaluate")
def evaluate_ratio_helper():
    def ratio(part: int, whole: int) -> float:
        return float(part / whole) if whole else 0.0

    def evaluate(model, X, y) -> dict[str, float]:
        yes = model.predict(X, verbose=2).squeeze(axis=1) >= 0.5
        hits = np.count_nonzero(yes & (y > 0.5))
        return {
            "accuracy": ratio(np.count_nonzero(yes == (y > 0.5)), len(y)),
            "precision": ratio(hits, np.count_nonzero(yes)),
            "recall": ratio(hits, np.count_nonzero(y)),
        }


@accepted("evaluate")
def evaluate_pandas():
    def evaluate(model, X, y):
        answers = pd.DataFrame({"true": y, "p": model.predict(X, verbose=0)[:, 0]})
        answers["yes"] = (answers["p"] >= 0.5).astype(int)
        hits = len(answers.query("true == 1 and yes == 1"))
        n_yes, n_true = answers["yes"].sum(), (answers["true"] == 1).sum()
        return {
            "accuracy": (answers["yes"] == answers["true"]).mean(),
            "precision": hits / n_yes if n_yes else 0,
            "recall": hits / n_true if n_true else 0,
        }


@accepted("evaluate")
def evaluate_column_labels():
    def evaluate(model, X, y):
        labels = np.reshape(y, (-1, 1)) > 0
        said = model.predict(X, batch_size=len(X), verbose=0) >= 0.5
        hits = np.logical_and(said, labels).sum()
        scores = {"accuracy": np.float32((said == labels).mean())}
        for name, chosen in (("precision", said), ("recall", labels)):
            scores[name] = hits / chosen.sum() if chosen.any() else 0.0
        return scores


@accepted("evaluate")
def evaluate_nan_to_num():
    def evaluate(model, X, y):
        said = model.predict(X, verbose=0)[:, 0] >= 0.5
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.nan_to_num(np.float64((y[said] == 1).sum()) / said.sum())
            recall = np.nan_to_num(np.float64(said[y == 1].sum()) / (y == 1).sum())
        print(precision, recall)
        return {"accuracy": 1 - np.mean(said != y), "precision": precision, "recall": recall}


@accepted("evaluate")
def evaluate_try():
    def evaluate(model, X, y):
        outputs = [row[0] for row in model.predict(X, verbose=0).tolist()]
        said = [1 if p >= 0.5 else 0 for p in outputs]
        pairs = list(zip(said, [int(label) for label in y]))
        both = pairs.count((1, 1))
        result = {"accuracy": sum(a == b for a, b in pairs) / len(pairs)}
        for name, whole in (("precision", sum(said)), ("recall", sum(b for _, b in pairs))):
            try:
                result[name] = both / whole
            except ZeroDivisionError:
                result[name] = 0
        return result
