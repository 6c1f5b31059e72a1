"""The real tables, where they are on this machine; nothing is downloaded here."""

import os
import re
import subprocess
import warnings
from pathlib import Path

import numpy as np
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from threadpoolctl import threadpool_limits

from coursebook.datasets import DataWarning, _sources, _standin, load_churn, load_pima

REPOSITORY = Path(__file__).parents[2]
LOADERS = {"pima": load_pima, "churn": load_churn}
STAND_INS = {"pima": _standin.pima, "churn": _standin.churn}


@pytest.fixture(scope="module")
def real():
    """Both real datasets, from SCRATCHNET_DATA or the cache."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        if os.environ.get("SCRATCHNET_DATA") == "stand-in":
            patch.delenv("SCRATCHNET_DATA")  # tests without data still look into the cache
        patch.setattr(_sources, "download", lambda file, tried: None)
        patch.setattr(_sources, "_warned", set())
        warnings.simplefilter("ignore", DataWarning)
        datasets = {name: load() for name, load in LOADERS.items()}
    if any(dataset.is_synthetic for dataset in datasets.values()):
        pytest.skip("the real files are neither in the folder SCRATCHNET_DATA nor in the cache")
    return datasets


def test_the_real_tables_are_the_documented_ones(real):
    pima, churn = real["pima"], real["churn"]
    zeros = pima.table[list(pima.zero_is_missing)] == 0

    assert pima.table.shape == (768, 9)
    assert pima.y.sum() == 268
    assert zeros.sum().tolist() == [5, 35, 227, 374, 11]
    assert zeros.any(axis=1).sum() == 376
    assert churn.table.shape == (10_000, 14)
    assert churn.y.sum() == 2037
    assert not churn.table.isna().any().any()
    assert churn.table["RowNumber"].tolist() == list(range(1, 10_001))
    assert {dataset.source.partition(":")[0] for dataset in real.values()} == {
        "Pima Indians diabetes data",
        "Bank-churn teaching data",
    }


@pytest.mark.parametrize("name", LOADERS)
def test_a_stand_in_has_the_form_of_the_real_table(real, name):
    dataset, invented = real[name], STAND_INS[name]()
    table = dataset.table

    assert list(invented.columns) == list(table.columns)
    assert invented.dtypes.to_dict() == table.dtypes.to_dict()
    assert len(invented) == len(table)
    assert invented[dataset.target].mean() == pytest.approx(table[dataset.target].mean(), abs=0.01)
    for column in table.columns.drop("Surname", errors="ignore"):
        if dataset.columns[column].startswith(("country", "Female")):
            assert set(invented[column]) == set(table[column])
            continue
        ours, theirs = invented[column], table[column]
        if column in dataset.zero_is_missing:
            assert (ours == 0).sum() == (theirs == 0).sum()
            ours, theirs = ours[ours > 0], theirs[theirs > 0]
        assert theirs.min() <= ours.min() <= ours.max() <= theirs.max(), column
        assert abs(ours.mean() - theirs.mean()) < 0.15 * theirs.std(), column
        assert ours.std() == pytest.approx(theirs.std(), rel=0.15), column


@pytest.mark.parametrize("name", LOADERS)
def test_a_stand_in_shares_no_row_with_the_real_table(real, name):
    columns = list(real[name].features)
    theirs = set(real[name].table[columns].itertuples(index=False, name=None))

    assert not theirs & set(STAND_INS[name]()[columns].itertuples(index=False, name=None))


def logistic_regression(text, numbers):
    scaled = make_column_transformer((OneHotEncoder(), text), (StandardScaler(), numbers))
    return make_pipeline(scaled, LogisticRegression())


def boosting(text, numbers, model):
    coded = make_column_transformer((OrdinalEncoder(), text), remainder="passthrough")
    return make_pipeline(coded, model)


@pytest.mark.parametrize(
    ("name", "model", "folds"),
    [
        ("pima", "logistic", 10),
        ("pima", "boosting", 5),
        ("pima", "histogram", 5),
        ("churn", "logistic", 5),
        ("churn", "histogram", 3),
    ],
)
def test_models_score_on_a_stand_in_within_three_points_of_the_real_table(real, name, model, folds):
    dataset = real[name]
    features = dataset.table[list(dataset.features)]
    numbers = features.select_dtypes("number").columns.tolist()
    text = [column for column in features if column not in numbers]
    make = {
        "logistic": lambda: logistic_regression(text, numbers),
        "boosting": lambda: boosting(text, numbers, GradientBoostingClassifier(random_state=0)),
        "histogram": lambda: boosting(
            text, numbers, HistGradientBoostingClassifier(random_state=0)
        ),
    }[model]

    def scores(table):
        result = cross_validate(
            make(),
            table[list(dataset.features)],
            table[dataset.target],
            cv=StratifiedKFold(folds, shuffle=True, random_state=0),
            scoring=["accuracy", "roc_auc"],
        )
        return np.array([result["test_accuracy"].mean(), result["test_roc_auc"].mean()])

    with threadpool_limits(1):  # more threads than idle processors slow the boosting down
        difference = 100 * (scores(STAND_INS[name]()) - scores(dataset.table))
    assert np.abs(difference).max() < 3, f"accuracy and AUC differ by {difference} points"


# No row of the real data is in the repository, however it may be written


LAYOUT = re.compile(r"</?t[dhr][^>]*>|\\[nrt]|np\.\w+\(")  # table cells, \n, np.int64(


def words(text):
    """Split a text into words and numbers, each number in one form: 6, 6. and 6.00 are equal."""
    return [one_form(word) for word in re.findall(r"[\w.]+", LAYOUT.sub(" ", text))]


def one_form(word):
    try:
        return str(float(word)) if word[0].isdigit() else word
    except ValueError:
        return word


def fingerprints(name, table):
    """Map each row to the words that give it away: the features, or customer, name and score."""
    if name == "pima":
        rows = table.drop(columns="diabetes").to_csv(index=False, header=False)
        return {tuple(words(line)) for line in rows.splitlines()}
    rows = table[["CustomerId", "Surname", "CreditScore"]].to_csv(index=False, header=False)
    return {tuple(words(line)[:3]) for line in rows.splitlines()}


def rows_in(text, prints):
    """Return the fingerprints that occur in a text."""
    (length,) = {len(row) for row in prints}
    found = words(text)
    return prints.intersection(zip(*(found[start:] for start in range(length)), strict=False))


@pytest.mark.parametrize("name", LOADERS)
def test_a_row_is_recognised_however_it_is_written(name):
    table = STAND_INS[name]()
    prints = fingerprints(name, table)
    row = table.iloc[41].tolist()
    layouts = [
        ",".join(map(str, row)),
        f"X = np.array([{row}])",
        "| " + " | ".join(map(str, row)) + " |",
        "<tr><td>" + "</td>\n<td>".join(map(str, row)) + "</td></tr>",
        '"' + "\\t".join(map(str, row)) + '\\n",',
        " ".join(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row),
    ]
    if name == "pima":
        layouts.append(str(np.array(row)))
    for layout in layouts:
        assert len(rows_in(f"before 1 2 3 {layout} after 4 5", prints)) == 1, layout
    assert not rows_in(",".join(map(str, table.iloc[41] * 2)), prints)


def test_no_row_of_the_real_data_is_in_the_repository(real):
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("this copy is not a git checkout, so nobody knows which files belong to it")
    prints = {name: fingerprints(name, dataset.table) for name, dataset in real.items()}
    n_read = 0
    for path in listing.stdout.decode().split("\0"):
        file = REPOSITORY / path
        if not path or not file.is_file():
            continue
        content = file.read_bytes()
        if b"\0" in content:
            continue
        n_read += 1
        text = content.decode(errors="replace")
        for name in prints:
            assert not rows_in(text, prints[name]), f"{path} holds rows of the {name} data"
    assert n_read > 10
