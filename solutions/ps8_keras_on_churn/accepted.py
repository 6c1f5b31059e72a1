"""Accepted variants of problem set 8: right answers in other styles, all with full marks.

See `grader.variants`: the body of each function is a complete answer cell.
"""

# ruff: noqa: B905, D103, F821, RUF059

from grader.variants import accepted

# --- encode ---------------------------------------------------------------------------------


@accepted("encode")
def encode_make():
    from sklearn.compose import make_column_transformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        encoder = make_column_transformer(
            (StandardScaler(), numbers), (OneHotEncoder(sparse_output=False), words)
        )
        encoder.fit(table)
        return encoder


@accepted("encode")
def encode_fit_transform():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        encoder = ColumnTransformer(
            transformers=[("n", StandardScaler(), numbers), ("w", OneHotEncoder(), words)],
            remainder="drop",
            sparse_threshold=0,
        )
        print(encoder.fit_transform(table).shape)
        return encoder


@accepted("encode")
def encode_categories():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(df):
        known = [["France", "Germany", "Spain"], ["Female", "Male"]]
        one_hot = OneHotEncoder(categories=known, handle_unknown="ignore", sparse_output=False)
        scaler = StandardScaler()
        return ColumnTransformer([("scale", scaler, numbers), ("hot", one_hot, words)]).fit(df)


@accepted("encode")
def encode_pipeline():
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
        columns = ColumnTransformer(
            [
                ("numbers", steps, numbers),
                ("country", OneHotEncoder(sparse_output=False), ["Geography"]),
                ("gender", OneHotEncoder(sparse_output=False), ["Gender"]),
            ]
        )
        return columns.fit(table)


@accepted("encode")
def encode_own_class():
    class Encoder:
        def __init__(self, table: pd.DataFrame) -> None:
            self.mean = table[numbers].mean()
            self.spread = table[numbers].std(ddof=0)
            self.known = [(name, sorted(table[name].unique())) for name in words]

        def transform(self, rows: pd.DataFrame) -> np.ndarray:
            scaled = ((rows[numbers] - self.mean) / self.spread).to_numpy()
            hot = [rows[name] == value for name, values in self.known for value in values]
            return np.column_stack([scaled, *hot])

    def encode(table: pd.DataFrame) -> Encoder:
        return Encoder(table)


@accepted("encode")
def encode_closure():
    from types import SimpleNamespace

    def encode(table):
        center, spread = np.mean(table[numbers], axis=0), np.std(table[numbers], axis=0)

        def transform(rows):
            result = np.zeros((len(rows), 13))
            result[:, :8] = (rows[numbers] - center) / spread
            for i, name in enumerate(["France", "Germany", "Spain"]):
                result[:, 8 + i] = rows["Geography"] == name
            for i, name in enumerate(["Female", "Male"]):
                result[:, 11 + i] = rows["Gender"] == name
            return result

        return SimpleNamespace(transform=transform)


@accepted("encode")
def encode_float32():
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

    def as_float32(X):
        return X.astype("float32")

    def encode(table):
        columns = ColumnTransformer(
            [
                ("numbers", StandardScaler(), numbers),
                ("words", OneHotEncoder(sparse_output=False), words),
            ]
        )
        return Pipeline([("columns", columns), ("type", FunctionTransformer(as_float32))]).fit(
            table
        )


@accepted("encode")
def encode_dummies():
    class Encoder:
        def fit(self, table):
            self.means_ = {name: table[name].mean() for name in numbers}
            self.spreads_ = {name: np.std(table[name].to_numpy()) for name in numbers}
            return self

        def transform(self, rows):
            places = ["Geography_France", "Geography_Germany", "Geography_Spain"]
            places += ["Gender_Female", "Gender_Male"]
            hot = pd.get_dummies(rows[words]).reindex(columns=places, fill_value=0)
            scaled = pd.DataFrame(
                {name: (rows[name] - self.means_[name]) / self.spreads_[name] for name in numbers}
            )
            return pd.concat([scaled, hot], axis=1).to_numpy(dtype=float)

    def encode(table):
        return Encoder().fit(table)


@accepted("encode")
def encode_each_number():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        pairs = [(name, StandardScaler(), [name]) for name in numbers]
        pairs.append(("words", OneHotEncoder(sparse_output=False, dtype=float), words))
        return ColumnTransformer(pairs, verbose_feature_names_out=False).fit(table.copy())


# --- build_classifier -----------------------------------------------------------------------


@accepted("build_classifier")
def classifier_by_adding():
    def build_classifier(n_features):
        model = keras.Sequential()
        model.add(keras.Input(shape=(n_features,)))
        model.add(keras.layers.Dense(6, activation="relu"))
        model.add(keras.layers.Dense(6, activation="relu"))
        model.add(keras.layers.Dense(1, activation="sigmoid"))
        model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        return model


