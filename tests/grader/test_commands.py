"""Every command with the mistakes that people make: one sentence, an exit code, no traceback."""

import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from grader import cli
from grader.course import CourseError, chosen
from grader.due import parsed

PS = "ps_small"
NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def broken_config(course):
    (course.root / "nbgrader_config.py").write_text("c = get_config(\n")


def config_that_raises(course):
    (course.root / "nbgrader_config.py").write_text("1 / 0\n")


def broken_source(course):
    (course.source / f"{PS}.ipynb").write_text("{")


def source_without_cells(course):
    (course.source / f"{PS}.ipynb").write_text("[]")


def broken_mistakes(course):
    (course.source / "mistakes.py").write_text("def (\n")


def mistakes_that_raise(course):
    (course.source / "mistakes.py").write_text("raise RuntimeError('no')\n")


def broken_limits(course):
    (course.source / "limits.json").write_text('{"seconds": -1}')


def broken_gradebook(course):
    (course.root / "gradebook.db").write_bytes(b"this is no database, but a text" * 100)
    handed_in(course)


def no_gradebook(course):
    (course.root / "gradebook.db").unlink()


def two_sets(course):
    (course.root / "solutions/ps_small_too").mkdir()
    (course.root / "solutions/ps_small_too/ps_small_too.ipynb").write_text("{}")


def handed_in(course):
    folder = course.root / "submitted/ada" / PS
    folder.mkdir(parents=True)
    (folder / f"{PS}.ipynb").write_text(json.dumps(NOTEBOOK))


def submitted_is_a_file(course):
    (course.root / "submitted").write_text("x")


def autograded_is_a_file(course):
    handed_in(course)
    (course.root / "autograded").write_text("x")


def graded_and_damaged(course):
    folder = course.root / "autograded/ada" / PS
    folder.mkdir(parents=True)
    (folder / f"{PS}.ipynb").write_text("{")


def source_folder(course):
    (course.root / "in").mkdir()
    (course.root / "in/notes.txt").write_text("x")
    (course.root / "table.csv").write_text("a,b\n1,2\n")
    (course.root / "binary.csv").write_bytes(b"\xff\xfe\x00")


def no_bubblewrap(course):
    handed_in(course)
    course.patch.setattr("shutil.which", lambda name: None)


def nothing(course):
    pass


