"""Known mistakes of problem set 8, each with the message it deserves.

See `grader.variants`: the body of each function is a complete answer cell. What a cell may use,
`np`, `pd`, `keras`, `churn`, `numbers`, `words` and the given helpers, is defined in the notebook.
"""

# ruff: noqa: D103, F821, F841, RET504, RUF059

from grader.variants import mistake

# --- encode --------------------------------------------------------------------------------


@mistake(
    "encode",
    "the encoder is fitted, but the function never returns it.",
)
def encode_returns_nothing():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        encoder = ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the encoder has not been fitted: it has seen no row, and knows no mean and no "
    "country. Call its `fit` with the table.",
)
def encode_not_fitted():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps)


@mistake(
    "encode",
    "`fit_transform` returns the transformed rows. Return the encoder itself, so that "
    "other rows can be transformed as well.",
)
def encode_returns_array():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit_transform(table)


@mistake(
    "encode",
    "rows and encoder come back together; return the encoder alone.",
)
def encode_pair():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        encoder = ColumnTransformer(steps).fit(table)
        return encoder.transform(table), encoder


@mistake(
    "encode",
    "the words become codes 0, 1, 2, which claims an order among countries. Use one-hot columns.",
)
def encode_ordinal():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OrdinalEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OrdinalEncoder(), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the first column of each group of words is dropped. Here all five stay.",
)
def encode_drops_first():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(drop="first", sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "of the gender only one column is left. Here all five one-hot columns stay.",
)
def encode_drops_binary():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(drop="if_binary", sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the numbers are passed through as they are; standardize them.",
)
def encode_not_scaled():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder

    def encode(table):
        steps = [
            ("numbers", "passthrough", numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the numbers are squeezed between 0 and 1; standardize them as the formula says.",
)
def encode_min_max():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import MinMaxScaler, OneHotEncoder

    def encode(table):
        steps = [
            ("numbers", MinMaxScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the numbers are divided by their standard deviation, but their mean is not subtracted.",
)
def encode_not_centered():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(with_mean=False), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the one-hot columns come first. The numbers come first, then the words.",
)
def encode_words_first():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("words", OneHotEncoder(sparse_output=False), words),
            ("numbers", StandardScaler(), numbers),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "`RowNumber` and `CustomerId` are among the columns. They say who it is, not what the"
    " customer does.",
)
def encode_identifiers():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), ["RowNumber", "CustomerId", *numbers]),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "`Exited`, the class itself, is among the columns: the network would read the answer off.",
)
def encode_label():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), [*numbers, "Exited"]),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "`Gender` is left out; columns that no step names are dropped.",
)
def encode_without_gender():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), ["Geography"]),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "only the words are encoded; columns that no step names are dropped.",
)
def encode_without_numbers():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder

    def encode(table):
        steps = [
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    '`remainder="passthrough"` lets every other column through, the surname and the class'
    " too. Name the columns that you want.",
)
def encode_passes_the_rest():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps, remainder="passthrough").fit(table)


@mistake(
    "encode",
    "the surname has become one-hot columns, one for each name. It is an identifier.",
)
def encode_surname():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        one_hot = OneHotEncoder(sparse_output=False, handle_unknown="ignore")
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", one_hot, [*words, "Surname"]),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake(
    "encode",
    "the one-hot columns are standardized too; they stay 0 or 1.",
)
def encode_scales_all():
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", "passthrough", numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return make_pipeline(ColumnTransformer(steps), StandardScaler()).fit(table)


@mistake(
    "encode",
    "the columns are taken by their place in the table. Take them by name: a table of new"
    " customers may have them elsewhere.",
)
def encode_by_position():
    class Encoder:
        def __init__(self, table):
            self.mean, self.spread = table[numbers].mean(), table[numbers].std(ddof=0)

        def transform(self, rows):
            values = rows.to_numpy()
            places = [list(churn.columns).index(name) for name in numbers]
            scaled = [
                (values[:, i].astype(float) - m) / s
                for i, m, s in zip(places, self.mean, self.spread, strict=True)
            ]
            one_hot = [values[:, 4] == name for name in ("France", "Germany", "Spain")]
            one_hot += [values[:, 5] == name for name in ("Female", "Male")]
            return np.array([*scaled, *one_hot], dtype=float).T

    def encode(table):
        return Encoder(table)


