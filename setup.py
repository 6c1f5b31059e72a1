"""The wheel carries the exercises too, which in the repository lie beside the packages."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithExercises(build_py):
    """Copies exercises/ into the package `student`, except where the install is editable."""

    def run(self) -> None:
        """Build the packages, then add the exercises."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "student/exercises"
            for source in sorted(Path("exercises").glob("ps*/*")):
                if source.is_file():
                    place = target / source.relative_to("exercises")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(source, place)


setup(cmdclass={"build_py": WithExercises})
