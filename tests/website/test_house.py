"""The house is in order: lock files, commands, links, and which room may use which."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NAME = PROJECT["name"]
LOCKS = {"requirements.txt": "course", "requirements-dev.txt": "dev"}
# What a lock file must hold on each machine that the course supports.
PLATFORMS = [
    {"sys_platform": system, "platform_system": name, "os_name": "posix", "python_version": python,
     "python_full_version": f"{python}.0", "platform_machine": machine,
     "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for system, name, machine in [("linux", "Linux", "x86_64"), ("darwin", "Darwin", "arm64")]
    for python in ("3.11", "3.12", "3.13", "3.14")
]  # fmt: skip
MACHINE_PATH = re.compile(r"/(?:home|root|Users|work|workspace|tmp|mnt)/[A-Za-z0-9_.-]+")


def chosen(table: dict, package: str, platform: dict) -> Version | None:
    """The version of a package that a lock file gives a machine; None if it gives none."""
    pinned = table.get(package, [])
    fitting = [version for version, when in pinned if when is None or when.evaluate(platform)]
    assert len(fitting) <= 1, f"{package} is pinned twice on {platform}"
    return fitting[0] if fitting else None


@cache
def tracked() -> tuple[Path, ...]:
    """Files that are in the repository or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(set(filter(None, listed.split("\0")))))
    return tuple(path for path in paths if path.is_file())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Lock files


def pins(name: str) -> dict[str, list[tuple[Version, Marker | None]]]:
    """The lock file as a table: package to its versions, each with its condition."""
    table = {}
    for line in (ROOT / name).read_text().splitlines():
        if line and not line.lstrip().startswith(("#", "-e ", "-r ")):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            assert specifier.operator == "==", line
            pinned = table.setdefault(canonicalize_name(requirement.name), [])
            pinned.append((Version(specifier.version), requirement.marker))
    return table


def declared(extra: str) -> Iterator[Requirement]:
    """What pyproject.toml asks for with this extra, the extras that it names included."""
    yield from map(Requirement, PROJECT["dependencies"])
    for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
        if requirement.name == NAME:
            for inner in requirement.extras:
                yield from declared(inner)
        else:
            yield requirement


def requested(name: str) -> set[str]:
    """Packages that a lock file says are in it because this project asks for them."""
    found, package = set(), None
    for line in (ROOT / name).read_text().splitlines():
        if not line.startswith((" ", "#", "-")):
            package = canonicalize_name(Requirement(line).name)
        elif package and re.search(rf"#\s+(?:via )?{NAME}\b", line):
            found.add(package)
    return found


@pytest.mark.parametrize(("name", "extra"), LOCKS.items(), ids=list(LOCKS))
def test_a_lock_file_satisfies_every_range(name, extra):
    table = pins(name)
    for requirement in declared(extra):
        package = canonicalize_name(requirement.name)
        for platform in PLATFORMS:
            if requirement.marker is None or requirement.marker.evaluate(platform):
                version = chosen(table, package, platform)
                assert version is not None, f"{package} on {platform}; run: make lock"
                fits = requirement.specifier.contains(version, prereleases=True)
                assert fits, f"{package} {version} on {platform}; run: make lock"


@pytest.mark.parametrize(("name", "extra"), LOCKS.items(), ids=list(LOCKS))
def test_a_lock_file_holds_nothing_that_is_no_longer_asked_for(name, extra):
    wanted = {canonicalize_name(requirement.name) for requirement in declared(extra)}
    assert requested(name) == wanted, "run: make lock"


def test_the_lock_files_agree():
    developers = pins("requirements-dev.txt")
    course = pins("requirements.txt")
    for package in course:
        for platform in PLATFORMS:
            version = chosen(course, package, platform)
            if version is not None:
                where = f"{package} on {platform}: run: make lock"
                assert chosen(developers, package, platform) == version, where


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_installs_the_course_editable_and_names_no_registry(name):
    text = (ROOT / name).read_text()
    assert "\n-e .\n" in text
    assert "#    make lock\n" in text
    assert not re.search(r"https?:|--index|--find-links|file:", text)


def test_the_python_of_binder_is_in_the_range():
    version = (ROOT / "runtime.txt").read_text().strip().removeprefix("python-")
    range_ = Requirement(f"python{PROJECT['requires-python']}").specifier
    assert Version(version) in range_


# The distribution


