"""The filter of system calls: what must not work does not, and what libraries need does."""

import errno

import pytest

from grader.engine import syscalls
from grader.engine.syscalls import ALLOW, ARM64, ERROR, KILL, MACHINES, X86_64, numbers, program

# As in the kernel's tables: `x86_64`, `aarch64`.
FORBIDDEN = {
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "ptrace": (101, 117),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97),
    "setns": (308, 268), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "perf_event_open": (298, 241), "bpf": (321, 280), "memfd_create": (319, 279),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "clone3": (435, 435),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "memfd_secret": (447, 447),
    "open_by_handle_at": (304, 265), "kexec_load": (246, 104), "init_module": (175, 105),
    "move_mount": (429, 429), "fsopen": (430, 430), "mount_setattr": (442, 442),
    "pidfd_getfd": (438, 438), "personality": (135, 92), "vmsplice": (278, 75),
}  # fmt: skip


def decide(machine, number, argument=0, architecture=None):
    """Run the filter as the kernel does and return its verdict."""
    data = {0: number, 4: architecture or MACHINES[machine][0], 16: argument}
    steps, place, held = program(machine), 0, 0
    while True:
        code, yes, no, operand = steps[place]
        place += 1
        if code == syscalls.RETURN:
            return operand
        if code == syscalls.LOAD:
            held = data[operand]
            continue
        holds = {
            syscalls.EQUAL: held == operand, syscalls.AT_LEAST: held >= operand,
            syscalls.ABOVE: held > operand, syscalls.ANY_BIT: bool(held & operand),
        }[code]  # fmt: skip
        place += yes if holds else no


@pytest.mark.parametrize(("place", "machine"), list(enumerate(MACHINES)))
def test_the_verdict_of_every_call(place, machine):
    listed = set(numbers((X86_64, ARM64)[place]))
    clone = MACHINES[machine][1]
    for number in set(range(600)) - {clone}:
        wanted = ALLOW if number in listed else ERROR | errno.ENOSYS
        assert decide(machine, number) == wanted, number
    assert not listed & {pair[place] for pair in FORBIDDEN.values()}
    assert decide(machine, clone, 0x3D0F00) == ALLOW  # as a thread is made
    for flag in (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 1 << 30):
        assert decide(machine, clone, 0x11 | flag) == ERROR | errno.EPERM
    assert decide(machine, 0, architecture=0x40000003) == KILL
    assert decide(machine, syscalls.X32 + 1) == KILL


ATTACK = """
import ctypes, errno, os, socket, threading, subprocess, multiprocessing
libc = ctypes.CDLL(None, use_errno=True)
worked = []
for name, number in NUMBERS.items():
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.ENOSYS:
        worked.append(name)
for flag in (0x20000, 0x10000000, 0x20000000, 0x40000000):
    if libc.syscall(CLONE, 17 | flag, 0, 0, 0, 0) != -1:
        worked.append(hex(flag))
for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
    try:
        socket.socket(family)
        worked.append(family.name)
    except OSError:
        pass
one, other = socket.socketpair()
one.send(b"x")
done = []
threads = [threading.Thread(target=done.append, args=(i,)) for i in range(3)]
[each.start() for each in threads], [each.join() for each in threads]
with open("file", "w") as file:
    file.write("x")
os.rename("file", "other")
told = subprocess.run(["/bin/sh", "-c", "echo out"], capture_output=True, text=True).stdout
print(worked, other.recv(1), len(done), told.strip(), os.listdir())
"""


@pytest.mark.skipif(not syscalls.is_known(), reason="there is no filter for this machine")
def test_in_the_sandbox(graded):
    place = list(MACHINES).index(syscalls.platform.machine())
    told = {name: pair[place] for name, pair in FORBIDDEN.items()}
    clone = MACHINES[syscalls.platform.machine()][1]
    result = graded({"relu": f"NUMBERS, CLONE = {told}, {clone}\n{ATTACK}"})
    assert r"[] b'x' 3 out ['other']" in result.notebook.decode()