MISTAKES = [
    # what stands on the command line, what was done before, the status, and what is said
    ("grade ps9", nothing, 1, "ps9: no such problem set in solutions/ (there are: ps_small)"),
    ("grade ps", two_sets, 1, "ps: more than one problem set is called so in solutions/"),
    ("release ps9", nothing, 1, "ps9: no such problem set"),
    ("student-pack ps9", nothing, 1, "ps9: no such problem set"),
    ("collect ps9 in", nothing, 1, "ps9: no such problem set"),
    ("feedback ps9", nothing, 1, "ps9: no such problem set"),
    ("report ps9", nothing, 1, "ps9: no such problem set"),
    ("export ps9", nothing, 1, "ps9: no such problem set"),
    ("due ps9", nothing, 1, "ps9: no such problem set"),
    ("similar ps9", nothing, 1, "ps9: no such problem set"),
    ("release --solutions ps9", nothing, 1, "ps9: no such problem set"),
    ("release --solutions", nothing, 1, "--solutions: name the problem sets"),
    ("grade ps_small", broken_config, 1, "nbgrader_config.py: it stopped with SyntaxError"),
    (
        "feedback ps_small",
        config_that_raises,
        1,
        "nbgrader_config.py: it stopped with Zero",
    ),
    ("grade ps_small", broken_source, 1, "ps_small.ipynb: JSONDecodeError"),
    ("grade ps_small", source_without_cells, 1, "ps_small.ipynb: TypeError"),
    ("release ps_small", broken_source, 1, "ps_small.ipynb"),
    ("release ps_small", source_without_cells, 1, "ps_small.ipynb"),
    ("release --solutions ps_small", broken_source, 1, "ps_small.ipynb"),
    ("similar ps_small", broken_source, 1, "ps_small.ipynb"),
    ("due ps_small", broken_source, 1, "ps_small.ipynb"),
    ("release ps_small", broken_mistakes, 1, "mistakes.py"),
    ("release ps_small", mistakes_that_raise, 1, "mistakes.py"),
    ("similar ps_small", broken_mistakes, 1, "mistakes.py"),
    ("grade ps_small", broken_limits, 1, "limits.json of ps_small: seconds: expected a positive"),
    ("grade ps_small", nothing, 1, "put what students handed in into submitted/STUDENT/ps_small/"),
    ("grade ps_small", submitted_is_a_file, 1, "put what students handed in into submitted/"),
    ("grade ps_small --no-sandbox", autograded_is_a_file, 1, "autograded: "),
    ("grade ps_small --no-sandbox", broken_gradebook, 1, "the gradebook"),
    ("grade ps_small", no_bubblewrap, 1, "grading needs bubblewrap (the command bwrap)"),
    ("grade ps_small --jobs 0", handed_in, 1, "--jobs: expected 1 or more, got 0"),
    (
        "grade ps_small --exercise dubble",
        handed_in,
        1,
        "--exercise dubble: no such exercise with a test in ps_small (there are: double, quad",
    ),
    ("grade ps_small --jobs two", nothing, 2, "invalid int value: 'two'"),
    ("grade ps_small --cluster nowhere", handed_in, 1, "--cluster nowhere"),
    ("grade", nothing, 2, "the following arguments are required: PS"),
    ("grad ps_small", nothing, 2, "invalid choice: 'grad'"),
    ("grade ps_small --fast", nothing, 2, "unrecognized arguments: --fast"),
    ("collect ps_small", nothing, 2, "the following arguments are required: SOURCE"),
    ("collect ps_small nowhere.zip", nothing, 1, "nowhere.zip: expected a folder or a zip"),
    ("collect ps_small table.csv", source_folder, 1, "table.csv: expected a folder or a zip"),
    ("collect ps_small in", source_folder, 1, "There is no ps_small.ipynb in in."),
    ("collect ps_small in --pattern (", source_folder, 1, "--pattern: expected a regular"),
    ("collect ps_small in --roster no.csv", source_folder, 1, "no.csv: No such file"),
    ("collect ps_small in --roster table.csv", source_folder, 1, "table.csv: expected Moodle's"),
    ("collect ps_small in --roster binary.csv", source_folder, 1, "binary.csv: expected a CSV"),
    ("feedback ps_small", nothing, 1, "nothing is graded yet; run: grader grade ps_small"),
    ("report ps_small", nothing, 1, "nothing is graded yet; run: grader grade ps_small"),
    ("feedback ps_small --student ben", graded_and_damaged, 1, "ben: no graded ps_small"),
    ("report ps_small", graded_and_damaged, 1, "ada: graded in autograded/, but not in the"),
    ("export ps_small", no_gradebook, 1, "there is no gradebook yet"),
    ("export ps_small", broken_gradebook, 1, "the gradebook"),
    ("report ps_small", broken_gradebook, 1, "nothing is graded yet"),
    ("export ps_small --format excel", nothing, 2, "invalid choice: 'excel'"),
    ("export ps_small --output no/scores.csv", nothing, 1, "--output no/scores.csv: there is no"),
    ("export ps_small --output solutions", nothing, 1, "--output solutions: expected a file's"),
    ("student-pack ps_small --output no/pack", nothing, 1, "--output no/pack: there is no folder"),
    ("due ps_small tomorrow", nothing, 1, "tomorrow: expected a time such as 2026-05-01"),
    ("due ps_small 2026-13-45", nothing, 1, "2026-13-45: expected a time"),
    ("due ps_small +2d --student ada", nothing, 1, "there is no due date to extend"),
    ("similar ps_small", nothing, 1, "there is nothing in submitted/ to compare"),
    ("doctor --fix", nothing, 2, "unrecognized arguments: --fix"),
]


