"""Start a Jupyter server with settings of its own; tests import this by name."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

TOKEN = "for-this-test-only"
SECONDS = 120  # on an idle machine it takes a few


@contextlib.contextmanager
def jupyter(module: str, folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder with `python -m MODULE`, and yield the address.

    `home` gets the server's settings and log, so that those of the user are neither read nor
    changed.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "NBGRADER_EXCHANGE": str(home / "exchange"),
    }
    command = [sys.executable, "-m", module, "--no-browser", "--allow-root"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    log = home / "server.log"
    with log.open("w") as file:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + SECONDS
        while not _answers(address):
            is_late = server.poll() is not None or time.monotonic() > deadline
            assert not is_late, f"Jupyter did not start:\n{log.read_text()[-3000:]}"
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/api", timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True
