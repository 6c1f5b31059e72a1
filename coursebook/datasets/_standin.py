"""Invented tables that take the place of the real ones when those cannot be had.

A stand-in keeps the course running: the same columns, types and ranges, zeros where the real
table has zeros, the same share of each class, and relations of the same kind and strength. Its
rows describe nobody and none is made from a real one. Each column is drawn in turn, given the
columns before it, and the class comes last.

The numbers in the code are rounded summaries of the real tables: means, spreads, shares, and
the slopes of regressions. The effects on the class are a little larger than such a regression
gives, so that a logistic regression and a gradient boosting score as they do on the real table.
Scores vary from seed to seed, on 768 rows by two points; the seeds below give close ones.

Every call makes the same table: its generator is its own and starts from a fixed seed.
"""

import numpy as np
import pandas as pd

PIMA_SEED = 46
CHURN_SEED = 1


def pima() -> pd.DataFrame:
    """Invent 768 rows in the form of the Pima Indians diabetes table.

    Returns
    -------
    pandas.DataFrame
        The nine columns of the real table; 268 rows are positive; missing values are written as
        zeros, in each column as many as in the real table.
    """
    rng = np.random.default_rng(PIMA_SEED)
    n = 768

    # Half of the women are under thirty; pregnancies add up until the middle forties.
    age = np.floor(np.clip(21 + rng.exponential(12.2, n), 21, 81))
    expected = 1.4 + 0.24 * (np.minimum(age, 45) - 21)
    pregnancies = np.clip(rng.poisson(expected * rng.gamma(2.5, 1 / 2.5, n)), 0, 17)

    # With weight rise skin fold, pressure and glucose, with glucose rises insulin.
    log_pedigree = np.clip(rng.normal(-0.96, 0.62, n), np.log(0.078), np.log(2.42))
    log_bmi = 3.455 + 0.05 * (log_pedigree + 0.96) + rng.normal(0, 0.205, n)
    bmi = np.clip(np.exp(log_bmi), 18.2, 67.1)
    older, heavier = age - 33, bmi - 32.4
    skin_fold = 29 + 0.1 * older + 0.95 * heavier + rng.normal(0, 7.5, n)
    blood_pressure = 72.4 + 0.34 * older + 0.5 * heavier + rng.normal(0, 11, n)
    log_glucose = 4.779 + 0.0052 * older + 0.0079 * heavier + rng.normal(0, 0.225, n)
    glucose = np.clip(np.exp(log_glucose), 44, 199)
    log_insulin = 4.771 + 0.0133 * (glucose - 120) + 0.013 * heavier + rng.normal(0, 0.53, n)

    # The risk rises with glucose all along, but peaks near 45 years and is low for the thin.
    risk = (
        1.25 * (glucose - 120) / 30
        + 0.4 * heavier / 7
        - 0.45 * np.maximum(28 - bmi, 0)
        + 0.4 * log_pedigree / 0.64
        + 0.25 * pregnancies / 3.4
        + 1.7 * np.exp(-(((age - 45) / 12) ** 2))
    )
    table = pd.DataFrame(
        {
            "pregnancies": pregnancies,
            "glucose": np.rint(glucose),
            "blood_pressure": np.rint(np.clip(blood_pressure, 24, 122)),
            "skin_fold": np.rint(np.clip(skin_fold, 7, 99)),
            "insulin": np.rint(np.clip(np.exp(log_insulin), 14, 846)),
            "bmi": bmi.round(1),
            "pedigree": np.exp(log_pedigree).round(3),
            "age": age,
            "diabetes": _label(risk, 268, rng),
        }
    )

    # Values tend to be missing together: for each column a stretch of one order of the rows.
    order = rng.permutation(n)
    missing = {
        "insulin": slice(0, 374),
        "skin_fold": slice(0, 227),
        "blood_pressure": slice(194, 229),
        "bmi": slice(364, 375),
        "glucose": slice(371, 376),
    }
    for column, rows in missing.items():
        table.loc[order[rows], column] = 0
    whole = table.columns.difference(["bmi", "pedigree"])
    return table.astype(dict.fromkeys(whole, np.int64))


def churn() -> pd.DataFrame:
    """Invent 10,000 rows in the form of the bank-churn table.

    Returns
    -------
    pandas.DataFrame
        The fourteen columns of the real table; 2,037 customers left; nothing is missing.
    """
    rng = np.random.default_rng(CHURN_SEED)
    n = 10_000

    country = rng.permutation(np.repeat(["France", "Germany", "Spain"], [5014, 2509, 2477]))
    german = country == "Germany"
    female = rng.random(n) < 0.454
    age = np.floor(np.clip(13 + 24.5 * np.exp(rng.normal(0, 0.39, n)), 18, 92))
    fifties = np.exp(-(((age - 54) / 13) ** 2))
    active = rng.random(n) < np.where(age >= 60, 0.79, 0.5)

    # No German account is empty; whoever has an empty one mostly uses a second product.
    empty = ~german & (rng.random(n) < 0.483)
    balance = np.where(empty, 0, np.clip(rng.normal(119_800, 30_100, n), 3_770, 250_890))
    share_of_one = 0.675 - 0.185 * german - 0.475 * empty + 0.16 * fifties
    up_to = [share_of_one, 0.986 - 0.06 * fifties, 0.998 - 0.014 * fifties]
    products = 1 + (rng.random((n, 1)) > np.column_stack(up_to)).sum(axis=1)

    # Leaving peaks in the fifties, later and higher for the inactive. A second product holds
    # customers, a third and a fourth drive them away.
    inactive_risk = 0.3 + 2.3 * fifties + 0.15 * np.maximum(age - 60, 0)
    risk = (
        2.4 * fifties
        + np.where(active, 0, inactive_risk)
        + 0.5 * female
        + 0.8 * german
        + np.array([0, -1.0, 4.0, 9.0])[products - 1]
        + empty * np.where(products == 1, 0.9, -1.2)
    )
    table = pd.DataFrame(
        {
            "RowNumber": np.arange(1, n + 1),
            "CustomerId": rng.choice(np.arange(15_565_701, 15_815_691), n, replace=False),
            "Surname": [f"Invented-{number:04d}" for number in rng.integers(3_000, size=n)],
            "CreditScore": np.rint(np.clip(rng.normal(651, 98, n), 350, 850)),
            "Geography": country.tolist(),
            "Gender": np.where(female, "Female", "Male").tolist(),
            "Age": age,
            "Tenure": np.rint(rng.uniform(0, 10, n)),
            "Balance": balance.round(2),
            "NumOfProducts": products,
            "HasCrCard": rng.random(n) < 0.7055,
            "IsActiveMember": active,
            "EstimatedSalary": rng.uniform(11.58, 199_992.48, n).round(2),
            "Exited": _label(risk, 2_037, rng),
        }
    )
    whole = table.columns.difference(
        ["Surname", "Geography", "Gender", "Balance", "EstimatedSalary"]
    )
    return table.astype(dict.fromkeys(whole, np.int64))


def _label(risk: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Give 1 to exactly `count` rows, the more likely the higher their risk.

    With logistic noise the probability of a 1 is the sigmoid of the risk minus a threshold, as
    in a logistic regression.
    """
    noisy = risk + rng.logistic(size=risk.size)
    label = np.zeros(risk.size, dtype=np.int64)
    label[np.argsort(noisy, kind="stable")[-count:]] = 1
    return label