@pytest.fixture
def entered(entered, monkeypatch):
    """The small course in the gradebook, and the place to be."""
    monkeypatch.chdir(entered.root)
    entered.patch = monkeypatch
    return entered


@pytest.mark.parametrize(
    ("line", "before", "status", "said"),
    MISTAKES,
    ids=[f"{line} {before.__name__}" for line, before, *_ in MISTAKES],
)
def test_a_mistake(entered, capsys, line, before, status, said):
    before(entered)
    there = {path for path in entered.root.rglob("*") if path.is_dir()}
    try:
        ended = cli.main(line.split())
    except SystemExit as error:  # argparse ends so
        ended = error.code
    told = capsys.readouterr()
    assert ended == status
    assert said in told.err, told.err
    assert "Traceback" not in told.err + told.out
    passed_over = ("usage:", " ", "Without the sandbox: ")
    sentences = [text for text in told.err.splitlines() if not text.startswith(passed_over)]
    assert len(sentences) == 1, told.err
    made = {path for path in entered.root.rglob("*") if path.is_dir()} - there
    assert not [path for path in made if "no" in path.relative_to(entered.root).parts]


@pytest.mark.parametrize(
    "command", ["release", "grade ps1", "collect ps1 x", "feedback ps1", "report ps1", "export ps1",
                "due ps1", "similar ps1", "student-pack", "doctor"],
)  # fmt: skip
def test_outside_of_a_course(tmp_path, monkeypatch, capsys, command):
    if command == "doctor":  # the sandbox is tried in other tests
        monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.chdir(tmp_path)
    assert cli.main(command.split()) == 1
    told = capsys.readouterr()
    assert "there is no nbgrader_config.py in" in told.err + told.out
    assert list(tmp_path.iterdir()) == []


def test_alone_it_says_what_there_is(capsys):
    assert cli.main([]) == 2
    told = capsys.readouterr().err
    for command in (
        "release",
        "grade",
        "collect",
        "due",
        "feedback",
        "report",
        "export",
        "similar",
    ):
        assert re.search(rf"^    {command}\b", told, re.MULTILINE)


