"""Why bubblewrap is refused its namespaces: from its words and the kernel's settings."""

from pathlib import Path

import pytest

from grader.doctor import examine
from grader.engine.hindrance import PROFILE, hindrance
from grader.engine.limits import Limits
from grader.engine.sandbox import Sandbox, SandboxError

ROOT = Path(__file__).resolve().parents[3]
SAID = [
    "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted",
    "bwrap: setting up uid map: Permission denied",
    "bwrap: No permissions to create a new namespace, likely because the kernel does not allow it",
]


@pytest.fixture
def settings(tmp_path):
    """A function that writes a kernel setting, and the folder of them."""

    def write(name: str, value: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{value}\n")
        return tmp_path

    return write


@pytest.mark.parametrize("said", SAID)
def test_apparmor_is_named_with_the_profile_for_bubblewrap_alone(said, settings):
    folder = settings("kernel/apparmor_restrict_unprivileged_userns", "1")
    told = hindrance(said, folder)
    assert told.startswith("AppArmor forbids")
    assert f"install -m 644 {PROFILE}" in told
    assert "apparmor_restrict_unprivileged_userns=0" not in told  # not: switch it off


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "0", "In a container"),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("kernel/unprivileged_userns_clone", "1", "In a container"),
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=10000"),
    ],
)
def test_other_settings_are_named(settings, name, value, sentence):
    assert sentence in hindrance(SAID[1], settings(name, value))


def test_another_failure_is_not_explained(settings):
    folder = settings("kernel/apparmor_restrict_unprivileged_userns", "1")
    assert hindrance("bwrap: Can't find source path /nowhere: No such file", folder) == ""


@pytest.fixture
def refused(tmp_path, monkeypatch, settings):
    """A bubblewrap that is refused what it needs, on a system with AppArmor's restriction."""
    bwrap = tmp_path / "bin" / "bwrap"
    bwrap.parent.mkdir()
    bwrap.write_text(f'#!/bin/sh\n[ "$1" = --version ] || {{ echo "{SAID[0]}" >&2; exit 1; }}\n')
    bwrap.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bwrap.parent}:/usr/bin:/bin")
    folder = settings("kernel/apparmor_restrict_unprivileged_userns", "1")
    monkeypatch.setattr("grader.engine.hindrance.hindrance.__defaults__", (folder,))


@pytest.mark.usefixtures("refused")
def test_the_sandbox_and_the_doctor_say_it():
    sandbox = Sandbox(Limits())
    with pytest.raises(SandboxError, match=r"RTM_NEWADDR.*; AppArmor forbids"):
        sandbox.wait_until_ready()
    bad = [finding.text for finding in examine(ROOT) if finding.word == "bad"]
    assert any("apparmor_parser --replace" in text for text in bad)


def test_the_profile_is_for_bubblewrap_and_says_what_loads_it(settings):
    text = PROFILE.read_text()
    assert "profile course-bwrap /usr/bin/bwrap flags=(unconfined) {\n  userns,\n" in text
    told = hindrance(SAID[0], settings("kernel/apparmor_restrict_unprivileged_userns", "1"))
    commands = told.replace(f"{ROOT}/", "").splitlines()[1:]
    page = (ROOT / "chapters/for_instructors.md").read_text()
    assert len(commands) == 2
    assert all(command.strip() in text and command.strip() in page for command in commands)


def test_the_container_is_told_the_same_way_everywhere():
    """The commands at its head are those of the instructors' page, and copy what is there."""
    head = [line.lstrip("# ") for line in (ROOT / "Containerfile").read_text().splitlines()[:10]]
    commands = [line for line in head if line.startswith("docker ")]
    page = (ROOT / "chapters/for_instructors.md").read_text()
    assert len(commands) == 2
    assert all(command in page for command in commands)
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", "submitted", "autograded", "feedback", "reports", "gradebook.db*"} <= set(
        left_out
    )
