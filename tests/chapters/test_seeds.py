"""The program that runs the recipes with many seeds takes recipes and bands from the chapters."""

import json
from pathlib import Path

import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def program(benchmark_script):
    return benchmark_script("seeds.py")


@pytest.fixture
def made_up(program, monkeypatch):
    """Recipes that train nothing: the results of seed s are s / 100, and the band is given."""

    def use(band):
        names = {"data": type("Data", (), {"source": "made up"}), "BANDS": {"share": band}}
        recipe = program.Recipe("10_pima_diabetes", (), lambda names, seeds, callback: {
            "share": np.array(seeds) / 100
        })  # fmt: skip
        monkeypatch.setattr(program, "RECIPES", {"pima": recipe})
        monkeypatch.setattr(program, "chapter_names", lambda recipe: names)

    return use


@pytest.mark.parametrize("name", ["pima", "churn"])
def test_the_chapters_have_the_cells_and_the_bands(program, name):
    recipe = program.RECIPES[name]
    path = ROOT / "chapters" / f"{recipe.chapter}.ipynb"
    cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    assert set(recipe.cells) <= set(cells)
    assert "BANDS = {" in cells["bands-code"]


def test_a_cell_that_is_gone_is_named(program):
    recipe = program.Recipe("12_bank_churn", ("load", "no-such-cell"), program.churn)
    with pytest.raises(ValueError, match=r"12_bank_churn\.ipynb: expected cells .*no-such-cell"):
        program.chapter_names(recipe)


def test_the_ends_of_a_band_belong_to_it(program):
    assert program.within(np.array([0.1, 0.2, 0.3, 0.4]), (0.2, 0.3)) == 2


@pytest.mark.parametrize(("high", "status"), [(0.19, 0), (0.18, 0), (0.17, 1)])
def test_nineteen_of_twenty_are_enough(program, made_up, capsys, tmp_path, high, status):
    made_up((0.0, high))
    assert program.main(["--json", str(tmp_path / "seeds.json")]) == status
    printed = capsys.readouterr().out
    assert f"{round(100 * high) + 1} of 20" in printed
    assert ("NOT" in printed) == bool(status)
    kept = json.loads((tmp_path / "seeds.json").read_text())["pima"]
    assert kept["results"]["share"] == [seed / 100 for seed in range(20)]
    assert kept["bands"]["share"] == [0.0, high]


def test_too_few_seeds_are_refused(program, capsys):
    with pytest.raises(SystemExit):
        program.main(["--seeds", "0"])
    assert "--seeds: expected at least 1, got 0" in capsys.readouterr().err


@pytest.mark.slow
def test_each_seed_gets_its_own_network(program):
    names = program.chapter_names(program.RECIPES["churn"])
    names["EPOCHS"] = 3  # after one, both may call every customer one that stays
    epochs = []
    results = program.churn(names, range(2), lambda: epochs.append(1))
    assert list(results) == list(names["BANDS"])
    assert len(epochs) == names["EPOCHS"]
    for values in results.values():
        assert values.shape == (2,)
        assert 0 < values.min() < values.max() < 1
