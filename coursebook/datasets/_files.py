"""What is known beforehand about a data file, and whether a content is that file."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class DataFile:
    """What is known beforehand about a file, most often one with comma-separated values.

    Attributes
    ----------
    title : str
        What people call the data.
    name : str
        Name of the file in a folder or in the cache.
    sha256 : str
        Digest of the content, in hexadecimal.
    n_bytes : int
        Size of the file.
    n_rows, n_columns : int or None
        Size of its table, without the header; None of a file that holds no table.
    has_header : bool
        Whether the first line names the columns.
    addresses : tuple of str
        Where it is published, the first choice first.
    """

    title: str
    name: str
    sha256: str
    n_bytes: int
    n_rows: int | None
    n_columns: int | None
    has_header: bool
    addresses: tuple[str, ...]


def mismatch(content: bytes, file: DataFile) -> str | None:
    """Say what came and what was expected if the content is not the known file, else None."""
    digest = hashlib.sha256(content).hexdigest()
    if digest == file.sha256:
        return None
    expected = f"{file.n_rows} rows × {file.n_columns} columns"
    if file.n_rows is None:
        expected = f"{file.n_bytes:,} bytes"
    if content.lstrip()[:1] == b"<":
        came = "a web page"
    elif file.n_rows is None:
        came = f"{len(content):,} bytes"
    else:
        lines = content.splitlines()
        n_rows = max(len(lines) - file.has_header, 0)
        n_columns = lines[0].count(b",") + 1 if lines else 0
        came = f"{n_rows} rows × {n_columns} columns"
    return f"expected {expected} with SHA-256 {file.sha256}, got {came} with SHA-256 {digest}"
