"""Where the loaders look, and what they do when something is wrong there.

The downloads are real ones, from a server on this machine that behaves as each test needs.
"""

import errno
import hashlib
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pooch
import pytest

from coursebook.datasets import (
    DataError,
    DataWarning,
    _download,
    _loaders,
    _sources,
    _standin,
    load_churn,
    load_pima,
)
from coursebook.datasets._files import DataFile

# The stand-in in the form of a file plays the part of the published one.
CONTENT = _standin.pima().to_csv(index=False, header=False, lineterminator="\n").encode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()
WEB_PAGE = b"<!DOCTYPE html>\n<html><body>Please log in, or pay, to continue.</body></html>\n"


class Server(http.server.ThreadingHTTPServer):
    """A server whose answers a test chooses by path; `release` ends the ones that wait."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.requests = []
        self.release = threading.Event()

    def address(self, path, answer):
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self.path)
        self.server.answers[self.path](self)

    def log_message(self, *args):
        """Keep the output of the tests clean."""


def sends(content, status=200):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def never_answers(handler):
    handler.server.release.wait(30)


def stops_halfway(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    handler.wfile.write(CONTENT[: len(CONTENT) // 2])
    handler.wfile.flush()
    handler.server.release.wait(30)


def breaks_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    handler.wfile.write(CONTENT[: len(CONTENT) // 2])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    for start in range(0, len(CONTENT), 2048):
        handler.wfile.write(CONTENT[start : start + 2048])
        handler.wfile.flush()
        if handler.server.release.wait(0.1):
            return


def drips_on(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.release.wait(0.05):
        handler.wfile.write(CONTENT[:1024])
        handler.wfile.flush()


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    """Start each test as a new process of a user who has no data and no proxy."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("SCRATCHNET_DATA", raising=False)
    monkeypatch.setattr(_download, "_given_up", {})
    monkeypatch.setattr(_sources, "_downloaded", {})
    monkeypatch.setattr(_sources, "_warned", set())


@pytest.fixture
def cached(fresh):
    """Where the cache keeps the Pima file; neither file nor folder is there yet."""
    return pooch.os_cache("scratchnet") / "pima-indians-diabetes.csv"


@pytest.fixture
def publish(monkeypatch):
    """Let the Pima file have the invented content and the given addresses."""

    def publish(*addresses, content=CONTENT):
        file = replace(
            _loaders.PIMA,
            sha256=hashlib.sha256(content).hexdigest(),
            n_bytes=len(content),
            addresses=addresses,
        )
        monkeypatch.setattr(_loaders, "PIMA", file)
        return file

    return publish


def load_with_warning():
    """Load Pima and return it with the text of the one warning that it has to give."""
    with pytest.warns(DataWarning) as caught:
        dataset = load_pima()
    ours = [warning for warning in caught if warning.category is DataWarning]
    assert len(ours) == 1
    assert ours[0].filename == __file__
    return dataset, str(ours[0].message)


def load_silently():
    with warnings.catch_warnings():
        warnings.simplefilter("error", DataWarning)
        return load_pima()


