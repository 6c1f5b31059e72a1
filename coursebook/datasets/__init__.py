"""The data of the course: Pima diabetes, bank churn, and the handwritten digits of MNIST.

The repository holds none of them. The loaders look for the real file, in this order, in

1. the folder that the environment variable `SCRATCHNET_DATA` names,
2. the user's cache, for example `~/.cache/scratchnet` on Linux,
3. the addresses it is published at; what is downloaded goes into the cache.

When all three fail they return a generated stand-in (in place of MNIST, scikit-learn's digits), say
so in one `DataWarning` per process and data set, and set `Dataset.is_synthetic`. A file is used
only if its SHA-256 is the known one.

`SCRATCHNET_DATA=stand-in` asks for the stand-in at once: no file is read, nothing is downloaded
and nothing is warned about. A folder of that name is written `./stand-in`.
"""

from coursebook.datasets._dataset import Dataset
from coursebook.datasets._images import Images, load_mnist
from coursebook.datasets._loaders import load_churn, load_pima
from coursebook.datasets._sources import DataError, DataWarning

__all__ = ["DataError", "DataWarning", "Dataset", "Images", "load_churn", "load_mnist", "load_pima"]