@accepted("build_classifier")
def classifier_functional():
    def build_classifier(n_features):
        inputs = keras.Input((n_features,))
        a = keras.layers.Dense(6, activation="relu")(inputs)
        a = keras.layers.Dense(6, activation="relu")(a)
        model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(a))
        model.compile(loss="binary_crossentropy", optimizer="Adam")
        return model


@accepted("build_classifier")
def classifier_activation_layers():
    from keras import layers

    def build_classifier(n_features):
        net = keras.Sequential([layers.Input((n_features,))])
        for _ in range(2):
            net.add(layers.Dense(6))
            net.add(layers.ReLU())
        net.add(layers.Dense(1))
        net.add(layers.Activation("sigmoid"))
        net.compile(optimizer=keras.optimizers.Adam(), loss=keras.losses.BinaryCrossentropy())
        return net


@accepted("build_classifier")
def classifier_start_argument():
    def build_classifier(n_features, start="glorot_uniform"):
        def dense(units, activation):
            return keras.layers.Dense(units, activation=activation, kernel_initializer=start)

        hidden = [dense(6, "relu"), dense(6, "relu")]
        model = keras.Sequential([keras.Input((n_features,)), *hidden, dense(1, "sigmoid")])
        model.compile(optimizer="adam", loss="bce", steps_per_execution=20, jit_compile=False)
        return model


@accepted("build_classifier")
def classifier_summary():
    def build_classifier(n_features: int) -> keras.Model:
        model = keras.Sequential(
            [
                keras.Input(shape=[n_features]),
                keras.layers.Dense(units=6, activation=keras.activations.relu),
                keras.layers.Dense(units=6, activation=keras.activations.relu),
                keras.layers.Dense(units=1, activation=keras.activations.sigmoid),
            ]
        )
        model.compile(
            optimizer=keras.optimizers.Adam(learning_rate=0.001),
            loss=keras.losses.binary_crossentropy,
            metrics=[keras.metrics.BinaryAccuracy(), keras.metrics.AUC()],
        )
        model.summary()
        return model


@accepted("build_classifier")
def classifier_built_later():
    def build_classifier(n_features):
        model = keras.models.Sequential()
        for units, activation in ((6, "relu"), (6, "relu"), (1, "sigmoid")):
            model.add(keras.layers.Dense(units, activation, bias_initializer="zeros"))
        model.build((None, n_features))
        model.compile("adam", "binary_crossentropy")
        return model


@accepted("build_classifier")
def classifier_own_class():
    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = [keras.layers.Dense(6, activation="relu") for _ in range(2)]
            self.last = keras.layers.Dense(1, activation="sigmoid")

        def call(self, rows):
            for layer in self.hidden:
                rows = layer(rows)
            return self.last(rows)

    def build_classifier(n_features):
        network = Network()
        network(np.zeros((1, n_features), dtype="float32"))  # makes the weights
        network.compile(optimizer="adam", loss="binary_crossentropy", metrics=["acc"])
        return network


@accepted("build_classifier")
def classifier_nested():
    def build_classifier(n_features):
        body = keras.Sequential(
            [keras.layers.Dense(6, activation="relu"), keras.layers.Dense(6, activation="relu")]
        )
        head = keras.layers.Dense(1, activation="sigmoid")
        model = keras.Sequential([keras.Input((n_features,)), body, head], name="churn")
        model.compile(optimizer="adam", loss=["binary_crossentropy"])
        return model


# --- confusion ------------------------------------------------------------------------------


@accepted("confusion")
def confusion_masks():
    def confusion(y, y_hat, threshold=0.5):
        said, left = y_hat >= threshold, y == 1
        tp, fp = np.sum(said & left), np.sum(said & ~left)
        fn, tn = np.sum(~said & left), np.sum(~said & ~left)
        return np.array([[tn, fp], [fn, tp]])


@accepted("confusion")
def confusion_scikit_learn():
    import sklearn.metrics

    def confusion(y, y_hat, threshold=0.5):
        said = (y_hat >= threshold).astype(int)
        return sklearn.metrics.confusion_matrix(y, said, labels=[0, 1])


@accepted("confusion")
def confusion_add_at():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2))
        np.add.at(counts, (y.astype(int), (y_hat >= threshold).astype(int)), 1)
        return counts


@accepted("confusion")
def confusion_bincount():
    def confusion(y, y_hat, threshold=0.5):
        codes = 2 * np.asarray(y, int) + (np.asarray(y_hat) >= threshold)
        return np.bincount(codes, minlength=4).reshape(2, 2)


