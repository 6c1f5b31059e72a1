"""Where a data file is looked for, in which order, and what is said about it."""

import contextlib
import os
import tempfile
import warnings
from pathlib import Path

import pooch

from coursebook.datasets._download import download
from coursebook.datasets._files import DataFile, mismatch

VARIABLE = "SCRATCHNET_DATA"
STAND_IN = "stand-in"

# What this process has learned, so that no call waits or warns a second time.
_downloaded: dict[str, bytes] = {}  # file name -> verified content
_warned: set[tuple[str, str]] = set()  # (file name, kind of warning)


class DataError(RuntimeError):
    """A data file or folder that was found is not what it has to be."""


class DataWarning(UserWarning):
    """The stand-in is used, or a download could not be kept."""


def find(file: DataFile) -> bytes | None:
    """Return the verified content of a data file, or None where the stand-in is to be used.

    It is called by a loader that a user calls: the warnings point three calls up, to the user's
    line.

    Parameters
    ----------
    file : DataFile
        What to look for.

    Returns
    -------
    bytes or None
        The content, its SHA-256 checked; None if it cannot be had or the stand-in is asked for.

    Raises
    ------
    DataError
        If `SCRATCHNET_DATA` names no folder, or if a file in that folder or in the cache is not
        the known one. Such a file is neither used nor changed.
    """
    setting = os.environ.get(VARIABLE, "").strip()
    if setting == STAND_IN:
        return None

    tried: list[str] = []
    if setting:
        content = _read(_folder(setting) / file.name, file, tried)
        if content is not None:
            return content
    else:
        tried.append(f"{VARIABLE}: not set")

    kept = pooch.os_cache("scratchnet") / file.name
    content = _read(kept, file, tried)
    if content is not None:
        return content

    if file.name not in _downloaded:
        content = download(file, tried)
        if content is None:
            _warn_once(file, "stand-in", _stand_in_message(file, tried))
            return None
        _downloaded[file.name] = content
        try:
            _keep(content, kept)
        except OSError as error:
            reason = error.strerror or error
            _warn_once(
                file,
                "not kept",
                f"{file.title}: downloaded and verified, but it could not be kept as {kept} "
                f"({reason}); the next process will download it again.",
            )
    return _downloaded[file.name]


def _folder(setting: str) -> Path:
    """Return the folder that the environment variable names."""
    folder = Path(setting).expanduser()
    if not os.path.isdir(folder):  # unlike Path.is_dir, False for one that may not be entered
        raise DataError(
            f"{VARIABLE}: expected a folder that holds the data files or the word "
            f"{STAND_IN!r}, got {setting!r}, which is not a folder"
        )
    return folder


def _read(path: Path, file: DataFile, tried: list[str]) -> bytes | None:
    """Read and verify a local file; note in `tried` why there is none."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        tried.append(f"{path}: not there")
        return None
    except OSError as error:
        tried.append(f"{path}: cannot be read ({error.strerror})")
        return None
    problem = mismatch(content, file)
    if problem:
        raise DataError(
            f"{path}: {problem}. The file was not used and not changed; it may have been edited, "
            "or saved again by another program. Move it away, and the right one is looked for "
            "elsewhere."
        )
    return content


def _keep(content: bytes, path: Path) -> None:
    """Write a file so that at every moment it is either absent or complete.

    A file that is there already is left alone: another process was faster, or somebody put it
    there.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())  # some disks say only now that they are full
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _stand_in_message(file: DataFile, tried: list[str]) -> str:
    """Say that the stand-in is used, why, and how to get the real data."""
    return "\n".join(
        [
            f"{file.title}: the real file could not be had. A generated stand-in takes its place; "
            "what is computed from it says nothing about the real data. Tried:",
            *(f"  - {line}" for line in tried),
            "For the real data, connect to the internet and start Python again. Or save",
            *(f"    {address}" for address in file.addresses[:1]),
            f"as {file.name} in a folder and set {VARIABLE} to that folder. "
            f"{VARIABLE}={STAND_IN} chooses the stand-in without this warning.",
        ]
    )


def _warn_once(file: DataFile, kind: str, message: str) -> None:
    """Warn once per process, data file and kind, at the line that called the loader."""
    if (file.name, kind) not in _warned:
        warnings.warn(message, DataWarning, stacklevel=4)
        _warned.add((file.name, kind))