@mistake(
    "encode",
    "`transform` learns again from the rows that it gets. Learn from the training rows "
    "once, in `encode`.",
)
def encode_refits():
    class Encoder:
        def transform(self, rows):
            parts = rows[numbers]
            parts = (parts - parts.mean()) / parts.std(ddof=0)
            columns = [parts[name] for name in numbers]
            columns += [rows["Geography"] == name for name in ("France", "Germany", "Spain")]
            columns += [rows["Gender"] == name for name in ("Female", "Male")]
            return np.array(columns, dtype=float).T

    def encode(table):
        return Encoder()


BY_PLACE = (
    "the columns are taken by their place in the table. Take them by name: a table of new"
    " customers may have them elsewhere."
)


@mistake("encode", BY_PLACE)
def encode_by_number():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), [3, 6, 7, 8, 9, 10, 11, 12]),
            ("words", OneHotEncoder(sparse_output=False), [4, 5]),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake("encode", "the columns of the gender come before those of the country.")
def encode_gender_first():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(), numbers),
            ("words", OneHotEncoder(sparse_output=False), ["Gender", "Geography"]),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake("encode", "the mean is subtracted, but nothing is divided by the standard deviation.")
def encode_centered():
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def encode(table):
        steps = [
            ("numbers", StandardScaler(with_std=False), numbers),
            ("words", OneHotEncoder(sparse_output=False), words),
        ]
        return ColumnTransformer(steps).fit(table)


@mistake("encode", "the standard deviation divides by n − 1, as pandas' `std` does. Pass `ddof=0`.")
def encode_pandas_std():
    class Encoder:
        def __init__(self, table):
            self.mean, self.spread = table[numbers].mean(), table[numbers].std()

        def transform(self, rows):
            parts = (rows[numbers] - self.mean) / self.spread
            columns = [parts[name] for name in numbers]
            columns += [rows["Geography"] == name for name in ("France", "Germany", "Spain")]
            columns += [rows["Gender"] == name for name in ("Female", "Male")]
            return np.array(columns, dtype=float).T

    def encode(table):
        return Encoder(table)


@mistake(
    "encode",
    "the one-hot columns are those of the words in the rows to transform. The words are learned "
    "from the training rows, as the means are.",
)
def encode_dummies():
    class Encoder:
        def __init__(self, table):
            self.mean, self.spread = table[numbers].mean(), table[numbers].std(ddof=0)

        def transform(self, rows):
            parts = (rows[numbers] - self.mean) / self.spread
            return pd.concat([parts, pd.get_dummies(rows[words], dtype=float)], axis=1).to_numpy()

    def encode(table):
        return Encoder(table)


@mistake("encode", "`HasCrCard` and `IsActiveMember` are not standardized; all eight numbers are.")
def encode_flags_as_they_are():
    class Encoder:
        def __init__(self, table):
            self.mean, self.spread = table[numbers].mean(), table[numbers].std(ddof=0)
            for name in ("HasCrCard", "IsActiveMember"):
                self.mean[name], self.spread[name] = 0.0, 1.0

        def transform(self, rows):
            parts = (rows[numbers] - self.mean) / self.spread
            columns = [parts[name] for name in numbers]
            columns += [rows["Geography"] == name for name in ("France", "Germany", "Spain")]
            columns += [rows["Gender"] == name for name in ("Female", "Male")]
            return np.array(columns, dtype=float).T

    def encode(table):
        return Encoder(table)


# --- build_classifier ----------------------------------------------------------------------


NO_MODEL = (
    "the model is built, but the function does not return it. `model.compile` returns "
    "nothing: compile first, then `return model`."
)


@mistake("build_classifier", NO_MODEL)
def classifier_returns_nothing():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")


@mistake("build_classifier", NO_MODEL)
def classifier_returns_compile():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        return model.compile(optimizer="adam", loss="binary_crossentropy")


@mistake(
    "build_classifier",
    "the model is not compiled: it has no optimizer and no loss yet.",
)
def classifier_not_compiled():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        return model


