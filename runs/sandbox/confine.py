"""The walls around a child, put up from inside before it sees any user code. Linux; elsewhere only the limits hold.

Each is tried and none is required: what a kernel or a container refuses is left out, and the language sandbox, the
empty environment and folder and the worker's watch remain. The order matters: `limit` and `cut_network` at the start,
`seal` once everything is loaded, since after it no file opens and no program starts.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import struct
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

_LINUX = sys.platform.startswith("linux")
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 4, 22, 38
_CLONE_NEWNET, _CLONE_NEWUSER, _CLONE_THREAD = 0x40000000, 0x10000000, 0x00010000

_EPERM, _EACCES, _ENOSYS = 1, 13, 38

# System calls by name: (x86_64, aarch64); -1 where an architecture has none.
_NETWORK = {
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "bind": (49, 200), "listen": (50, 201),
    "accept4": (288, 242),
}  # fmt: skip
_OTHERS = {  # other processes, the kernel's inner life, more memory than is counted
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "setns": (308, 268), "unshare": (272, 97), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "kexec_load": (246, 104), "init_module": (175, 105), "finit_module": (313, 273),
    "shmget": (29, 194), "memfd_create": (319, 279), "open_by_handle_at": (304, 265), "syslog": (103, 116),
    "personality": (135, 92), "setuid": (105, 146), "setgid": (106, 144), "reboot": (169, 142),
}  # fmt: skip
_FILES = {
    "open": (2, -1), "openat": (257, 56), "openat2": (437, 437), "creat": (85, -1), "unlink": (87, -1),
    "unlinkat": (263, 35), "rename": (82, -1), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, -1),
    "mkdirat": (258, 34), "rmdir": (84, -1), "link": (86, -1), "linkat": (265, 37), "symlink": (88, -1),
    "symlinkat": (266, 36), "chmod": (90, -1), "fchmodat": (268, 53), "chown": (92, -1), "fchownat": (260, 54),
    "truncate": (76, 45), "readlink": (89, -1), "readlinkat": (267, 78), "mknod": (133, -1), "mknodat": (259, 33),
    "inotify_init1": (294, 26),
}  # fmt: skip
_PROGRAMS = {"execve": (59, 221), "execveat": (322, 281), "fork": (57, -1), "vfork": (58, -1)}
_CLONE, _CLONE3, _KILL, _TGKILL, _TKILL = (56, 220), (435, 435), (62, 129), (234, 131), (200, 130)
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def limit() -> None:
    """An empty folder that nobody else can reach, no core dumps, no written files, few descriptors.

    Not the number of processes: the kernel counts those per user, and V8 needs a thread for each call; `seal` refuses
    new ones instead.
    """
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    Path(folder).rmdir()  # the folder one is in stays, empty for good: nothing can be made in it
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 64)):
        _lower(what, most)


def limit_memory(more_bytes: int) -> None:
    """So much more private memory than there is now, counted by the kernel: a wall behind the worker's watch.

    Not address space: V8 reserves far more than it uses and dies where it may not.
    """
    used = _data_bytes()
    if used is not None:
        _lower(resource.RLIMIT_DATA, used + more_bytes)


def limit_cpu(seconds: float) -> None:
    """End this process when it has used so much more CPU time: a wall behind the worker's clock."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 1
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def cut_network() -> None:
    """Give up privileges to come, and move into a network of nothing where the kernel allows it."""
    if not _LINUX:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    _filter([*_NETWORK.values(), *_OTHERS.values()])


def seal() -> None:
    """From here on: no file, no program, no other process, and no network but the pipes that are open."""
    restrict_files(())
    _filter([*_FILES.values(), *_PROGRAMS.values()], stays_alone=True)


# --- files, by Landlock ----------------------------------------------------------------------------------------------

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_AND_RUN = 0b1101  # execute, read a file, read a directory
_FILE_READ_AND_RUN = 0b101


def restrict_files(readable: Iterable[Path]) -> None:
    """Only what lies under these paths may be read or run by this process and those it starts; nothing written."""
    if not _LINUX or os.uname().machine not in _ARCHITECTURES:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return
    rights = (1 << (13, 14, 15, 15, 16)[min(version, 5) - 1]) - 1
    attributes = ctypes.create_string_buffer(struct.pack("=Q", rights), 8)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return
    for path in readable:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        allowed = _READ_AND_RUN if path.is_dir() else _FILE_READ_AND_RUN
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, descriptor), 12)
        libc.syscall(_ADD_RULE, ruleset, 1, rule, 0)
        os.close(descriptor)
    libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


# --- system calls, by seccomp ------------------------------------------------------------------------------------------

_LOAD, _EQUALS, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _filter(refused: Iterable[tuple[int, int]], *, stays_alone: bool = False) -> None:
    """Refuse these calls with EPERM; with `stays_alone` also new processes and signals to any other."""
    known = _ARCHITECTURES.get(platform.machine())
    if not _LINUX or known is None or struct.calcsize("P") != 8:
        return
    column, architecture = known
    refuse, allow = (_RETURN, 0, 0, _REFUSE | _EPERM), (_RETURN, 0, 0, _ALLOW)
    code: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUALS, 1, 0, architecture),
        refuse,
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, 0x40000000),  # x32, a second door to the same calls
        refuse,
    ]
    for numbers in refused:
        if numbers[column] >= 0:
            code += [(_EQUALS, 0, 1, numbers[column]), refuse]
    if stays_alone:
        own = os.getpid()
        # clone3 keeps its flags where a filter cannot look; without it the C library falls back to clone.
        code += [(_EQUALS, 0, 1, _CLONE3[column]), (_RETURN, 0, 0, _REFUSE | _ENOSYS)]
        code += [
            (_EQUALS, 0, 4, _CLONE[column]),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_HAS, 0, 1, _CLONE_THREAD),
            allow,
            refuse,
        ]
        for call in (_KILL, _TGKILL, _TKILL):
            code += [
                (_EQUALS, 0, 5, call[column]),
                (_LOAD, 0, 0, _FIRST_ARGUMENT),
                (_EQUALS, 1, 0, own),
                (_EQUALS, 0, 1, 0),  # its own group
                allow,
                refuse,
            ]
    code.append(allow)
    packed = b"".join(struct.pack("=HBBI", *line) for line in code)
    lines = ctypes.create_string_buffer(packed, len(packed))
    program = _Program(len(code), ctypes.cast(lines, ctypes.c_void_p))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0)


def _lower(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard == resource.RLIM_INFINITY or hard > most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _data_bytes() -> int | None:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return None