@pytest.mark.slow
def test_the_wheel_holds_all_packages_with_all_their_files(tmp_path):
    """What Colab installs, which is not editable. Built from what git would carry there."""
    for path in tracked():
        copy = tmp_path / "source" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*command, "--no-build-isolation", f"--wheel-dir={tmp_path}", str(tmp_path / "source")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {
        named(path)
        for path in tracked()
        if named(path).startswith(("checks/", "coursebook/", "grader/", "scratchnet/", "student/"))
        and path.name != "README.md"  # for who reads the repository
    }
    # `course get` copies them from there.
    wanted |= {
        f"student/{named(path)}" for path in tracked() if named(path).startswith("exercises/ps")
    }
    assert packed == wanted


# Commands and workflows


def targets() -> set[str]:
    """Commands of the Makefile."""
    return set(
        re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()
    )


def test_make_alone_lists_every_command():
    listed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"^  make (\w+) +\S", listed, re.MULTILINE)) == targets()


@pytest.mark.parametrize(
    "path", [p for p in tracked() if p.suffix in {".md", ".yml"} or p.name == "run"], ids=named
)
def test_every_command_that_is_named_exists(path):
    text = path.read_text(encoding="utf-8")
    # in code: a line of a block, `make …` in prose, a step of a workflow
    commands = re.findall(r"(?:`|^\$ |run: |exec )make ([a-z]+)\b(?!\.)", text, re.MULTILINE)
    assert set(commands) <= targets()


def test_the_workflows_cover_both_systems_and_both_ends_of_the_range():
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos"}
    range_ = Requirement(f"python{PROJECT['requires-python']}").specifier
    minors = [minor for minor in range(8, 30) if Version(f"3.{minor}.0") in range_]
    assert matrix["python"] == [f"3.{minors[0]}", f"3.{minors[-1]}"]
    assert "make test" in [step.get("run") for step in workflow["jobs"]["test"]["steps"]]


def test_the_weekly_run_takes_the_newest_versions():
    jobs = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text())["jobs"]
    steps = [step["run"] for step in jobs["newest"]["steps"] if "run" in step]
    assert steps.index("make lock UPGRADE=1") < steps.index("make test")


def test_the_hooks_run_offline_and_their_programs_exist():
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert repository["repo"] == "local"
    installed = Path(sys.executable).parent
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        program, *arguments = hook["entry"].split()
        assert (installed / program.removeprefix(".venv/bin/")).exists()
        assert all((ROOT / word).exists() for word in arguments if word.endswith(".py"))


def test_the_table_of_derived_files_names_files_and_commands_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    table = text.partition("## Files made from others")[2].partition("\n## ")[0]
    rows = [row.strip("|").split("|") for row in table.splitlines() if row.startswith("| `")]
    rows += [row.strip("|").split("|") for row in table.splitlines() if row.startswith("| badges")]
    commands = {re.search(r"`make (\w+)`", command)[1] for _, _, command in rows}
    assert commands == {"lock", "exercises", "address", "picture"}
    for derived, source, _ in rows:
        for name in re.findall(r"`([\w*/.-]+\.?[\w/]*)`", derived + source):
            assert name == "repository.url" or any(ROOT.glob(name.rstrip("/"))), name


def test_the_instructors_page_says_the_measured_seconds_of_grading():
    """Of benchmarks/grading.py, as they were last written down."""
    page = (ROOT / "chapters/for_instructors.md").read_text(encoding="utf-8")
    measured = json.loads((ROOT / "benchmarks/grading.json").read_text())
    first, keras = measured["ps1_forward_propagation"], measured["ps7_keras_on_pima"]
    said = (
        f"{first['grader_seconds']:.0f} seconds for {first['n']} submissions of set 1, "
        f"and {keras['grader_seconds']:.0f} for {keras['n']} of set 7"
    )
    assert said in " ".join(page.split())


