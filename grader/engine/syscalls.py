"""The system calls that a student's process may make: a filter in the kernel, as an allow-list.

What is not in the list "is not implemented" (ENOSYS), for which libraries have a way round. So
there are no new namespaces and mounts, no keyrings, no tracing, no BPF, no io_uring, no sockets
beyond pairs, and none of the memory that no limit counts: `memfd_create`, System V segments and
messages, `userfaultfd`. A call of another architecture's table ends the process.

The list is what Python, NumPy, pandas, Matplotlib and TensorFlow need, threads and child processes
included. Numbers as in the kernel's `asm/unistd_64.h` and `asm-generic/unistd.h`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from grader.engine import kernel

PR_SET_SECCOMP, MODE_FILTER = 22, 2
ACTIONS = "/proc/sys/kernel/seccomp/actions_avail"
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
LOAD, EQUAL, AT_LEAST, ABOVE, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x25, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # places in what the kernel hands to a filter
# CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET
NEW_NAMESPACES = 0x80 | 0x20000 | 0x7E000000
X32 = 0x40000000  # calls of x86-64's other table have this bit

X86_64 = """
read=0 write=1 close=3 fstat=5 lseek=8 mmap=9 mprotect=10 munmap=11 brk=12 rt_sigaction=13
rt_sigprocmask=14 rt_sigreturn=15 ioctl=16 pread64=17 pwrite64=18 readv=19 writev=20 preadv=295
pwritev=296 preadv2=327 pwritev2=328 access=21 faccessat=269 faccessat2=439 pipe=22 pipe2=293
select=23 pselect6=270 poll=7 ppoll=271 epoll_create=213 epoll_create1=291 epoll_ctl=233
epoll_wait=232 epoll_pwait=281 epoll_pwait2=441 eventfd=284 eventfd2=290 signalfd=282
signalfd4=289 timerfd_create=283 timerfd_settime=286 timerfd_gettime=287 sched_yield=24
mremap=25 msync=26 mincore=27 madvise=28 dup=32 dup2=33 dup3=292 pause=34 nanosleep=35
clock_nanosleep=230 getitimer=36 setitimer=38 alarm=37 getpid=39 gettid=186 getppid=110
getpgid=121 getpgrp=111 getsid=124 setsid=112 setpgid=109 getuid=102 geteuid=107 getgid=104
getegid=108 getgroups=115 getresuid=118 getresgid=120 socketpair=53 sendto=44 recvfrom=45
sendmsg=46 recvmsg=47 sendmmsg=307 recvmmsg=299 shutdown=48 getsockname=51 getpeername=52
getsockopt=55 setsockopt=54 fork=57 vfork=58 execve=59 execveat=322 exit=60 exit_group=231
wait4=61 waitid=247 kill=62 tkill=200 tgkill=234 rt_sigpending=127 rt_sigtimedwait=128
rt_sigqueueinfo=129 rt_sigsuspend=130 sigaltstack=131 uname=63 fcntl=72 flock=73 fsync=74
fdatasync=75 truncate=76 ftruncate=77 getdents=78 getdents64=217 getcwd=79 chdir=80 fchdir=81
rename=82 renameat=264 renameat2=316 mkdir=83 mkdirat=258 rmdir=84 creat=85 link=86 linkat=265
unlink=87 unlinkat=263 symlink=88 symlinkat=266 readlink=89 readlinkat=267 chmod=90 fchmod=91
fchmodat=268 chown=92 fchown=93 lchown=94 fchownat=260 umask=95 open=2 openat=257 openat2=437
stat=4 lstat=6 newfstatat=262 statx=332 statfs=137 fstatfs=138 utime=132 utimes=235
utimensat=280 futimesat=261 fallocate=285 fadvise64=221 readahead=187 copy_file_range=326
sendfile=40 sync_file_range=277 gettimeofday=96 time=201 clock_gettime=228 clock_getres=229
timer_create=222 timer_settime=223 timer_gettime=224 timer_getoverrun=225 timer_delete=226
times=100 getrlimit=97 setrlimit=160 prlimit64=302 getrusage=98 sysinfo=99 getcpu=309
sched_getaffinity=204 sched_setaffinity=203 sched_getparam=143 sched_setparam=142
sched_getscheduler=145 sched_setscheduler=144 sched_get_priority_max=146
sched_get_priority_min=147 sched_getattr=315 sched_setattr=314 getpriority=140 setpriority=141
ioprio_get=252 arch_prctl=158 set_tid_address=218 futex=202 set_robust_list=273
get_robust_list=274 rseq=334 membarrier=324 getrandom=318 prctl=157 restart_syscall=219
inotify_init=253 inotify_init1=294 inotify_add_watch=254 inotify_rm_watch=255 capget=125
pidfd_open=434 pidfd_send_signal=424 close_range=436 mlock=149 munlock=150 get_mempolicy=239
getxattr=191 lgetxattr=192 fgetxattr=193 listxattr=194 llistxattr=195 flistxattr=196
"""
ARM64 = """
read=63 write=64 close=57 fstat=80 lseek=62 mmap=222 mprotect=226 munmap=215 brk=214
rt_sigaction=134 rt_sigprocmask=135 rt_sigreturn=139 ioctl=29 pread64=67 pwrite64=68 readv=65
writev=66 preadv=69 pwritev=70 preadv2=286 pwritev2=287 faccessat=48 faccessat2=439 pipe2=59
pselect6=72 ppoll=73 epoll_create1=20 epoll_ctl=21 epoll_pwait=22 epoll_pwait2=441 eventfd2=19
signalfd4=74 timerfd_create=85 timerfd_settime=86 timerfd_gettime=87 sched_yield=124 mremap=216
msync=227 mincore=232 madvise=233 dup=23 dup3=24 nanosleep=101 clock_nanosleep=115 getitimer=102
setitimer=103 getpid=172 gettid=178 getppid=173 getpgid=155 getsid=156 setsid=157 setpgid=154
getuid=174 geteuid=175 getgid=176 getegid=177 getgroups=158 getresuid=148 getresgid=150
socketpair=199 sendto=206 recvfrom=207 sendmsg=211 recvmsg=212 sendmmsg=269 recvmmsg=243
shutdown=210 getsockname=204 getpeername=205 getsockopt=209 setsockopt=208 execve=221
execveat=281 exit=93 exit_group=94 wait4=260 waitid=95 kill=129 tkill=130 tgkill=131
rt_sigpending=136 rt_sigtimedwait=137 rt_sigqueueinfo=138 rt_sigsuspend=133 sigaltstack=132
uname=160 fcntl=25 flock=32 fsync=82 fdatasync=83 truncate=45 ftruncate=46 getdents64=61
getcwd=17 chdir=49 fchdir=50 renameat=38 renameat2=276 mkdirat=34 linkat=37 unlinkat=35
symlinkat=36 readlinkat=78 fchmod=52 fchmodat=53 fchown=55 fchownat=54 umask=166 openat=56
openat2=437 newfstatat=79 statx=291 statfs=43 fstatfs=44 utimensat=88 fallocate=47 fadvise64=223
readahead=213 copy_file_range=285 sendfile=71 sync_file_range=84 gettimeofday=169
clock_gettime=113 clock_getres=114 timer_create=107 timer_settime=110 timer_gettime=108
timer_getoverrun=109 timer_delete=111 times=153 getrlimit=163 setrlimit=164 prlimit64=261
getrusage=165 sysinfo=179 getcpu=168 sched_getaffinity=123 sched_setaffinity=122
sched_getparam=121 sched_setparam=118 sched_getscheduler=120 sched_setscheduler=119
sched_get_priority_max=125 sched_get_priority_min=126 sched_getattr=275 sched_setattr=274
getpriority=141 setpriority=140 ioprio_get=31 set_tid_address=96 futex=98 set_robust_list=99
get_robust_list=100 rseq=293 membarrier=283 getrandom=278 prctl=167 restart_syscall=128
inotify_init1=26 inotify_add_watch=27 inotify_rm_watch=28 capget=90 pidfd_open=434
pidfd_send_signal=424 close_range=436 mlock=228 munlock=229 get_mempolicy=236 getxattr=8
lgetxattr=9 fgetxattr=10 listxattr=11 llistxattr=12 flistxattr=13
"""
# Audit number of the architecture, number of `clone`, and the table.
MACHINES = {"x86_64": (0xC000003E, 56, X86_64), "aarch64": (0xC00000B7, 220, ARM64)}


def numbers(table: str) -> list[int]:
    """Return the numbers of a table, in order."""
    return sorted(int(item.split("=")[1]) for item in table.split())


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """Return the filter as instructions of classic BPF: code, jump if true, if false, operand.

    KeyError for a machine whose numbers are not known here.
    """
    architecture, clone, table = MACHINES[machine]
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, KILL),
    ]
    for first, last in _ranges(numbers(table)):
        steps += [(AT_LEAST, 0, 2, first), (ABOVE, 1, 0, last), (RETURN, 0, 0, ALLOW)]
    return [
        *steps,
        (EQUAL, 1, 0, clone),
        (RETURN, 0, 0, ERROR | errno.ENOSYS),
        (LOAD, 0, 0, FIRST_ARGUMENT),  # the low half, where all its flags are
        (ANY_BIT, 0, 1, NEW_NAMESPACES),
        (RETURN, 0, 0, ERROR | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def is_known() -> bool:
    """Whether there is a filter for this machine, and its kernel takes filters."""
    return platform.machine() in MACHINES and os.path.exists(ACTIONS)


def confine() -> None:
    """Put this process, and all that it starts, under the filter; there is no way back."""
    steps = program(platform.machine())
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    told = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    kernel.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(told))


def _ranges(values: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for value in values:
        if ranges and value == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], value
        else:
            ranges.append((value, value))
    return ranges
