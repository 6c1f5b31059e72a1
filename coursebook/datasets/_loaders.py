"""The two loaders, and the facts about each file that they rest on."""

import io

import pandas as pd

from coursebook.datasets import _standin
from coursebook.datasets._dataset import Dataset
from coursebook.datasets._files import DataFile
from coursebook.datasets._sources import DataError, find

_GITHUB = "https://raw.githubusercontent.com"

PIMA = DataFile(
    title="Pima Indians diabetes data",
    name="pima-indians-diabetes.csv",
    sha256="6bfe5d0f379d17a0e0819b996407e3c09bf80febd4287f2ed212190dfff154af",
    n_bytes=23_278,
    n_rows=768,
    n_columns=9,
    has_header=False,
    addresses=(
        f"{_GITHUB}/jbrownlee/Datasets/d20fcb6402ae34e653d4513b00f39257bb37ed7f"
        "/pima-indians-diabetes.csv",
        f"{_GITHUB}/vihar/deep-learning-with-python/193cba8443237607a2cf2a233679c14435924fc8"
        "/datasets/pima-indians-diabetes.csv",
    ),
)
PIMA_COLUMNS = {
    "pregnancies": "number of pregnancies",
    "glucose": "plasma glucose two hours into an oral glucose tolerance test (mg/dl)",
    "blood_pressure": "diastolic blood pressure (mm Hg)",
    "skin_fold": "triceps skin fold (mm)",
    "insulin": "serum insulin after two hours (µU/ml)",
    "bmi": "body mass index (kg/m²)",
    "pedigree": "diabetes pedigree function, a score of diabetes among relatives",
    "age": "age (years)",
    "diabetes": "1 = tested positive for diabetes within five years, 0 = not",
}

CHURN = DataFile(
    title="Bank-churn data",
    name="Churn_Modelling.csv",
    sha256="3996cd1fa372e0db0cd9c0ebac35bbd4e8e3c65fb942bb010c826e7b1eeef0a0",
    n_bytes=684_858,
    n_rows=10_000,
    n_columns=14,
    has_header=True,
    addresses=(
        f"{_GITHUB}/krishnaik06/ANN-CLassification-Churn/6ac351aa3533f5cde56926032fb479a4e9c4d2ab"
        "/Churn_Modelling.csv",
    ),
)
CHURN_COLUMNS = {
    "RowNumber": "number of the row, from 1",
    "CustomerId": "number of the customer",
    "Surname": "surname",
    "CreditScore": "credit score (points)",
    "Geography": "country: France, Germany or Spain",
    "Gender": "Female or Male",
    "Age": "age (years)",
    "Tenure": "time with the bank (years)",
    "Balance": "money in the account (currency not stated)",
    "NumOfProducts": "number of the bank's products in use",
    "HasCrCard": "1 = has a credit card, 0 = has none",
    "IsActiveMember": "1 = active member, 0 = not",
    "EstimatedSalary": "estimated salary (currency not stated)",
    "Exited": "1 = left the bank, 0 = stayed",
}
CHURN_IDENTIFIERS = ("RowNumber", "CustomerId", "Surname")


def load_pima() -> Dataset:
    """Load the Pima Indians diabetes data, or the stand-in where it cannot be had.

    Eight measurements of 768 women; 268 of them tested positive for diabetes within five years.

    Returns
    -------
    Dataset
        The table, 768 rows by 9 columns, and its description.

    Raises
    ------
    DataError
        If `SCRATCHNET_DATA` names no folder, or a file that was found is not the known one.

    Warns
    -----
    DataWarning
        Once per process, when the stand-in is used or a download could not be kept.

    References
    ----------
    J. W. Smith, J. E. Everhart, W. C. Dickson, W. C. Knowler and R. S. Johannes, "Using the ADAP
    learning algorithm to forecast the onset of diabetes mellitus", Proc. Annual Symposium on
    Computer Application in Medical Care, 1988, pp. 261-265.
    """
    content = find(PIMA)
    if content is None:
        table = _standin.pima()
        source = (
            "Generated stand-in, not the Pima Indians diabetes data: "
            "768 invented rows that describe nobody."
        )
    else:
        table = _parse(content, PIMA, PIMA_COLUMNS)
        source = (
            "Pima Indians diabetes data: 768 women, National Institute of Diabetes and Digestive "
            "and Kidney Diseases, first used by Smith et al. (1988)."
        )
    return Dataset(
        table=table,
        columns=dict(PIMA_COLUMNS),
        features=tuple(name for name in PIMA_COLUMNS if name != "diabetes"),
        target="diabetes",
        zero_is_missing=("glucose", "blood_pressure", "skin_fold", "insulin", "bmi"),
        source=source,
        is_synthetic=content is None,
    )


def load_churn() -> Dataset:
    """Load the bank-churn data, or the stand-in where it cannot be had.

    Ten features of 10,000 customers; 2,037 of them left the bank. No value is missing.

    Returns
    -------
    Dataset
        The table, 10,000 rows by 14 columns, and its description.

    Raises
    ------
    DataError
        If `SCRATCHNET_DATA` names no folder, or a file that was found is not the known one.

    Warns
    -----
    DataWarning
        Once per process, when the stand-in is used or a download could not be kept.
    """
    content = find(CHURN)
    if content is None:
        table = _standin.churn()
        source = (
            "Generated stand-in, not the bank-churn data: "
            "10,000 invented rows that describe nobody."
        )
    else:
        table = _parse(content, CHURN, CHURN_COLUMNS)
        source = (
            "Bank-churn teaching data: "
            "10,000 customers of a fictional bank in France, Spain and Germany."
        )
    return Dataset(
        table=table,
        columns=dict(CHURN_COLUMNS),
        features=tuple(
            name for name in CHURN_COLUMNS if name not in (*CHURN_IDENTIFIERS, "Exited")
        ),
        target="Exited",
        zero_is_missing=(),
        source=source,
        is_synthetic=content is None,
    )


def _parse(content: bytes, file: DataFile, columns: dict[str, str]) -> pd.DataFrame:
    """Read the verified file; refuse a table of another shape."""
    table = pd.read_csv(
        io.BytesIO(content),
        header=0 if file.has_header else None,
        keep_default_na=False,  # a customer may be called Null
    )
    if table.shape != (file.n_rows, file.n_columns):
        raise DataError(
            f"{file.name}: expected {file.n_rows} rows × {file.n_columns} columns, "
            f"got {table.shape[0]} rows × {table.shape[1]} columns"
        )
    table.columns = list(columns)
    return table