def test_the_instructors_page_names_commands_and_options_that_exist():
    page = (ROOT / "chapters/for_instructors.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\$ \.venv/bin/grader (.+?)(?: +#.*)?$", page, re.MULTILINE)
    assert len(lines) > 8
    for command in {line.split()[0] for line in lines}:
        done = subprocess.run(
            [sys.executable, "-m", "grader", command, "--help"],
            cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, command
        options = {o for line in lines if line.split()[0] == command for o in line.split()}
        for option in {o for o in options if o.startswith("--")}:
            assert option in done.stdout, f"{command} {option}"


# Links, paths, git


def anchors(path: Path) -> set[str]:
    """Anchors of the headings of a Markdown page, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_internal_links_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    internal = [link for link in links if not link.startswith(("http:", "https:"))]
    assert len(internal) > 3
    for link in internal:
        target, _, anchor = link.partition("#")
        path = ROOT / target if target else ROOT / name
        assert path.exists(), link
        assert not anchor or anchor in anchors(path), link


def test_the_picture_in_the_readme_has_alt_text_and_is_small():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    ((alt, name),) = re.findall(r"!\[([^\]]+)\]\(((?!https?:)[^)]+)\)", text)
    assert len(alt.split()) >= 10
    picture = ROOT / name
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 200_000


def test_the_map_links_the_chapters_that_are_in_the_book_and_no_others():
    toc = (ROOT / "_toc.yml").read_text()
    in_book = set(re.findall(r"chapters/(\d\d_\w+)", toc))
    text = (ROOT / "chapters/index.md").read_text()
    rows = re.findall(r"^\| (\d\d) \| (.+?) \|", text, re.MULTILINE)
    assert [number for number, _ in rows] == [f"{n:02}" for n in range(1, len(rows) + 1)]
    linked = {}
    for number, title in rows:
        if link := re.fullmatch(r"\[.+\]\((\d\d_\w+)\.ipynb\)", title):
            assert link[1].startswith(number)
            linked[number] = link[1]
    assert set(linked.values()) == in_book


def test_no_file_names_a_path_of_one_machine():
    hostile = ROOT / "tests/grader/hostile"  # what they name is the sandbox's own
    found = {
        named(path): MACHINE_PATH.findall(path.read_text(encoding="utf-8"))
        for path in tracked()
        if path.suffix not in {".png", ".npz", ".woff2"}
        and path != Path(__file__)
        and not path.is_relative_to(hostile)
    }
    assert {name: paths for name, paths in found.items() if paths} == {}


@pytest.mark.parametrize(
    "name",
    [
        ".venv/bin/python",
        "_build/html/index.html",
        "submitted/student/ps1/ps1.ipynb",
        "autograded/student/ps1/ps1.ipynb",
        "feedback/student/ps1/ps1.html",
        "gradebook.db",
        "scratchnet/__pycache__/losses.cpython-311.pyc",
        "chapters/.ipynb_checkpoints/03.ipynb",
        "neural_networks_line_by_line.egg-info/PKG-INFO",
    ],
)
def test_git_ignores_what_is_made(name):
    status = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT).returncode
    assert status == 0


def test_git_does_not_ignore_the_derived_files_that_are_committed():
    for name in ("exercises/ps1/ps1.ipynb", "requirements.txt", "website/picture.png"):
        assert subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT).returncode == 1


# Which room may use which


def imported(path: Path) -> set[str]:
    """Modules that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)} imports relatively; name the package"
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


# Room -> what it may import beside the standard library; the last that fits counts.
LIBRARIES = {"IPython", "keras", "myst_nb", "numpy", "pandas", "scipy", "sklearn", "tensorflow"}
PAGES = {"scratchnet", "coursebook", *LIBRARIES}
ALLOWED = {
    "scratchnet": {"scratchnet", "numpy"},
    "checks": {"checks", "numpy"},
    "checks/session.py": {"checks", "numpy", "IPython"},  # once there is something to show
    "coursebook": PAGES,
    "student": {"student", "jupyter_client", "nbclient", "nbformat", "packaging"},
    "coursebook/models": PAGES | {"checks"},
    "coursebook/figures": PAGES | {"matplotlib", "cycler"},
    "coursebook/datasets": PAGES | {"platformdirs", "pooch", "requests", "tqdm"},
}
ABOVE = {"tests", "chapters", "solutions", "website", "jupyter_book", "sphinx"}


def test_dependencies_point_one_way():
    wrong = {}
    for room in ("checks", "scratchnet", "coursebook", "grader", "student"):
        for path in sorted(ROOT.glob(f"{room}/**/*.py")):
            names = imported(path) - set(sys.stdlib_module_names)
            rules = [ALLOWED[place] for place in ALLOWED if named(path).startswith(place)]
            wrong[named(path)] = names - rules[-1] if rules else names & ABOVE
    assert len(wrong) > 30
    assert {name: names for name, names in wrong.items() if names} == {}


def test_importing_the_checks_loads_no_more_than_numpy():
    program = (
        "import sys, numpy\nbefore = set(sys.modules)\nimport checks\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(loaded - set(sys.stdlib_module_names) - {'checks'}))\n"
        "print(sorted(loaded & {'multiprocessing', 'socket', 'subprocess'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"], done.stdout + done.stderr


def test_the_library_is_imported_without_matplotlib_and_pandas():
    """So that an exercise starts at once."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in ROOT.glob("scratchnet/**/*.py")
    ]
    program = (
        f"import importlib, sys\nfor name in {sorted(modules)}: importlib.import_module(name)\n"
        "print(sorted({'matplotlib', 'pandas', 'coursebook', 'grader'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