@mistake(
    "build_classifier",
    "the hidden layers have no activation. Without one the three layers together are one "
    "linear map.",
)
def classifier_linear():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6),
                keras.layers.Dense(6),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the output has no sigmoid, so it is not between 0 and 1.",
)
def classifier_without_sigmoid():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "softmax divides by the sum over the units. With one unit that gives 1 for everybody;"
    " use a sigmoid.",
)
def classifier_softmax():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="softmax"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "there are two output units, as for one-hot labels. Labels 0 and 1 need one unit with"
    " a sigmoid.",
)
def classifier_two_outputs():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(2, activation="softmax"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the loss is the mean squared error, which is for numbers. For two classes use the "
    "binary cross-entropy.",
)
def classifier_mse():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="mse")
        return model


@mistake(
    "build_classifier",
    "the sigmoid is applied twice: with `from_logits=True` the loss applies its own to "
    "what the model returns.",
)
def classifier_from_logits():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
        model.compile(optimizer="adam", loss=loss)
        return model


@mistake(
    "build_classifier",
    "the loss is the hinge loss, which wants labels −1 and 1. Use the binary cross-entropy.",
)
def classifier_hinge():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="hinge")
        return model


@mistake(
    "build_classifier",
    "the optimizer is RMSprop, which Keras takes where none is named; the exercise asks for Adam.",
)
def classifier_rmsprop():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "there is one hidden layer of six units; the second is missing.",
)
def classifier_one_hidden_layer():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "there are three hidden layers; two were asked for. `keras.Input` is no layer of units.",
)
def classifier_three_hidden_layers():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the inputs have a layer of their own with weights. `keras.Input` is all that they need.",
)
def classifier_input_as_layer():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(n_features, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the number of inputs is always 13; use the argument `n_features`.",
)
def classifier_thirteen_inputs():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((13,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the number of inputs is always 11, as in recipes that drop two columns; use `n_features`.",
)
def classifier_eleven_inputs():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((11,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the model has no weights yet: without `keras.Input((n_features,))` it does not know "
    "how many inputs there are.",
)
def classifier_without_input():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the hidden layers have tanh; the exercise asks for ReLU.",
)
def classifier_tanh():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="tanh"),
                keras.layers.Dense(6, activation="tanh"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the output has a ReLU, which has no upper end. A sigmoid keeps it between 0 and 1.",
)
def classifier_relu_at_the_end():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="relu"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the weights of a layer all start at the same number. Then its units compute the same, "
    "and learn the same.",
)
def classifier_zeros():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu", kernel_initializer="zeros"),
                keras.layers.Dense(6, activation="relu", kernel_initializer="zeros"),
                keras.layers.Dense(1, activation="sigmoid", kernel_initializer="zeros"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the weights are frozen: with `trainable = False` no training changes them.",
)
def classifier_frozen():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.trainable = False
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "`output_dim=` and `init=` are spellings of 2016. Today it is `Dense(6)`, and "
    "`kernel_initializer=` where you need one.",
)
def classifier_old_spelling():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(output_dim=6, init="uniform", activation="relu"),
                keras.layers.Dense(output_dim=6, init="uniform", activation="relu"),
                keras.layers.Dense(output_dim=1, init="uniform", activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "the starting values are drawn in another way (`kernel_initializer`). Leave that argument out.",
)
def classifier_other_start():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu", kernel_initializer="he_normal"),
                keras.layers.Dense(6, activation="relu", kernel_initializer="he_normal"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer="adam", loss="binary_crossentropy")
        return model