@accepted("confusion")
def confusion_if():
    def confusion(y, y_hat, threshold=0.5):
        tn = fp = fn = tp = 0
        for i in range(len(y)):
            if y[i] == 1 and y_hat[i] >= threshold:
                tp = tp + 1
            elif y[i] == 1:
                fn = fn + 1
            elif y_hat[i] >= threshold:
                fp = fp + 1
            else:
                tn = tn + 1
        print(tn, fp, fn, tp)
        return np.array([[tn, fp], [fn, tp]])


@accepted("confusion")
def confusion_comprehension():
    def confusion(y: np.ndarray, y_hat: np.ndarray, threshold: float = 0.5) -> np.ndarray:
        said = [int(p >= threshold) for p in y_hat]
        pairs = [(int(a), b) for a, b in zip(y, said)]
        return np.array([[pairs.count((i, j)) for j in range(2)] for i in range(2)])


@accepted("confusion")
def confusion_product():
    def confusion(labels, outputs, threshold=0.5):
        truth = np.stack([labels == 0, labels == 1]).astype(float)
        answer = np.stack([outputs < threshold, outputs >= threshold]).astype(float)
        return truth @ answer.T


@accepted("confusion")
def confusion_float32():
    def confusion(y, y_hat, threshold=0.5):
        result = np.zeros((2, 2), dtype="float32")
        for truth in (0, 1):
            outputs = y_hat[y == truth]
            yes = np.count_nonzero(outputs >= threshold)
            result[truth] = len(outputs) - yes, yes
        return result


# --- precision_recall -----------------------------------------------------------------------


@accepted("precision_recall")
def scores_names():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fp) if tp + fp > 0 else 0.0
        recall = tp / (tp + fn) if tp + fn > 0 else 0.0
        return precision, recall


@accepted("precision_recall")
def scores_no_hits():
    def precision_recall(counts):
        hits = counts[1][1]
        if hits == 0:
            return 0.0, 0.0
        return hits / counts[:, 1].sum(), hits / counts[1].sum()


@accepted("precision_recall")
def scores_try():
    def share(part, whole):
        try:
            return int(part) / int(whole)
        except ZeroDivisionError:
            return 0

    def precision_recall(counts):
        tp, fp, fn = counts[1, 1], counts[0, 1], counts[1, 0]
        return share(tp, tp + fp), share(tp, tp + fn)


@accepted("precision_recall")
def scores_nan_to_num():
    def precision_recall(counts):
        with np.errstate(all="ignore"):
            by_column = counts[1, 1] / np.float64(counts[:, 1].sum())
            by_row = counts[1, 1] / np.float64(counts[1, :].sum())
        print(by_column, by_row)
        return np.nan_to_num(by_column), np.nan_to_num(by_row)


@accepted("precision_recall")
def scores_list():
    def precision_recall(counts):
        sums = [counts.sum(axis=0)[1], counts.sum(axis=1)[1]]
        return [float(counts[-1, -1] / total) if total else 0.0 for total in sums]


@accepted("precision_recall")
def scores_ravel():
    def precision_recall(counts: np.ndarray) -> tuple[float, float]:
        tn, fp, fn, tp = counts.ravel().tolist()
        return tp / max(tp + fp, 1), tp / max(tp + fn, 1)


@accepted("precision_recall")
def scores_divide_where():
    def precision_recall(counts):
        totals = np.array([counts[:, 1].sum(), counts[1].sum()], dtype=float)
        hits = np.full(2, float(counts[1, 1]))
        shares = np.divide(hits, totals, out=np.zeros(2), where=totals > 0)
        return shares[0], shares[1]


@accepted("precision_recall")
def scores_float32():
    def precision_recall(counts):
        table = counts.astype("float32")
        small = np.float32(1e-9)
        return table[1, 1] / (table[:, 1].sum() + small), table[1, 1] / (table[1].sum() + small)


# --- choose_threshold -----------------------------------------------------------------------


@accepted("choose_threshold")
def threshold_best_so_far():
    def choose_threshold(y, p, cost_miss, cost_offer):
        best, lowest = 0.0, float("inf")
        for step in range(101):
            threshold = step / 100
            total = 0
            for label, output in zip(y, p):
                if output >= threshold:
                    total += cost_offer
                elif label == 1:
                    total += cost_miss
            if total < lowest:
                best, lowest = threshold, total
        return best


@accepted("choose_threshold")
def threshold_broadcast():
    def choose_threshold(y, p, cost_miss, cost_offer):
        grid = np.linspace(0, 1, 101)
        offered = p[None, :] >= grid[:, None]
        totals = np.where(offered, cost_offer, cost_miss * (y == 1)).sum(axis=1)
        return float(grid[totals.argmin()])


