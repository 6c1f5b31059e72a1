"""What the loaders return, and that the stand-ins are what they promise to be."""

import dataclasses
import hashlib
import subprocess
import sys

import numpy as np
import pytest

from coursebook.datasets import _loaders, load_churn, load_pima

LOADERS = {"pima": load_pima, "churn": load_churn}


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    monkeypatch.setenv("SCRATCHNET_DATA", "stand-in")


@pytest.fixture(params=LOADERS)
def dataset(request, stand_in):
    return LOADERS[request.param]()


# The object


def test_every_column_is_described(dataset):
    assert list(dataset.columns) == list(dataset.table.columns)
    assert all(len(text) >= len("surname") for text in dataset.columns.values())


def test_features_and_target_are_columns_and_apart(dataset):
    assert set(dataset.features) < set(dataset.table.columns)
    assert dataset.target in dataset.table.columns
    assert dataset.target not in dataset.features
    assert set(dataset.zero_is_missing) <= set(dataset.features)


def test_the_columns_are_those_of_the_files():
    pima, churn = load_pima(), load_churn()

    assert " ".join(pima.table.columns) == (
        "pregnancies glucose blood_pressure skin_fold insulin bmi pedigree age diabetes"
    )
    assert pima.features == tuple(pima.table.columns[:-1])
    assert ",".join(churn.table.columns) == (
        "RowNumber,CustomerId,Surname,CreditScore,Geography,Gender,Age,Tenure,Balance,"
        "NumOfProducts,HasCrCard,IsActiveMember,EstimatedSalary,Exited"
    )
    assert churn.features == tuple(churn.table.columns[3:-1])


def test_a_dataset_is_frozen(dataset):
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.is_synthetic = False


def test_changing_a_table_changes_no_other(dataset):
    again = LOADERS["pima" if dataset.target == "diabetes" else "churn"]
    dataset.table[dataset.target] = 7
    dataset.columns.clear()

    assert set(again().table[dataset.target]) == {0, 1}
    assert again().columns


def test_the_table_is_not_printed_with_the_object(dataset):
    assert len(repr(dataset)) < 600
    assert "Generated stand-in" in repr(dataset)


def test_x_and_y_are_new_float_arrays():
    pima = load_pima()

    assert pima.X.shape == (768, 8)
    assert pima.y.shape == (768,)
    assert pima.X.dtype == pima.y.dtype == np.float64
    np.testing.assert_array_equal(pima.X[:, 1], pima.table["glucose"])
    np.testing.assert_array_equal(pima.y, pima.table["diabetes"])
    pima.X[:] = -1
    pima.y[:] = -1
    assert pima.table.min().min() == 0


def test_x_refuses_text():
    churn = load_churn()

    assert churn.y.sum() == 2037
    with pytest.raises(ValueError) as error:
        churn.X  # noqa: B018 - the property raises
    assert str(error.value) == (
        "features: expected numbers, got text in Geography, Gender; "
        "encode the categories before taking X"
    )


def test_the_package_itself_stays_light():
    heavy = "pandas", "pooch", "requests", "matplotlib"
    code = f"import sys, scratchnet; print([m for m in {heavy} if m in sys.modules])"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert output.stdout == "[]\n"


# The stand-ins


def test_a_stand_in_says_that_it_is_one(dataset):
    assert dataset.is_synthetic
    assert dataset.source.startswith("Generated stand-in, not the ")
    assert dataset.source.endswith(" invented rows that describe nobody.")


@pytest.mark.parametrize(
    ("load", "digest"),
    [
        (load_pima, "9614cb43b4982496f50d499c0b8c966c70a862f10c2639c369cbba4f700e1352"),
        (load_churn, "1c8e9f95393a3358929c3cefd306290769ef1662909d0285382eb02ee87b5b4a"),
    ],
)
def test_a_stand_in_is_the_same_table_everywhere(load, digest):
    np.random.seed(0)  # noqa: NPY002 - the state that must not matter, and must not change
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    text = load().table.to_csv(index=False, lineterminator="\n")

    assert hashlib.sha256(text.encode()).hexdigest() == digest
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_the_pima_stand_in_has_the_zeros_and_the_classes_of_the_real_table():
    pima = load_pima()
    zeros = pima.table[list(pima.zero_is_missing)] == 0

    assert zeros.sum().to_dict() == {
        "glucose": 5,
        "blood_pressure": 35,
        "skin_fold": 227,
        "insulin": 374,
        "bmi": 11,
    }
    assert zeros.any(axis=1).sum() == 376
    assert pima.table["diabetes"].value_counts().to_dict() == {0: 500, 1: 268}


def test_the_churn_stand_in_has_the_structure_of_the_real_table():
    table = load_churn().table
    exited = table["Exited"]

    assert exited.value_counts().to_dict() == {0: 7963, 1: 2037}
    assert table["Geography"].value_counts().to_dict() == {
        "France": 5014,
        "Germany": 2509,
        "Spain": 2477,
    }
    empty = (table["Balance"] == 0).groupby(table["Geography"]).sum()
    assert empty["Germany"] == 0
    assert empty["France"] > 2_000
    # Neither the number of products nor the age acts along a straight line.
    by_products = exited.groupby(table["NumOfProducts"]).mean()
    assert by_products[2] < 0.1 < 0.25 < by_products[1] < 0.8 < by_products[3] < by_products[4]
    by_age = exited.groupby(np.digitize(table["Age"], [31, 51, 61, 71])).mean()
    assert by_age[0] < 0.1
    assert by_age[2] > 0.5
    assert by_age[4] < 0.2


def test_nobody_in_the_churn_stand_in_has_a_real_name():
    table = load_churn().table

    assert table["Surname"].str.fullmatch(r"Invented-\d{4}").all()
    assert table["CustomerId"].is_unique
    assert not table.isna().any().any()


def test_the_published_sizes_are_those_of_the_stand_ins():
    for file, load in ((_loaders.PIMA, load_pima), (_loaders.CHURN, load_churn)):
        assert load().table.shape == (file.n_rows, file.n_columns)