def nobody_listens():
    """Return an address on this machine where no server is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/pima.csv"


# The order of the places


def test_the_folder_of_the_variable_comes_first(monkeypatch, tmp_path, publish, server, cached):
    publish(server.address("/pima.csv", sends(CONTENT)))
    (tmp_path / "pima-indians-diabetes.csv").write_bytes(CONTENT)
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"not looked at")
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))

    assert not load_silently().is_synthetic
    assert server.requests == []


def test_the_cache_comes_before_the_network(publish, server, cached):
    publish(server.address("/pima.csv", sends(CONTENT)))
    cached.parent.mkdir(parents=True)
    cached.write_bytes(CONTENT)

    assert not load_silently().is_synthetic
    assert server.requests == []


def test_a_download_is_kept_and_not_repeated(publish, server, cached):
    publish(server.address("/pima.csv", sends(CONTENT)))

    first = load_silently()
    second = load_silently()

    assert not first.is_synthetic
    assert first.table.equals(_standin.pima())
    assert second.table.equals(first.table)
    assert server.requests == ["/pima.csv"]
    assert cached.read_bytes() == CONTENT
    assert list(cached.parent.iterdir()) == [cached]


def test_a_file_that_the_folder_lacks_is_looked_for_elsewhere(
    monkeypatch, tmp_path, publish, server
):
    publish(server.address("/pima.csv", sends(CONTENT)))
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))

    assert not load_silently().is_synthetic


def test_a_folder_that_is_not_there_is_an_error(monkeypatch, tmp_path):
    missing = tmp_path / "typo"
    monkeypatch.setenv("SCRATCHNET_DATA", str(missing))

    with pytest.raises(DataError) as error:
        load_pima()

    assert str(error.value) == (
        "SCRATCHNET_DATA: expected a folder that holds the data files or the word 'stand-in', "
        f"got {str(missing)!r}, which is not a folder"
    )


def test_the_variable_may_start_with_a_tilde(monkeypatch, publish):
    publish(nobody_listens())
    (Path.home() / "data").mkdir()
    (Path.home() / "data" / "pima-indians-diabetes.csv").write_bytes(CONTENT)
    monkeypatch.setenv("SCRATCHNET_DATA", "~/data")

    assert not load_silently().is_synthetic


def test_the_stand_in_can_be_asked_for(monkeypatch, publish, server, cached):
    publish(server.address("/pima.csv", sends(CONTENT)))
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"not looked at")
    monkeypatch.setenv("SCRATCHNET_DATA", "stand-in")

    assert load_silently().is_synthetic
    assert server.requests == []


# The wrong file


def test_a_wrong_file_in_the_folder_is_refused_and_left_alone(monkeypatch, tmp_path, publish):
    publish(nobody_listens())
    wrong = b"\n".join(CONTENT.splitlines()[:-1])
    path = tmp_path / "pima-indians-diabetes.csv"
    path.write_bytes(wrong)
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))

    with pytest.raises(DataError) as error:
        load_pima()

    assert str(error.value) == (
        f"{path}: expected 768 rows × 9 columns with SHA-256 {SHA256}, "
        f"got 767 rows × 9 columns with SHA-256 {hashlib.sha256(wrong).hexdigest()}. "
        "The file was not used and not changed; it may have been edited, or saved again by "
        "another program. Move it away, and the right one is looked for elsewhere."
    )
    assert path.read_bytes() == wrong


@pytest.mark.parametrize(
    ("wrong", "came"),
    [
        (WEB_PAGE, "got a web page with SHA-256"),
        (b"", "got 0 rows × 0 columns with SHA-256"),
        (CONTENT.replace(b"\n", b"\r\n"), "got 768 rows × 9 columns with SHA-256"),
        (bytes(range(256)) * 20, "columns with SHA-256"),
    ],
    ids=["web page", "empty", "other line ends", "binary"],
)
def test_a_wrong_file_in_the_cache_is_refused_and_left_alone(publish, server, cached, wrong, came):
    publish(server.address("/pima.csv", sends(CONTENT)))
    cached.parent.mkdir(parents=True)
    cached.write_bytes(wrong)

    with pytest.raises(DataError) as error:
        load_pima()

    assert str(error.value).startswith(f"{cached}: expected 768 rows × 9 columns")
    assert came in str(error.value)
    assert cached.read_bytes() == wrong
    assert server.requests == []


def test_rows_are_counted_without_the_header():
    file = DataFile("Two rows", "two.csv", "0" * 64, 12, 2, 2, True, ())

    assert "expected 2 rows × 2 columns" in _sources.mismatch(b"a,b\n1,2\n", file)
    assert "got 1 rows × 2 columns" in _sources.mismatch(b"a,b\n1,2\n", file)


@pytest.mark.parametrize(
    ("content", "came"),
    [
        (CONTENT[: CONTENT.rindex(b"\n", 0, -1) + 1], "767 rows × 9 columns"),
        (b"".join(b"7," + line for line in CONTENT.splitlines(True)), "768 rows × 10 columns"),
    ],
    ids=["a row less", "a column more"],
)
def test_a_table_of_another_shape_is_refused_even_if_the_checksum_fits(
    monkeypatch, tmp_path, publish, content, came
):
    publish(content=content)
    (tmp_path / "pima-indians-diabetes.csv").write_bytes(content)
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))

    with pytest.raises(DataError) as error:
        load_pima()

    assert str(error.value) == (
        f"pima-indians-diabetes.csv: expected 768 rows × 9 columns, got {came}"
    )


def test_a_customer_may_be_called_null(monkeypatch, tmp_path):
    table = _standin.churn()
    table.loc[:2, "Surname"] = ["Null", "NA", "None"]
    content = table.to_csv(index=False, lineterminator="\n").encode()
    digest = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(_loaders, "CHURN", replace(_loaders.CHURN, sha256=digest))
    (tmp_path / "Churn_Modelling.csv").write_bytes(content)
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))

    assert load_churn().table.equals(table)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no symbolic links")
def test_a_file_that_cannot_be_read_is_named_in_the_warning(monkeypatch, tmp_path, publish):
    publish(nobody_listens())
    path = tmp_path / "pima-indians-diabetes.csv"
    path.symlink_to(path)
    monkeypatch.setenv("SCRATCHNET_DATA", str(tmp_path))

    dataset, message = load_with_warning()

    assert dataset.is_synthetic
    assert f"  - {path}: cannot be read (" in message


# The network


def test_without_network_the_stand_in_is_used_and_one_warning_says_all(publish, cached):
    address = nobody_listens()
    publish(address)

    dataset, message = load_with_warning()

    assert dataset.is_synthetic
    assert dataset.source.startswith("Generated stand-in, not the Pima Indians diabetes data")
    assert message == (
        "Pima Indians diabetes data: the real file could not be had. A generated stand-in takes "
        "its place; what is computed from it says nothing about the real data. Tried:\n"
        "  - SCRATCHNET_DATA: not set\n"
        f"  - {cached}: not there\n"
        f"  - {address}: the connection failed\n"
        "For the real data, connect to the internet and start Python again. Or save\n"
        f"    {address}\n"
        "as pima-indians-diabetes.csv in a folder and set SCRATCHNET_DATA to that folder. "
        "SCRATCHNET_DATA=stand-in chooses the stand-in without this warning."
    )
    assert not cached.parent.exists()
    assert load_silently().is_synthetic


def test_each_data_set_has_its_own_warning(monkeypatch, publish):
    address = nobody_listens()
    publish(address)
    monkeypatch.setattr(_loaders, "CHURN", replace(_loaders.CHURN, addresses=(address,)))

    load_with_warning()
    with pytest.warns(DataWarning, match=r"^Bank-churn data: the real file"):
        assert load_churn().is_synthetic


def test_a_warning_turned_into_an_error_is_not_used_up(publish):
    publish(nobody_listens())
    for _ in range(2):
        with pytest.raises(DataWarning):
            load_silently()


def test_a_proxy_that_answers_with_a_web_page_is_not_believed(publish, server, cached):
    publish(server.address("/pima.csv", sends(WEB_PAGE)))

    dataset, message = load_with_warning()

    assert dataset.is_synthetic
    assert "answered, but not with the file: expected 768 rows × 9 columns" in message
    assert "got a web page with SHA-256" in message
    assert not cached.exists()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (sends(CONTENT[:-2] + b"9\n"), "answered, but not with the file: expected 768 rows"),
        (sends(b"gone", status=404), "HTTP status 404"),
        (sends(b"later", status=503), "HTTP status 503"),
        (breaks_off, "the connection broke off"),
    ],
    ids=["wrong bytes", "not found", "overloaded", "broken off"],
)
def test_the_second_address_helps_when_the_first_fails(publish, server, cached, answer, reason):
    first = server.address("/first.csv", answer)
    publish(first, server.address("/second.csv", sends(CONTENT)))

    assert not load_silently().is_synthetic
    assert server.requests == ["/first.csv", "/second.csv"]
    assert list(_download._given_up) == [first]
    assert _download._given_up[first].startswith(reason)
    assert cached.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("answer", "first_bytes", "complete", "reason"),
    [
        (never_answers, 0.3, 30, "no answer within 0.3 s"),
        (stops_halfway, 0.3, 30, "the connection failed"),
        (drips, 30, 0.3, "not complete after 0.3 s"),
    ],
)
def test_a_server_that_takes_too_long_is_given_up_once(
    monkeypatch, publish, server, cached, answer, first_bytes, complete, reason
):
    monkeypatch.setattr(_download, "FIRST_BYTES_WITHIN", first_bytes)
    monkeypatch.setattr(_download, "COMPLETE_WITHIN", complete)
    first = server.address("/first.csv", answer)
    second = server.address("/second.csv", sends(CONTENT))
    publish(first, second)

    dataset, message = load_with_warning()

    assert dataset.is_synthetic
    # The second address is on the same host: to wait for it as well would help nobody.
    assert f"  - {first}: {reason}\n  - {second}: {reason}\n" in message
    assert server.requests == ["/first.csv"]
    assert load_silently().is_synthetic
    assert server.requests == ["/first.csv"]
    assert not cached.exists()


def test_a_thread_that_was_given_up_ends_with_the_next_bytes(monkeypatch, publish, server):
    monkeypatch.setattr(_download, "COMPLETE_WITHIN", 0.3)
    publish(server.address("/pima.csv", drips_on))
    before = set(threading.enumerate())

    load_with_warning()

    ours = [
        thread
        for thread in set(threading.enumerate()) - before
        if thread.name == "download pima-indians-diabetes.csv"
    ]
    for thread in ours:
        thread.join(10)
    assert not any(thread.is_alive() for thread in ours)


def test_a_host_name_that_takes_too_long_to_look_up_is_given_up(monkeypatch, publish):
    monkeypatch.setattr(_download, "FIRST_BYTES_WITHIN", 0.3)
    released = threading.Event()

    def look_up(*args, **kwargs):
        released.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "no name server answers")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    publish("http://data.invalid/pima.csv")

    dataset, message = load_with_warning()
    released.set()

    assert dataset.is_synthetic
    assert "http://data.invalid/pima.csv: no answer within 0.3 s" in message


@pytest.mark.parametrize(
    ("proxy", "reason"),
    [(nobody_listens, "the proxy refused the connection"), (lambda: "http://:nonsense", "")],
    ids=["absent", "nonsense"],
)
def test_a_proxy_that_does_not_work_is_named(monkeypatch, publish, proxy, reason):
    for name in ("NO_PROXY", "no_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", proxy())
    publish("http://data.invalid/pima.csv")

    dataset, message = load_with_warning()

    assert dataset.is_synthetic
    assert f"  - http://data.invalid/pima.csv: {reason}" in message


def test_a_slow_download_shows_a_progress_bar_and_takes_it_away(publish, server, capsys):
    publish(server.address("/pima.csv", drips))

    assert not load_silently().is_synthetic

    shown = capsys.readouterr().err
    assert "Downloading pima-indians-diabetes.csv:" in shown
    assert "%" in shown
    assert shown.rpartition("\r")[2].strip() == ""


# The cache


def test_a_cache_that_is_a_file_does_not_keep_the_data_from_the_user(publish, server, cached):
    publish(server.address("/pima.csv", sends(CONTENT)))
    cached.parent.parent.mkdir(parents=True)
    cached.parent.write_text("a file where a folder should be")

    dataset, message = load_with_warning()

    assert not dataset.is_synthetic
    assert message.startswith(
        "Pima Indians diabetes data: downloaded and verified, but it could not be kept as "
        f"{cached} ("
    )
    assert load_silently().table.equals(dataset.table)
    assert server.requests == ["/pima.csv"]
    assert cached.parent.read_text() == "a file where a folder should be"


def test_a_file_that_appears_during_the_download_is_left_alone(publish, server, cached):
    def meanwhile(handler):
        cached.parent.mkdir(parents=True)
        cached.write_bytes(b"somebody else's")
        sends(CONTENT)(handler)

    publish(server.address("/pima.csv", meanwhile))

    assert not load_silently().is_synthetic
    assert cached.read_bytes() == b"somebody else's"


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("mkdir", errno.EACCES),
        ("mkstemp", errno.EROFS),
        ("fsync", errno.ENOSPC),
        ("replace", errno.EACCES),
    ],
)
def test_a_disk_that_refuses_leaves_nothing_behind(
    monkeypatch, publish, server, cached, call, number
):
    def refuse(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    owner = {"mkdir": Path, "mkstemp": _sources.tempfile}.get(call, os)
    publish(server.address("/pima.csv", sends(CONTENT)))
    monkeypatch.setattr(owner, call, refuse)

    dataset, message = load_with_warning()

    assert not dataset.is_synthetic
    assert f"({os.strerror(number)}); the next process will download it again." in message
    assert not cached.parent.exists() or list(cached.parent.iterdir()) == []


def test_an_interruption_while_writing_leaves_nothing_behind(monkeypatch, publish, server, cached):
    def interrupt(*args):
        raise KeyboardInterrupt

    publish(server.address("/pima.csv", sends(CONTENT)))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            load_pima()

    assert list(cached.parent.iterdir()) == []


# Other processes: they load the file at the address given and print what they got.

LOADER = f"""
import sys, warnings
from dataclasses import replace
from coursebook.datasets import _loaders, load_pima
_loaders.PIMA = replace(_loaders.PIMA, sha256={SHA256!r}, addresses=(sys.argv[1],))
warnings.simplefilter("always")
dataset = load_pima()
print(dataset.is_synthetic, len(dataset.table))
"""


def start_loader(address, before=""):
    return subprocess.Popen(
        [sys.executable, "-c", before + LOADER, address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited a minute in vain"
        time.sleep(0.01)


def test_processes_that_download_at_once_all_get_the_data(server, cached):
    together = threading.Barrier(3)

    def all_at_once(handler):
        together.wait(60)
        sends(CONTENT)(handler)

    address = server.address("/pima.csv", all_at_once)
    processes = [start_loader(address) for _ in range(3)]
    outputs = [process.communicate(timeout=90) for process in processes]

    assert [output for output, _ in outputs] == ["False 768\n"] * 3
    assert all("Warning" not in errors for _, errors in outputs)
    assert server.requests == ["/pima.csv"] * 3
    assert cached.read_bytes() == CONTENT
    assert list(cached.parent.iterdir()) == [cached]


def test_a_process_killed_while_it_downloads_leaves_nothing_behind(server, cached):
    process = start_loader(server.address("/pima.csv", stops_halfway))
    wait_for(lambda: server.requests)
    process.kill()
    process.communicate()

    assert not cached.parent.exists() or list(cached.parent.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="limits on the size of a file are POSIX")
def test_a_disk_with_too_little_room_still_gives_the_data(server, cached):
    # A limit on the size of files makes the system refuse the write half-way, as a full disk does.
    limit = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
"""
    process = start_loader(server.address("/pima.csv", sends(CONTENT)), before=limit)
    output, errors = process.communicate(timeout=60)

    assert output == "False 768\n"
    assert f"could not be kept as {cached} (" in errors
    assert list(cached.parent.iterdir()) == []
