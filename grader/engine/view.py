"""What the sandbox shows of this machine, and how bubblewrap is called for it.

Inside there is a read-only view of Python, the installed packages, this project's own packages and
the data folder, an empty network, and nothing else: no home, no course, no gradebook, no
`solutions/`. A course that lies inside of what is shown, such as in `/usr`, is covered.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from grader.engine.limits import THREADS, Limits

TEMPORARY = "/tmp"  # of the sandbox, in memory
FOLDER_INSIDE = f"{TEMPORARY}/work"  # where a student's code runs
DATA, STAND_IN = "SCRATCHNET_DATA", "stand-in"  # as in coursebook.datasets
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
ETC = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/ssl/certs",
)
COVERED = ("/tmp/", "/dev/shm/")  # each student has these for itself
ENVIRONMENT = {
    **THREADS,
    "CUDA_VISIBLE_DEVICES": "",
    "HOME": TEMPORARY,
    "KERAS_HOME": f"{TEMPORARY}/keras",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": f"{TEMPORARY}/matplotlib",
    "NBGRADER_EXECUTION": "autograde",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TMPDIR": TEMPORARY,
}


@dataclass(frozen=True)
class View:
    """What the sandbox shows of this machine.

    Attributes
    ----------
    paths : tuple of str
        Folders and files, read-only.
    variables : dict
        Of the environment.
    hidden : tuple of str
        Folders and files inside of what is shown that are covered; what is shown and lies inside of
        these is not.
    """

    paths: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


def data_setting() -> str:
    """Return where tests and students find the course's data: one folder, or the stand-in.

    There is no network inside, so both sides take what is on this machine: the folder that is
    named, else what the loaders have kept, else the stand-in.
    """
    named = os.environ.get(DATA, "").strip()
    if named:
        return named if named == STAND_IN else os.path.abspath(os.path.expanduser(named))
    kept = user_cache_path("scratchnet")
    return str(kept) if any(kept.glob("*.csv")) else STAND_IN


def this_machine(hidden: Sequence[str] = ()) -> View:
    """Return the view that Python and this project's packages need, with some of it hidden."""
    installed = (sys.base_prefix, sys.prefix)
    paths = [*SYSTEM, *ETC, *installed, os.path.realpath(sys.executable)]
    homes: list[str] = []  # of packages that are not installed; an editable one is found as well
    for package in ("checks", "coursebook", "grader", "scratchnet"):
        found = importlib.util.find_spec(package)
        for folder in found.submodule_search_locations or () if found else ():
            paths.append(folder)
            if not folder.startswith(tuple(f"{prefix}/" for prefix in installed)):
                homes.append(os.path.dirname(folder))
    data = data_setting()
    if data != STAND_IN:
        paths.append(data)
    variables = {DATA: data, "PYTHONPATH": os.pathsep.join(dict.fromkeys(homes))}
    paths = list(dict.fromkeys(path for path in paths if os.path.exists(path)))
    # Links are shown as links, and behind them is the folder that has to be covered.
    covered = dict.fromkeys(os.path.realpath(path) for path in hidden if os.path.exists(path))
    paths = [path for path in paths if os.path.realpath(path) not in covered]
    shown = [os.path.realpath(path) for path in paths]
    needed = [path for path in covered if _nearest(path, [*shown, *covered]) in shown]
    return View(tuple(paths), variables, tuple(needed))


def _nearest(path: str, folders: Sequence[str]) -> str:
    """Return the innermost of these folders that a path lies inside of; empty if in none."""
    around = [folder for folder in folders if path.startswith(f"{folder.rstrip('/')}/")]
    return max(around, key=len, default="")


def arguments(view: View, limits: Limits, command: Sequence[str], *, root: bool) -> list[str]:
    """Return how bubblewrap is called; pure but for asking which paths are links.

    Operations apply in order. `root` says that the caller is root: then bubblewrap needs no user
    namespace, and the zygote changes to an unprivileged user as its first act.
    """
    said = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    if root:
        said += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        said += ["--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    said += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "grading"]
    for name, value in {**ENVIRONMENT, **view.variables}.items():
        said += ["--setenv", name, value]
    # Spelled out, because the folders that bubblewrap makes by itself are closed to other users.
    paths = _outside(view.paths)
    parents = {str(folder): None for path in paths for folder in reversed(Path(path).parents)}
    for folder in parents:
        if folder != "/":
            said += ["--perms", "0755", "--dir", folder]
    for path in _outside(view.paths):
        if os.path.islink(path):
            target = os.readlink(path)
            if os.path.dirname(path) == "/":
                said += ["--symlink", target, path]
                continue
        said += ["--ro-bind", path, path]
    said += _covers(view, [path for path in view.hidden if not path.startswith(COVERED)])
    size = str(limits.disk_mib * 2**20)
    said += ["--proc", "/proc", "--dev", "/dev", "--dir", "/spare"]
    said += ["--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    said += ["--size", size, "--perms", "1777", "--tmpfs", "/tmp"]
    said += _bound_again(view.paths)
    said += _covers(view, [path for path in view.hidden if path.startswith(COVERED)])
    said += ["--remount-ro", "/"]
    return [*said, "--chdir", "/tmp", *command]


def _covers(view: View, hidden: Sequence[str]) -> list[str]:
    """Return how these are covered, and how what is shown inside of them is shown again."""
    said: list[str] = []
    for path in hidden:
        is_folder = os.path.isdir(path)
        said += (
            ["--perms", "0755", "--tmpfs", path] if is_folder else ["--ro-bind", os.devnull, path]
        )
        inside = [each for each in view.paths if each.startswith(f"{path}/")]
        for each in inside:
            for folder in reversed(Path(each).parents):
                if str(folder).startswith(f"{path}/"):
                    said += ["--perms", "0755", "--dir", str(folder)]
            said += ["--ro-bind", each, each]
        said += ["--remount-ro", path] if is_folder else []
    return said


def _outside(paths: Sequence[str]) -> list[str]:
    return [path for path in paths if not f"{path}/".startswith(COVERED)]


def _bound_again(paths: Sequence[str]) -> list[str]:
    """Return how what lies below /tmp or /dev/shm is shown over the empty folders there."""
    said: list[str] = []
    for path in paths:
        if f"{path}/".startswith(COVERED):
            folders = [str(folder) for folder in reversed(Path(path).parents)]
            for folder in folders:
                if folder.startswith(COVERED):
                    said += ["--perms", "0755", "--dir", folder]
            said += ["--ro-bind", path, path]
    return said
