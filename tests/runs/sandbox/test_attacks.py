"""What hostile code tries. Each attempt is contained, and the next call works as if nothing had been."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runs.sandbox import confine
from tests.runs.sandbox.conftest import children, run

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's walls are Linux's")


@pytest.fixture(autouse=True)
def go_on() -> Iterator[None]:
    """Whatever a test did, both languages go on."""
    yield
    for language in ("javascript", "python"):
        assert run("return 1 + 1", language).result == 2


# --- out of the language ----------------------------------------------------------------------------------------------

NOTHING_THERE = {
    "the global object by a constructor": "return this.constructor.constructor('return typeof process + typeof global')()",
    "process": "return typeof process",
    "Deno and Bun": "return typeof Deno + typeof Bun",
    "import": "return import('fs').then(() => 'in', (error) => String(error))",
    "web assembly": "return typeof WebAssembly",
    "shared memory": "return typeof SharedArrayBuffer + typeof Atomics",
    "the timers' shared memory": "return typeof __timer_manager + String(setTimeout).includes('SharedArrayBuffer')",
    "the host": "return typeof host + typeof globalThis.host + typeof drive",
    "the inspector": "return typeof inspector + typeof %DebugPrint",
}


@pytest.mark.parametrize("what", NOTHING_THERE)
def test_javascript_finds_nothing_outside(what: str) -> None:
    ran = run(NOTHING_THERE[what])
    if ran.failure is not None:
        assert ran.code == "STEP_ERROR"
    else:
        assert ran.result in {
            "undefined", "undefinedundefined", "undefinedundefinedundefined", "undefinedfalse", "undefinedobject",
            "Error: Not supported",
        }  # fmt: skip


PYTHON_ESCAPES = {
    "classes": "().__class__.__bases__[0].__subclasses__()",
    "import of os": "__import__('os').system('id')",
    "subprocess": "import subprocess",
    "socket": "import socket",
    "ctypes": "import ctypes",
    "a file": "open('/etc/passwd').read()",
    "a folder": "import os\nos.listdir('/')",
    "the environment": "import os\ndict(os.environ)",
    "proc": "from pathlib import Path\nPath('/proc/self/environ').read_text()",
    "a new file": "open('x', 'w').write('x')",
    "a function's globals": "(lambda: 1).__globals__",
    "builtins": "__builtins__['open']",
    "a frame": "import sys\nsys._getframe()",
    "the raw fetch": "_fetch('http://x', 'GET', None, None, None)",
}


@pytest.mark.parametrize("what", PYTHON_ESCAPES)
def test_python_finds_nothing_outside(what: str) -> None:
    assert run(PYTHON_ESCAPES[what], "python").code == "STEP_ERROR"


# --- more than its share ------------------------------------------------------------------------------------------------

GREEDY = {
    "a regular expression without end": "return /(a+)+$/.test('a'.repeat(40) + 'b')",
    "a loop": "for (;;);",
    "promises without end": "for (;;) await 0",
    "callbacks without end": "const again = () => Promise.resolve().then(again); await again(); for (;;) await again()",
    "a promise that is never kept": "await new Promise(() => {})",
    "objects": "const all = []; for (;;) all.push({ all })",
    "arrays": "const all = []; for (;;) all.push(new Array(1e5).fill(1.5))",
    "buffers": "const all = []; for (;;) { const one = new Uint8Array(5e7); one.fill(1); all.push(one); }",
    "a doubled text": "let text = 'x'; for (;;) text += text",
    "a text taken apart": "return 'x'.repeat(2 ** 29 - 30).split('').length",
    "a map": "const map = new Map(); for (let i = 0; ; i++) map.set(i, {})",
    "a sparse array": "return new Array(2 ** 32 - 2).fill(0).length",
    "a join": "return Array(1e8).join('xx').split('').length",
    "deep recursion": "const f = (n) => f(n + 1) + 1; return f(0)",
    "deep JSON": "let deep = []; for (let i = 0; i < 1e6; i++) deep = [deep]; return deep",
    "a getter without end": "return { get a() { for (;;); } }",
    "a toJSON without end": "return { toJSON() { for (;;); } }",
    "a proxy": "return new Proxy({}, { ownKeys() { for (;;); } })",
    "a big integer": "return (2n ** 100000000n).toString().length",
    "errors that cannot be read": "throw new Proxy({}, { get() { for (;;); } })",
    "timers": "for (;;) { setTimeout(() => {}, 1e6); await 0; }",
    "a flood of log lines": "for (;;) console.log('x'.repeat(1e6))",
    "its own stack trace": "Error.prepareStackTrace = () => { for (;;); }; throw new Error('x')",
}
PYTHON_GREEDY = {
    "a loop": "while True:\n    pass",
    "a caught loop": "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "a text": "'a' * 10**9",
    "a list": "[0] * 10**9",
    "lists": "x = []\nwhile True:\n    x.append([0] * 1000)",
    "an integer": "10 ** 10 ** 8",
    "a shift": "1 << 10**10",
    "recursion": "def f(n):\n    return f(n + 1) + 1\nf(0)",
    "a regular expression": "import re\nre.match('(a+)+$', 'a' * 40 + 'b') and 1/0\nwhile True: pass",
    "a sleep": "import time\nwhile True:\n    time.sleep(5)",
    "a flood of lines": "while True:\n    print('x' * 10000)",
    "a format": "'{:>1000000000}'.format('x')",
    "a product": "import itertools\nlist(itertools.product(range(100), repeat=10))",
    "a sort": "while True:\n    sorted(range(100000), key=lambda a: -a)",
}
CONTAINED = {"STEP_TIMEOUT", "LIMIT_MEMORY", "LIMIT_OUTPUT", "STEP_ERROR"}


@pytest.mark.parametrize("what", GREEDY)
def test_greedy_javascript_is_contained(what: str) -> None:
    assert run(GREEDY[what], seconds=0.7).code in CONTAINED


@pytest.mark.parametrize("what", PYTHON_GREEDY)
def test_greedy_python_is_contained(what: str) -> None:
    assert run(PYTHON_GREEDY[what], "python", seconds=0.7).code in CONTAINED


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("javascript", GREEDY["objects"]),
        ("javascript", GREEDY["buffers"]),
        ("python", PYTHON_GREEDY["lists"]),
    ],
)
def test_memory_has_a_limit_of_its_own(language: str, source: str) -> None:
    ran = run(source, language, seconds=60)
    assert ran.code == "LIMIT_MEMORY"
    assert ran.message.startswith("The code used more than ")


# --- from one call to the next ------------------------------------------------------------------------------------------

SPOILT = """
Object.prototype.spoilt = 1; Array.prototype.map = () => 'spoilt'; JSON.stringify = () => '"spoilt"';
Promise.prototype.then = () => 'spoilt'; globalThis.spoilt = 1; String.prototype.slice = () => 'spoilt';
globalThis.fetch = () => 'spoilt'; Object.keys = () => ['spoilt'];
setInterval(() => { globalThis.late = 1; }, 1); (async () => { for (;;) await new Promise((r) => setTimeout(r, 1)); })();
1
"""
LOOKED = """
await new Promise((done) => setTimeout(done, 20));
return [({}).spoilt, typeof spoilt, typeof late, [1].map((n) => n + 1), JSON.stringify(1), 'abc'.slice(1), Object.keys({ a: 1 }),
  String(fetch).includes('spoilt')];