@mistake(
    "build_classifier",
    "Adam has a learning rate of your own. Keras's own is 0.001; leave that argument out.",
)
def classifier_other_rate():
    def build_classifier(n_features):
        model = keras.Sequential(
            [
                keras.Input((n_features,)),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(6, activation="relu"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        optimizer = keras.optimizers.Adam(learning_rate=0.01)
        model.compile(optimizer=optimizer, loss="binary_crossentropy")
        return model


# --- confusion -----------------------------------------------------------------------------


@mistake(
    "confusion",
    "the answers are counted, but the function never returns the counts.",
)
def confusion_returns_nothing():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] += 1


@mistake(
    "confusion",
    "rows and columns have changed places: the truth is the row, the answer the column.",
)
def confusion_transposed():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(output >= threshold), int(truth)] += 1
        return counts


@mistake(
    "confusion",
    "the order is turned around: first 0 (stays), then 1 (leaves), in rows and in columns.",
)
def confusion_positives_first():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[1 - int(truth), 1 - int(output >= threshold)] += 1
        return counts


@mistake(
    "confusion",
    "the comparison is the wrong way round: an output below the threshold became a yes.",
)
def confusion_wrong_way_round():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output < threshold)] += 1
        return counts


@mistake(
    "confusion",
    "an output that equals the threshold has become a no. Compare with `>=`.",
)
def confusion_above_threshold():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output > threshold)] += 1
        return counts


@mistake(
    "confusion",
    "the threshold is always a half; use the argument `threshold`.",
)
def confusion_ignores_threshold():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= 0.5)] += 1
        return counts


@mistake(
    "confusion",
    "the outputs are rounded, which puts the threshold at a half; use the argument `threshold`.",
)
def confusion_rounds():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(np.floor(output + 0.499))] += 1
        return counts


@mistake(
    "confusion",
    "the counts are divided by the number of rows; return counts.",
)
def confusion_shares():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] += 1
        return counts / len(y)


@mistake(
    "confusion",
    "each row is divided by its sum; return counts.",
)
def confusion_row_shares():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] += 1
        return counts / counts.sum(axis=1, keepdims=True).clip(1)


@mistake(
    "confusion",
    "the four counts are in a row of shape (4,); put them in two rows: `[[TN, FP], [FN, TP]]`.",
)
def confusion_flat():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] += 1
        return counts.ravel()


@mistake(
    "confusion",
    "a nested list comes back. `np.array(...)` turns it into an array.",
)
def confusion_list():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] += 1
        return counts.tolist()


@mistake(
    "confusion",
    "the share of right answers comes back; return the four counts.",
)
def confusion_accuracy():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] += 1
        return (counts[0, 0] + counts[1, 1]) / len(y)


AT_MOST_ONE = (
    "no entry is above 1. `=` does not count up, and `counts[rows, columns] += 1` adds "
    "once where a pair comes several times. Use `+=` in a loop, or `np.add.at`."
)


@mistake("confusion", AT_MOST_ONE)
def confusion_overwrites():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            counts[int(truth), int(output >= threshold)] = 1
        return counts


@mistake(
    "confusion",
    "only the right answers are counted; the wrong ones belong beside the diagonal.",
)
def confusion_diagonal():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        for truth, output in zip(y, y_hat, strict=True):
            if int(truth) == int(output >= threshold):
                counts[int(truth), int(truth)] += 1
        return counts


@mistake("confusion", AT_MOST_ONE)
def confusion_indexing():
    def confusion(y, y_hat, threshold=0.5):
        counts = np.zeros((2, 2), dtype=int)
        counts[y.astype(int), (y_hat >= threshold).astype(int)] += 1
        return counts


@mistake(
    "confusion",
    "true positives come first, and the rows are what was said. It is `[[TN, FP], [FN, TP]]`.",
)
def confusion_as_in_books():
    def confusion(y, y_hat, threshold=0.5):
        said, true = y_hat >= threshold, y == 1
        positive = [np.sum(said & true), np.sum(said & ~true)]
        return np.array([positive, [np.sum(~said & true), np.sum(~said & ~true)]])


# --- precision_recall ----------------------------------------------------------------------


@mistake(
    "precision_recall",
    "both are computed, but the function never returns them.",
)
def scores_return_nothing():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fp) if tp + fp else 0.0
        recall = tp / (tp + fn) if tp + fn else 0.0


@mistake(
    "precision_recall",
    "precision and recall have changed places. Precision looks at the column of those who"
    " were said to leave.",
)
def scores_swapped():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fn) if tp + fn else 0.0
        recall = tp / (tp + fp) if tp + fp else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "where there is nothing to divide by, the result is not a number; return 0 there.",
)
def scores_divide_by_zero():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fp)
        recall = tp / (tp + fn)
        return precision, recall


