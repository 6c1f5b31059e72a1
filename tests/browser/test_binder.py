"""What Binder does with this repository, replayed without Docker.

repo2docker itself says which commands it would run. They are run in a new environment that holds
the same versions of Jupyter as its image; then JupyterLab starts there and a chapter is run in
Chromium. It installs about 3 GB, so it runs only when asked for: `make binder`.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "03_forward_propagation.ipynb"
TOKEN = "binder-replay"
SECONDS_TO_START = 60
SECONDS_TO_RUN = 120

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("binder"),
    pytest.mark.skipif(
        os.environ.get("BINDER") != "1", reason="installs about 3 GB; run it with: make binder"
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """The home folder of a Binder: the files that git would carry there."""
    folder = tmp_path_factory.mktemp("home")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def plan(home, tmp_path_factory) -> dict:
    """What repo2docker would do: the Dockerfile's commands, and the versions of its own Jupyter."""
    tools = tmp_path_factory.mktemp("tools")
    run([sys.executable, "-m", "venv", tools], cwd=tools)
    run([tools / "bin/pip", "install", "--quiet", "jupyter-repo2docker"], cwd=tools)
    dockerfile = run([tools / "bin/repo2docker", "--no-build", "--debug", "."], cwd=home)
    dockerfile = re.sub(r"\x1b\[[0-9;]*m", "", dockerfile)
    version = re.search(r"Building conda environment for python=(\S+)", dockerfile)[1]
    (conda,) = tools.glob("lib/python*/site-packages/repo2docker/buildpacks/conda")
    names = re.findall(
        r"^- ([a-z_-]+)==", (conda / f"environment.py-{version}.yml").read_text(), re.M
    )
    lock = (conda / f"environment.py-{version}-linux-64.lock").read_text()
    jupyter = [f"{name}=={re.search(rf'/{name}-([0-9.]+)-', lock)[1]}" for name in names]
    return {
        "python": version,
        # On conda-forge one package is called otherwise than on PyPI.
        "jupyter": [pin.replace("jupyterhub-singleuser", "jupyterhub") for pin in jupyter],
        "commands": re.findall(r"^RUN ((?:\$\{KERNEL_PYTHON_PREFIX\}|\./).*)$", dockerfile, re.M),
    }


@pytest.fixture(scope="module")
def environment(home, plan, tmp_path_factory) -> dict[str, str]:
    """Environment variables of a shell in the finished image."""
    prefix = tmp_path_factory.mktemp("environment")
    python = shutil.which(f"python{plan['python']}")
    assert python, f"runtime.txt asks for Python {plan['python']}, which is not on the PATH"
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "MAKE"))
    }
    variables = {
        **kept,
        "HOME": str(home),
        "KERNEL_PYTHON_PREFIX": str(prefix),
        "PATH": f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    start = time.perf_counter()
    run([python, "-m", "venv", prefix], cwd=home)
    run([prefix / "bin/pip", "install", "--quiet", *plan["jupyter"]], cwd=home, env=variables)
    for command in plan["commands"]:
        run(["bash", "-c", command], cwd=home, env=variables)
    size = sum(p.stat().st_size for p in prefix.rglob("*") if p.is_file() and not p.is_symlink())
    print(f"\nInstalled in {time.perf_counter() - start:.0f} s, {size / 1e9:.1f} GB")
    return variables


@pytest.fixture(scope="module")
def jupyterlab(home, environment, tmp_path_factory):
    """Address of a JupyterLab in that environment."""
    log = tmp_path_factory.mktemp("log") / "jupyterlab.txt"
    command = ["jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, f"--IdentityProvider.token={TOKEN}"],
            cwd=home,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        # The log names the address before the server answers there.
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/", log.read_text())) or not answers(
            found[0]
        ):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.5)
        yield found[0]
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def answers(address: str) -> bool:
    """Whether a server answers at this address."""
    try:
        with urllib.request.urlopen(f"{address}api", timeout=10):
            return True
    except OSError:
        return False


def run(command: list, **options) -> str:
    """Run a command; return what it printed, or fail with it."""
    done = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    assert done.returncode == 0, f"{shlex.join(map(str, command))}\n{done.stdout}"
    return done.stdout


def test_binder_installs_the_lock_file_with_the_python_of_runtime_txt(plan):
    assert (ROOT / "runtime.txt").read_text().strip() == f"python-{plan['python']}"
    assert plan["commands"][0].endswith('pip install --no-cache-dir -r "requirements.txt"')
    assert plan["commands"][-1] == "./postBuild"


def test_the_environment_is_consistent_and_the_course_editable(home, environment):
    run(["python", "-m", "pip", "check"], cwd=home, env=environment)
    where = "import grader, scratchnet; print(scratchnet.__file__, grader.__file__)"
    printed = run(["python", "-c", where], cwd=home / "chapters", env=environment)
    assert printed.split() == [
        str(home / name / "__init__.py") for name in ("scratchnet", "grader")
    ]


def test_the_extensions_of_nbgrader_are_on(jupyterlab):
    address = f"{jupyterlab}lab/api/extensions?token={TOKEN}"
    with urllib.request.urlopen(address, timeout=30) as answer:
        extensions = {extension["name"]: extension for extension in json.load(answer)}
    assert extensions["jupyter-nbgrader"]["enabled"]


def test_a_chapter_runs_in_jupyterlab(home, jupyterlab, browser):
    notebook = home / "chapters" / CHAPTER
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{jupyterlab}lab/tree/chapters/{CHAPTER}?token={TOKEN}")
    # A cell that is run before the kernel is connected would not run.
    expect(page.locator("#jp-bottom-panel")).to_contain_text("| Idle", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
    deadline = time.monotonic() + SECONDS_TO_RUN
    while True:  # what has run is read from the saved notebook, which has the cells out of view too
        page.keyboard.press("Control+s")
        page.wait_for_timeout(1000)
        content = json.loads(notebook.read_text())
        cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
        outputs = [output for cell in cells for output in cell["outputs"]]
        errors = [output for output in outputs if output["output_type"] == "error"]
        if errors or all(cell["execution_count"] for cell in cells):
            break
        assert time.monotonic() < deadline, "the chapter did not finish"
    assert not errors
    assert any("<svg" in json.dumps(output) for output in outputs)
    page.close()