"""
CLEAN = [None, "undefined", "undefined", [2], "1", "bc", ["a"], False]


def test_nothing_of_a_javascript_call_is_there_for_the_next() -> None:
    for _ in range(3):
        run(SPOILT, seconds=0.5)
        assert run(LOOKED).result == CLEAN


def test_a_spoilt_prototype_harms_only_the_one_who_spoilt_it() -> None:
    ran = run("Promise.prototype.then = null; Object.prototype.toJSON = () => 'x'; return { a: 1 }")
    assert ran.failure is not None or ran.result in ("x", {"a": 1})


def test_nothing_of_a_python_call_is_there_for_the_next() -> None:
    run("import json\nspoilt = 1\njson.dumps = None\nprint = None\nlen = lambda x: 7", "python")
    ran = run(
        "found = []\ntry:\n    found.append(spoilt)\nexcept NameError:\n    pass\nimport json\n[found, len('ab'), json.dumps(1)]",
        "python",
    )
    assert ran.result == [[], 2, "1"]


def test_code_that_leaves_its_wrapper_gains_nothing() -> None:
    for source in (
        "}); host('log', 'info', 'x'); (() => {",
        "})() /* ",
        "`",
        "'unfinished",
        "/*",
        "return 1 //",
        "\u2028\u2029",
    ):
        ran = run(source)
        assert ran.failure is None or ran.code == "STEP_ERROR", source


# --- the walls of the process -------------------------------------------------------------------------------------------


@LINUX
@pytest.mark.parametrize("language", ["javascript", "python"])
def test_the_process_has_nothing(language: str) -> None:
    run("return 1", language)
    (pid,) = [
        pid
        for pid in children()
        if Path(f"/proc/{pid}/cmdline").read_bytes().count(f"sandbox.{language}".encode())
    ]
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert len(below) == (1 if language == "python" else 0)
    for each in (str(pid), *below):
        status = Path(f"/proc/{each}/status").read_text()
        assert "NoNewPrivs:\t1" in status
        assert "Seccomp:\t2" in status
        limits = Path(f"/proc/{each}/limits").read_text()
        assert "Max core file size        0 " in limits
        assert "Max file size             0 " in limits
    if os.geteuid() == 0:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"SECRET_KEY" not in environment
        assert b"DATA_DIR" not in environment
        names = {item.partition(b"=")[0] for item in environment.split(b"\0") if item}
        assert names <= {b"TZ", b"LANG", b"LC_CTYPE"}
        assert str(Path(f"/proc/{pid}/cwd").readlink()).endswith(" (deleted)")
        open_files = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
        assert all(name.startswith(("pipe:", "socket:", "anon_inode:")) for name in open_files), open_files


PROBE = """
import os, socket, sys
sys.path.append(sys.argv[1])
from runs.sandbox import confine
confine.limit()
confine.cut_network()
confine.seal()
def refused(what):
    try:
        what()
    except OSError as error:
        return 1
    return 0
def thread():
    import _thread, time
    done = []
    _thread.start_new_thread(lambda: done.append(1), ())
    for _ in range(1000):
        if done:
            return 1
        time.sleep(0.005)
    return 0
print(refused(lambda: socket.socket()), refused(lambda: open("/etc/passwd")), refused(lambda: open("/tmp/x", "w")),
      refused(os.fork), refused(lambda: os.execv("/bin/true", ["true"])), refused(lambda: os.kill(os.getppid(), 9)),
      refused(lambda: os.kill(1, 0)), refused(lambda: os.listdir("/")), thread(), flush=True)
"""


@LINUX
def test_the_walls_hold_for_a_program_without_a_language_sandbox() -> None:
    """Should V8 itself be broken: no socket, no file, no process, no signal to others; threads still start."""
    import subprocess

    if os.uname().machine not in confine._ARCHITECTURES:
        pytest.skip("no filter of system calls is written for this machine")
    root = str(Path(confine.__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, root], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.stdout.split() == ["1"] * 9, done.stderr