@accepted("choose_threshold")
def threshold_min_key():
    def choose_threshold(y, p, cost_miss, cost_offer):
        def cost(threshold):
            offers = np.count_nonzero(p >= threshold)
            return cost_offer * offers + cost_miss * np.count_nonzero((p < threshold) & (y == 1))

        return min(np.linspace(0, 1, 101), key=cost)


@accepted("choose_threshold")
def threshold_cost_matrix():
    def choose_threshold(y, p, cost_miss, cost_offer):
        prices = np.array([[0, cost_offer], [cost_miss, cost_offer]])
        thresholds = np.arange(101) / 100
        totals = [prices[y.astype(int), (p >= t).astype(int)].sum() for t in thresholds]
        return thresholds[int(np.argmin(totals))]


@accepted("choose_threshold")
def threshold_sorted():
    def choose_threshold(y, p, cost_miss, cost_offer):
        found = []
        for t in np.linspace(0, 1, 101):
            said = p >= t
            total = said.sum() * cost_offer + (y[~said] == 1).sum() * cost_miss
            found.append((total, t))
        print(found[0])
        return sorted(found)[0][1]


@accepted("choose_threshold")
def threshold_mean_cost():
    def choose_threshold(
        y: np.ndarray, p: np.ndarray, cost_miss: float, cost_offer: float
    ) -> float:
        thresholds = [round(0.01 * i, 2) for i in range(101)]
        costs = []
        for t in thresholds:
            offers, misses = np.sum(p >= t), np.sum((p < t) * y)
            costs.append((cost_offer * offers + cost_miss * misses) / 1)
        return thresholds[costs.index(min(costs))]


@accepted("choose_threshold")
def threshold_rounded_sums():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0.0, 1.0, num=101)
        totals = np.zeros(101)
        for i, t in enumerate(thresholds):
            totals[i] = cost_offer * (p >= t).sum()
            totals[i] += cost_miss * y[p < t].sum()
        return np.float64(thresholds[np.flatnonzero(totals == totals.min())[0]])


@accepted("choose_threshold")
def threshold_pandas():
    def choose_threshold(y, p, cost_miss, cost_offer):
        rows = pd.DataFrame({"left": y == 1, "p": p})
        costs = pd.Series(
            {
                t: cost_offer * (rows.p >= t).sum() + cost_miss * (rows.left & (rows.p < t)).sum()
                for t in np.linspace(0, 1, 101)
            }
        )
        return costs.idxmin()


# --- predict_customer -----------------------------------------------------------------------


@accepted("predict_customer")
def customer_lists():
    def predict_customer(model, encoder, customer):
        table = pd.DataFrame({name: [value] for name, value in customer.items()})
        return model.predict(encoder.transform(table), verbose=0).item()


@accepted("predict_customer")
def customer_called():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer])).astype("float32")
        return float(keras.ops.convert_to_numpy(model(row))[0][0])


@accepted("predict_customer")
def customer_index():
    def predict_customer(model, encoder, customer):
        row = pd.DataFrame(customer, index=[0])
        output = model.predict(x=encoder.transform(row), batch_size=1, verbose=0)
        return output[0, 0]


@accepted("predict_customer")
def customer_series():
    def predict_customer(model, encoder, customer):
        row = pd.Series(customer).to_frame().T
        X = np.asarray(encoder.transform(row), dtype=float)
        print(X)
        return float(np.squeeze(model.predict(X)))


@accepted("predict_customer")
def customer_ordered():
    def predict_customer(model, encoder, customer):
        names = list(churn.features)
        row = pd.DataFrame([[customer[name] for name in names]], columns=names)
        ((output,),) = model.predict(encoder.transform(row), verbose=0).tolist()
        return output


@accepted("predict_customer")
def customer_with_identifiers():
    def predict_customer(model, encoder, customer):
        everything = {"RowNumber": 0, "CustomerId": 0, "Surname": "", "Exited": 0, **customer}
        row = pd.DataFrame([everything])[list(churn.columns)]
        return float(model.predict(encoder.transform(row), verbose=0)[0, 0])


@accepted("predict_customer")
def customer_records():
    def as_row(customer: dict) -> pd.DataFrame:
        return pd.DataFrame.from_records([customer])

    def predict_customer(model: keras.Model, encoder, customer: dict) -> float:
        return float(model.predict_on_batch(encoder.transform(as_row(customer)))[0, 0])


@accepted("predict_customer")
def customer_several():
    def predict_customer(model, encoder, customer):
        rows = pd.DataFrame([customer, customer])
        return np.float32(model.predict(encoder.transform(rows), verbose=0)[0, 0])