@mistake(
    "precision_recall",
    "the parentheses are missing: `tp / tp + fp` divides first and adds then. Write `tp /"
    " (tp + fp)`.",
)
def scores_missing_parentheses():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / tp + fp if tp + fp else 0.0
        recall = tp / tp + fn if tp + fn else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "both are computed for those who stay. Positive is what you look for: the leavers, in"
    " the second row and column.",
)
def scores_of_those_who_stay():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tn / (tn + fn) if tn + fn else 0.0
        recall = tn / (tn + fp) if tn + fp else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "recall is computed from those who stayed (its name is specificity). Divide by all who left.",
)
def scores_specificity():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fp) if tp + fp else 0.0
        recall = tn / (tn + fp) if tn + fp else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "the first number is the accuracy, the share of all right answers.",
)
def scores_accuracy():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = (tn + tp) / max(tn + fp + fn + tp, 1)
        recall = tp / (tp + fn) if tp + fn else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "the true positives are divided by all rows. Precision and recall divide by a column "
    "and by a row.",
)
def scores_of_all():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / max(tn + fp + fn + tp, 1)
        recall = tp / max(tn + fp + fn + tp, 1)
        return precision, recall


@mistake(
    "precision_recall",
    "one number comes back, the mean of both; return precision and recall.",
)
def scores_f1():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fp) if tp + fp else 0.0
        recall = tp / (tp + fn) if tp + fn else 0.0
        return 2 * precision * recall / max(precision + recall, 1e-9)


@mistake(
    "precision_recall",
    "the scores are percentages; return shares from 0 to 1.",
)
def scores_percentages():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = 100 * tp / (tp + fp) if tp + fp else 0.0
        recall = 100 * tp / (tp + fn) if tp + fn else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "only the precision comes back; return both.",
)
def scores_only_precision():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = tp / (tp + fp) if tp + fp else 0.0
        recall = tp / (tp + fn) if tp + fn else 0.0
        return precision


@mistake(
    "precision_recall",
    "the wrong answers are divided, not the right ones: this is one minus precision, and "
    "one minus recall.",
)
def scores_errors():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = fp / (tp + fp) if tp + fp else 0.0
        recall = fn / (tp + fn) if tp + fn else 0.0
        return precision, recall


@mistake(
    "precision_recall",
    "the scores are rounded to two decimals; return them as they are.",
)
def scores_rounded():
    def precision_recall(counts):
        (tn, fp), (fn, tp) = counts
        precision = round(tp / (tp + fp) if tp + fp else 0.0, 2)
        recall = round(tp / (tp + fn) if tp + fn else 0.0, 2)
        return precision, recall


@mistake("precision_recall", "where there is nothing to divide by, 1 comes back; return 0 there.")
def scores_one_for_nothing():
    def precision_recall(counts):
        (_, fp), (fn, tp) = counts
        return (tp / (tp + fp) if tp + fp else 1.0), (tp / (tp + fn) if tp + fn else 1.0)


@mistake(
    "precision_recall",
    "the first entry is taken for the true positives. The matrix is `[[TN, FP], [FN, TP]]`.",
)
def scores_positives_first():
    def precision_recall(counts):
        (tp, fp), (fn, _) = counts
        return (tp / (tp + fp) if tp + fp else 0.0), (tp / (tp + fn) if tp + fn else 0.0)


# --- choose_threshold ----------------------------------------------------------------------


@mistake(
    "choose_threshold",
    "the threshold is found, but the function never returns it.",
)
def threshold_returns_nothing():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        best = thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the cost of the offers is left out, so that an offer to everybody looks free.",
)
def threshold_ignores_offers():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_miss * missed.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the cost of the missed leavers is left out, so that no offers at all look best.",
)
def threshold_ignores_misses():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the two costs have changed places: an offer costs `cost_offer`, a missed leaver `cost_miss`.",
)
def threshold_swapped_costs():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_miss * offered.sum() + cost_offer * missed.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "only the offers to those who stay are counted. An offer costs the same if the "
    "customer would have left.",
)
def threshold_false_offers_only():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * (offered & (y == 0)).sum() + cost_miss * missed.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the lowest cost comes back; return the threshold that has it.",
)
def threshold_returns_cost():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return min(totals)