def test_interrupted(entered, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.class_commands.chosen", interrupt)
    assert cli.main(["report", PS]) == 130
    assert capsys.readouterr().err == "grader: interrupted\n"


@pytest.mark.parametrize(
    ("given", "found"),
    [("ps1", "ps1_a"), ("PS1", "ps1_a"), ("ps10", "ps10_b"), ("ps1_a", "ps1_a"),
     ("solutions/ps1_a/", "ps1_a"), ("ps2", "ps2_c")],
)  # fmt: skip
def test_short_names(tmp_path, given, found):
    for name in ("ps1_a", "ps10_b", "ps2_c"):
        folder = tmp_path / "solutions" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_text("{}")
    assert chosen(tmp_path, given) == found
    for wrong in ("", "ps", "ps3", "ps1_b", "."):
        with pytest.raises(CourseError, match="there are: ps1_a, ps2_c, ps10_b"):
            chosen(tmp_path, wrong)


def test_times():
    assert parsed("2026-05-01 18:00 UTC") == datetime(2026, 5, 1, 18)
    assert parsed("2026-05-01T18:00+02:00") == datetime(2026, 5, 1, 16)
    day = datetime(2026, 5, 1, 23, 59, 59).astimezone()
    assert parsed("2026-05-01") == (day - day.utcoffset()).replace(tzinfo=None)


def test_due_dates_and_extensions(entered, capsys):
    handed_in(entered)

    def told(*arguments):
        assert cli.main(["due", "ps_small", *arguments]) == 0
        return capsys.readouterr().out

    assert told() == "ps_small: no due date\n"
    assert "ps_small: due 2026-05-01" in told("2026-05-01 12:00")
    assert re.search(r"  ada: 2026-05-03 12:00 \S+, 2 days later", told("+2d", "--student", "ada"))
    assert re.search(r"  ada: 2026-05-01 13:30 .*, 1 hour 30 minutes later",
                     told("2026-05-01 13:30", "--student", "ada"))  # fmt: skip
    assert "ada" not in told("none", "--student", "ada")
    assert cli.main(["due", PS, "+1d", "--student", "nobody"]) == 1
    assert "nobody: no such student" in capsys.readouterr().err
    told("+1w", "--student", "ada")
    from nbgrader.api import Gradebook  # takes seconds

    with Gradebook(f"sqlite:///{entered.root / 'gradebook.db'}") as book:
        assert book.find_submission(PS, "ada").extension == timedelta(days=7)
        assert book.find_assignment(PS).duedate == parsed("2026-05-01 12:00")
    assert told("none").startswith("ps_small: no due date\n")


def test_solutions_only_when_all_are_due(entered, capsys):
    handed_in(entered)
    later = (datetime.now() + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    earlier = (datetime.now() - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    command = ["release", "--solutions", PS]
    cli.main(["due", PS, later])
    capsys.readouterr()
    assert cli.main(command) == 1
    assert "students may hand in until" in capsys.readouterr().err
    cli.main(["due", PS, earlier])
    cli.main(["due", PS, "+1d", "--student", "ada"])
    capsys.readouterr()
    assert cli.main(command) == 1, "one student still has time"
    cli.main(["due", PS, "none", "--student", "ada"])
    capsys.readouterr()
    assert cli.main(command) == 0
    path = Path(capsys.readouterr().out.strip())
    text = (entered.root / path).read_text()
    assert "return 2 * x" in text
    for secret in ("SOLUTION", "HIDDEN", "t.rng.normal", "nbgrader"):
        assert secret not in text
    assert cli.main([*command, "--force"]) == 0


def test_lateness_is_seen_everywhere(entered, capsys):
    content = json.loads((entered.source / f"{PS}.ipynb").read_text())
    folder = entered.root / "submitted/ada" / PS
    folder.mkdir(parents=True)
    (folder / f"{PS}.ipynb").write_text(json.dumps(content))
    (folder / "timestamp.txt").write_text("2026-05-01 14:30:00 UTC")
    with open(entered.root / "nbgrader_config.py", "a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    grade = ["grade", PS, "--no-sandbox", "--jobs", "1"]
    late = "handed in 2 hours 30 minutes after it was due; 3 points taken off"
    whose = "\nTime by a timestamp.txt that `grader collect` has not written: ada\n"
    for when, score, note in (
        ("none", "3/3", None),
        ("2026-05-01 12:00 UTC", "0/3", late),  # nothing of the submission has changed
        ("2026-05-01 15:00 UTC", "3/3", None),
    ):
        assert cli.main(["due", PS, when]) == 0
        capsys.readouterr()
        assert cli.main(grade) == 0
        told = capsys.readouterr().out
        assert f"  {score}  " in told
        assert (late in told) is (note is not None)
        assert (whose in told) is (when != "none")
    cli.main(["due", PS, "2026-05-01 12:00 UTC"])
    cli.main(grade)
    capsys.readouterr()
    assert cli.main(["feedback", "ps_s", "--zip", "all.zip"]) == 0
    assert "under their own names: ada" in capsys.readouterr().out
    assert zipfile.ZipFile("all.zip").namelist() == [f"ada/{PS}.html"]
    page = Path("feedback/ada", PS, f"{PS}.html").read_text()
    assert "2 hours 30 minutes after it was due" in page
    assert "3 taken off because it was late" in page
    assert cli.main(["report", PS]) == 0
    page = Path("reports", f"{PS}.html").read_text()
    assert f"ada: {late}" in page
    assert "that <code>grader collect</code> has not written: ada." in page
