"""A problem set's folder in `solutions/`: what students have of it, and what results depend on."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from checks import mistakes as diagnoses
from grader.engine.submission import code_digest
from grader.engine.view import STAND_IN, data_setting

VERSION = 3  # of what a result holds; a new one makes every submission run again
IGNORED = (".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback")


class SetFolder:
    """A problem set's folder; `ignored` are nbgrader's patterns of what is not given out."""

    def __init__(self, path: Path, ignored: Iterable[str] = ()) -> None:
        self.path = path
        self._ignored = (*IGNORED, *ignored)

    def given_out(self) -> dict[str, Path]:
        """Return the set's files beside the notebook that students get, by their path in it."""
        return {
            str(path.relative_to(self.path)): path
            for path in sorted(self.path.rglob("*"))
            if path.is_file() and path.suffix != ".ipynb" and not self._is_ignored(path)
        }

    def public_files(self) -> dict[str, bytes]:
        """Return what these files hold, but for the digests of mistakes."""
        return {
            name: path.read_bytes()
            for name, path in self.given_out().items()
            if path.name != diagnoses.FILE_NAME
        }

    def digest(self, *settings: Any) -> str:
        """Return a digest of all that every result depends on.

        That is the notebook, the known mistakes, the set's files, the data, the code, what is
        installed, and `settings`.
        """
        data = data_setting()
        total = hashlib.sha256(repr((VERSION, *settings, data, code_digest())).encode())
        used = [self.path / f"{self.path.name}.ipynb", self.path / diagnoses.FILE_NAME]
        if data != STAND_IN:
            used += sorted(Path(data).glob("*.csv"))
        files = {path.name: path.read_bytes() for path in used if path.exists()}
        for name, content in (*files.items(), *self.public_files().items()):
            total.update(os.fsencode(name) + f"\0{len(content)}\0".encode() + content)
        return total.hexdigest()

    def _is_ignored(self, path: Path) -> bool:
        parts = path.relative_to(self.path).parts
        return any(fnmatch.fnmatch(part, one) for part in parts for one in self._ignored)