@mistake(
    "choose_threshold",
    "the place in the list comes back; return the threshold at that place.",
)
def threshold_returns_index():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return np.argmin(totals)


DEAREST = (
    "this is the dearest threshold. Either the highest cost is chosen, or the offers go "
    "to those below the threshold."
)


@mistake("choose_threshold", DEAREST)
def threshold_dearest():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return thresholds[np.argmax(totals)]


@mistake(
    "choose_threshold",
    "of the equally cheap thresholds the highest is taken; take the lowest.",
)
def threshold_last():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return thresholds[::-1][np.argmin(totals[::-1])]


@mistake("choose_threshold", DEAREST)
def threshold_wrong_way_round():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p < threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the threshold with the fewest wrong answers is chosen; here it is the cost that counts.",
)
def threshold_by_errors():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append((offered != (y == 1)).sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the formula `cost_offer / cost_miss` trusts every output to be a true probability. "
    "Here the cheapest threshold for these rows is asked for.",
)
def threshold_formula():
    def choose_threshold(y, p, cost_miss, cost_offer):
        return min(cost_offer / cost_miss, 1.0)


@mistake(
    "choose_threshold",
    "the threshold is always a half, which minds no costs.",
)
def threshold_half():
    def choose_threshold(y, p, cost_miss, cost_offer):
        return 0.5


@mistake(
    "choose_threshold",
    "there are only eleven thresholds; try 101, in steps of 0.01.",
)
def threshold_coarse():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 11)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the thresholds that are tried are the outputs themselves; try 0, 0.01, …, 1.",
)
def threshold_among_outputs():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.sort(p)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * missed.sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "the customers who stay without an offer are counted as missed; only leavers are.",
)
def threshold_misses_stayers():
    def choose_threshold(y, p, cost_miss, cost_offer):
        thresholds = np.linspace(0, 1, 101)
        totals = []
        for threshold in thresholds:
            offered = p >= threshold
            missed = (y == 1) & ~offered
            totals.append(cost_offer * offered.sum() + cost_miss * (~offered & (y == 0)).sum())
        return thresholds[np.argmin(totals)]


@mistake(
    "choose_threshold", "the threshold 1 is never tried. `np.linspace(0, 1, 101)` ends with it."
)
def threshold_without_one():
    def choose_threshold(y, p, cost_miss, cost_offer):
        grid = np.linspace(0, 1, 101)[:-1]
        totals = [
            cost_offer * np.sum(p >= limit) + cost_miss * np.sum((p < limit) & (y == 1))
            for limit in grid
        ]
        return grid[np.argmin(totals)]


@mistake(
    "choose_threshold", "the threshold 0 is never tried. `np.linspace(0, 1, 101)` begins with it."
)
def threshold_without_zero():
    def choose_threshold(y, p, cost_miss, cost_offer):
        grid = np.linspace(0, 1, 101)[1:]
        totals = [
            cost_offer * np.sum(p >= limit) + cost_miss * np.sum((p < limit) & (y == 1))
            for limit in grid
        ]
        return grid[np.argmin(totals)]


@mistake(
    "choose_threshold", "an output that equals the threshold gets no offer. Compare with `>=`."
)
def threshold_strict():
    def choose_threshold(y, p, cost_miss, cost_offer):
        grid = np.linspace(0, 1, 101)
        totals = [
            cost_offer * np.sum(p > limit) + cost_miss * np.sum((p <= limit) & (y == 1))
            for limit in grid
        ]
        return grid[np.argmin(totals)]


@mistake(
    "choose_threshold",
    "everybody without an offer is counted as missed; only those who leave are.",
)
def threshold_misses_everybody():
    def choose_threshold(y, p, cost_miss, cost_offer):
        grid = np.linspace(0, 1, 101)
        totals = [cost_offer * np.sum(p >= t) + cost_miss * np.sum(p < t) for t in grid]
        return grid[np.argmin(totals)]


# --- predict_customer ----------------------------------------------------------------------


