"""nbgrader's settings for this course: `nbgrader` and JupyterLab read them in this folder."""

import contextlib
import os
import shutil
import sys
import warnings
from pathlib import Path

from platformdirs import user_data_dir

c = get_config()  # noqa: F821  nbgrader defines it

c.CourseDirectory.course_id = "neural_networks_line_by_line"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# What lies beside a source notebook and is not for students. nbgrader's own list comes first.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "mistakes.py",
    "accepted.py",
    "mutants.py",
    "README.md",
    "limits.json",
]

# exercises/ is committed, so it is there already when the gradebook does not know it yet.
c.GenerateAssignment.force = True

# A test cell that a student deleted is put back, and scores what the answer deserves.
c.OverwriteCells.add_missing_cells = True

# With SQLAlchemy 2.1 nbgrader 0.9 warns of this, without harm, at each new submission.
warnings.filterwarnings("ignore", message="Object of type <Submitted", module=r"nbgrader\.api")

# nbgrader starts `alembic` by name to make its database, also in an environment not activated.
if shutil.which("alembic") is None:
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

# Where `nbgrader release_assignment` and `collect` exchange files with students on one machine;
# a class with a shared folder names it in NBGRADER_EXCHANGE.
exchange = Path(
    os.environ.get("NBGRADER_EXCHANGE")
    or Path(user_data_dir("neural-networks-line-by-line")) / "exchange"
)
with contextlib.suppress(OSError):  # nbgrader itself says so when it needs the folder
    exchange.mkdir(parents=True, exist_ok=True)
c.Exchange.root = str(exchange)
