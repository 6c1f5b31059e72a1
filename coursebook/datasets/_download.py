"""Download a data file into memory, verify it, and give up in time."""

import io
import threading
import time
from concurrent.futures import Future, wait
from urllib.parse import urlsplit

import pooch
from tqdm import tqdm

from coursebook.datasets._files import DataFile, mismatch

# Seconds. A network that is not there shows in the first limit; the second bounds one that
# delivers, but too slowly to wait for.
FIRST_BYTES_WITHIN = 4.0
COMPLETE_WITHIN = 30.0
SLOWEST = 250_000  # bytes per second; a large file may take longer

# Hosts and addresses that failed in this process, and why: no later call waits for them again.
_given_up: dict[str, str] = {}


def download(file: DataFile, tried: list[str]) -> bytes | None:
    """Return the verified content from the first address that gives it.

    Parameters
    ----------
    file : DataFile
        What to download.
    tried : list of str
        Extended by a line for each address that did not give it.

    Returns
    -------
    bytes or None
        The content, its SHA-256 checked; None if no address gave it.
    """
    import requests  # only where a download is needed, because it takes a while to import

    no_host = (requests.ConnectionError, requests.Timeout, TimeoutError)
    for address in file.addresses:
        host = urlsplit(address).netloc
        reason = _given_up.get(host) or _given_up.get(address)
        if reason is None:
            try:
                content = _fetch(address, file)
                problem = mismatch(content, file)
                if problem is None:
                    return content
                reason = _given_up[address] = f"answered, but not with the file: {problem}"
            except no_host as error:
                reason = _given_up[host] = _in_words(error)
            except OSError as error:  # every other error of requests is one
                reason = _given_up[address] = _in_words(error)
        tried.append(f"{address}: {reason}")
    return None


def _fetch(address: str, file: DataFile) -> bytes:
    """Download into memory, with a progress bar and limits on the time.

    The limits of the HTTP library bound each wait for the network, not their sum and not the
    look-up of the host's name. So a thread downloads and this one watches the clock.
    """
    content = io.BytesIO()
    answer: Future[bytes] = Future()
    downloader = pooch.HTTPDownloader(
        timeout=FIRST_BYTES_WITHIN,
        headers={"Accept-Encoding": "identity"},  # the bar counts the bytes of the file itself
    )

    def work() -> None:
        try:
            downloader(address, content, None)
            answer.set_result(content.getvalue())
        except Exception as error:  # raised again by answer.result()
            answer.set_exception(error)

    start = time.monotonic()
    complete_within = max(COMPLETE_WITHIN, file.n_bytes / SLOWEST)
    threading.Thread(target=work, name=f"download {file.name}", daemon=True).start()
    try:
        with tqdm(
            total=file.n_bytes,
            desc=f"Downloading {file.name}",
            unit="B",
            unit_scale=True,
            delay=0.5,  # a download that takes no time needs no bar
            leave=False,
        ) as bar:
            while not wait([answer], timeout=0.05).done:
                bar.update(content.tell() - bar.n)
                waited = time.monotonic() - start
                if waited > FIRST_BYTES_WITHIN and content.tell() == 0:
                    raise TimeoutError(f"no answer within {FIRST_BYTES_WITHIN:g} s")
                if waited > complete_within:
                    raise TimeoutError(f"not complete after {complete_within:g} s")
        return answer.result()
    finally:
        content.close()  # the next write of a thread that was given up fails and ends it


def _in_words(error: Exception) -> str:
    """Say in a few words why a download failed."""
    import requests

    if isinstance(error, requests.HTTPError):
        return f"HTTP status {error.response.status_code}"
    for kind, words in (
        (requests.exceptions.ProxyError, "the proxy refused the connection"),
        (requests.exceptions.SSLError, "the secure connection failed"),
        (requests.exceptions.ChunkedEncodingError, "the connection broke off"),
        (requests.Timeout, f"no answer within {FIRST_BYTES_WITHIN:g} s"),
        (requests.ConnectionError, "the connection failed"),
    ):
        if isinstance(error, kind):
            return words
    return str(error)