@mistake(
    "predict_customer",
    "the output is computed, but the function never returns it.",
)
def customer_returns_nothing():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        output = float(model.predict(row, verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "the output is printed. `print` shows it to you; `return` hands it back.",
)
def customer_prints():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        print(float(model.predict(row, verbose=0)[0, 0]))


REFITTED = (
    "she is scaled with her own mean and spread, which turns every number into 0. Call "
    "only `transform` of the encoder; it has been fitted."
)


@mistake("predict_customer", REFITTED)
def customer_refits():
    def predict_customer(model, encoder, customer):
        row = encoder.fit_transform(pd.DataFrame([customer]))
        return float(model.predict(row, verbose=0)[0, 0])


@mistake("predict_customer", REFITTED)
def customer_fits_then_transforms():
    def predict_customer(model, encoder, customer):
        table = pd.DataFrame([customer])
        row = encoder.fit(table).transform(table)
        return float(model.predict(row, verbose=0)[0, 0])


@mistake("predict_customer", REFITTED)
def customer_own_scale():
    def predict_customer(model, encoder, customer):
        columns = [0.0] * len(numbers)
        columns += [customer["Geography"] == name for name in ("France", "Germany", "Spain")]
        columns += [customer["Gender"] == name for name in ("Female", "Male")]
        return float(model.predict(np.array([columns], dtype=float), verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "the numbers go to the model as they are. Let the encoder transform the row.",
)
def customer_not_scaled():
    def predict_customer(model, encoder, customer):
        columns = [customer[name] for name in numbers]
        columns += [customer["Geography"] == name for name in ("France", "Germany", "Spain")]
        columns += [customer["Gender"] == name for name in ("Female", "Male")]
        return float(model.predict(np.array([columns], dtype=float), verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "an array of shape (1, 1) comes back. Take the number out: `[0, 0]`.",
)
def customer_array():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        return model.predict(row, verbose=0)


@mistake(
    "predict_customer",
    "an array of one value comes back. Take the number out: `[0, 0]`.",
)
def customer_row():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        return model.predict(row, verbose=0)[0]


@mistake(
    "predict_customer",
    "the answer yes or no comes back; return the output itself, between 0 and 1.",
)
def customer_class():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        return bool(model.predict(row, verbose=0)[0, 0] >= 0.5)


@mistake(
    "predict_customer",
    "the output is rounded to 0 or 1; return it as it is.",
)
def customer_rounded():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        return float(np.round(model.predict(row, verbose=0)[0, 0]))


@mistake(
    "predict_customer",
    "this is the probability that she stays; return that she leaves.",
)
def customer_stays():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        return 1 - float(model.predict(row, verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "the output is a percentage; return a number from 0 to 1.",
)
def customer_percent():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame([customer]))
        return 100 * float(model.predict(row, verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "her values are put under the table's names in the order in which they come. Keep "
    "each value with its own name: `pd.DataFrame([customer])`.",
)
def customer_by_position():
    def predict_customer(model, encoder, customer):
        table = pd.DataFrame([list(customer.values())], columns=list(churn.features))
        return float(model.predict(encoder.transform(table), verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "she is a list without names. The encoder finds its columns by name: "
    "`pd.DataFrame([customer])`.",
)
def customer_list():
    def predict_customer(model, encoder, customer):
        row = encoder.transform([list(customer.values())])
        return float(model.predict(row, verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "the encoder takes a table, and a dictionary is none: `pd.DataFrame([customer])`.",
)
def customer_dictionary():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(customer)
        return float(model.predict(row, verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "`pd.DataFrame(customer)` needs lists of values. A table with one row is made by "
    "`pd.DataFrame([customer])`.",
)
def customer_no_list():
    def predict_customer(model, encoder, customer):
        row = encoder.transform(pd.DataFrame(customer))
        return float(model.predict(row, verbose=0)[0, 0])


@mistake(
    "predict_customer",
    "the model gets the table as it is, words included. Let the encoder transform it first.",
)
def customer_not_encoded():
    def predict_customer(model, encoder, customer):
        return float(model.predict(pd.DataFrame([customer]), verbose=0)[0, 0])
