"""The JavaScript child: V8 by mini-racer, a fresh isolate for every call.

The isolate for the next call is made after this one is answered, so that nobody waits for it. The old one is deaf and
dumb from its answer on and gone before that: what a call left running or changed cannot be there for the next.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from py_mini_racer import (
    JSEvalException,
    JSParseException,
    JSPromiseError,
    MiniRacer,
    init_mini_racer,
    mini_racer,
)

from runs.sandbox import confine, protocol

HEAP_BYTES = 128 * protocol.MB
#: Beyond the heap: array buffers, and what V8 itself needs.
DATA_BYTES = 640 * protocol.MB
#: A scope up to this size is given within the text to evaluate, a larger one as a value.
IN_SOURCE = 64 * 1024
PREPARED = 64  # sources whose form is remembered

#: Which words of a source ask for which library.
LIBRARIES = {
    "lodash": re.compile(r"\blodash\b|(?<![\w$.])_\s*[.(]"),
    "dateFns": re.compile(r"\bdateFns\b|date-fns"),
    "decimal": re.compile(r"\bDecimal\b|decimal\.js"),
    "uuid": re.compile(r"\buuid|\bcrypto\b"),
    "csv": re.compile(r"\bcsv\b|\b[Pp]apa"),
    "web": re.compile(r"\bURL(?:SearchParams)?\b|\b(?:atob|btoa|structuredClone|TextEncoder|TextDecoder)\b"),
}
NOT_BUILT = "The JavaScript libraries of code blocks are not built on this server: run make studio there."
ENDS_BADLY = "The code ends too early, or has a bracket too many."
TOO_MUCH_MEMORY = f"The code used more than {HEAP_BYTES // protocol.MB} MB of memory."


class Failed(Exception):
    """The call ends with this error frame."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.body = body


def failed(message: str, **more: Any) -> Failed:
    return Failed(protocol.pack_json(protocol.ERROR, {"message": message, **more})[5:])


class Isolate:
    """One V8 isolate, for one call."""

    def __init__(self, child: Child, stack: AsyncExitStack, racer: MiniRacer) -> None:
        self._child = child
        self._stack = stack
        self._racer = racer
        self._loaded: set[str] = set()

    @classmethod
    async def make(cls, child: Child) -> Isolate:
        stack = AsyncExitStack()
        racer = stack.enter_context(mini_racer(asyncio.get_running_loop()))
        racer.set_hard_memory_limit(HEAP_BYTES)
        host = await stack.enter_async_context(racer.wrap_py_function(child.host))
        install: Any = racer.eval(child.bootstrap)
        install(host)
        return cls(child, stack, racer)

    async def load(self, names: set[str]) -> None:
        for name in sorted(names - self._loaded):
            text = self._child.libraries.get(name)
            if text is None:
                raise failed(NOT_BUILT, code="STEP_ERROR")
            self._racer.eval(f"globalThis.__seed = '{os.urandom(32).hex()}'")
            await self._racer.eval_cancelable(text)
            self._racer.eval(f"__headrace.library('{name}')")
            self._loaded.add(name)

    async def prepare(self, source: str) -> str:
        """The body of a function. Raises Failed with the line of a syntax error."""
        answer = str(await self._racer.eval_cancelable(f"__headrace.prepare({json.dumps(source)})"))
        if answer[0] == "R":
            return answer[1:]
        line, message = self._syntax_error(source)
        raise failed(message, name="SyntaxError", line=line)

    def _syntax_error(self, source: str) -> tuple[int | None, str]:
        # `throw` comes before anything of the source that might parse after all.
        try:
            self._racer.eval(f"throw 0;(async () => {{\n{source}\n}})")
        except JSParseException as error:
            found = re.match(r"<anonymous>:(\d+): (?:SyntaxError: )?(.*)", str(error))
            if found:
                line, last = int(found[1]) - 1, source.count("\n") + 1
                return (line, found[2]) if 1 <= line <= last else (last, ENDS_BADLY)
        except JSEvalException:
            pass
        return None, "This is not JavaScript that can be read."

    async def run(self, body: str, scope: bytes, names: set[str]) -> str:
        racer = self._racer
        if len(scope) > IN_SOURCE:
            take: Any = racer.eval("__headrace.scope")
            take(scope.decode())
            given = ""
        else:
            given = f"__headrace.scope({json.dumps(scope.decode())});"
        wanted = json.dumps(" ".join(sorted(names)))
        await racer.eval_cancelable(f"{given}__headrace.start({json.dumps(body)}, {wanted})")
        # What needed no more than promises is done by now.
        answer = await racer.eval_cancelable("__headrace.outcome()")
        if answer is None:
            running: Any = await racer.eval_cancelable("__headrace.wait()")
            answer = await running
        return str(answer)

    @property
    def is_full(self) -> bool:
        return self._racer.was_hard_memory_limit_reached()

    async def close(self) -> None:
        await self._stack.aclose()


class Child:
    def __init__(self, out: int, libraries: Path) -> None:
        self._out = out
        self._inbox: asyncio.Queue[tuple[bytes, bytes]] = asyncio.Queue()
        self._frames = protocol.Frames()
        self._answers: dict[int, asyncio.Future[str]] = {}
        self._fetches = 0
        self._log = protocol.Log(out)
        self._is_heard = False  # what comes from an isolate outside a call is nobody's
        self._prepared: dict[str, str] = {}
        self.bootstrap = Path(__file__).with_name("bootstrap.js").read_text()
        files = libraries.glob("*.js") if libraries.is_dir() else ()
        self.libraries = {path.stem: path.read_text() for path in files}

    async def serve(self) -> None:
        asyncio.get_running_loop().add_reader(0, self._read)
        spare = await Isolate.make(self)
        # Once before the walls go up: what V8 loads when it first compiles and converts is there then.
        await spare.run(await spare.prepare("return new Date().toLocaleString() + 1.5"), b"{}", set())
        await spare.close()
        spare = await Isolate.make(self)
        confine.limit_memory(DATA_BYTES)
        confine.seal()
        protocol.write_all(self._out, protocol.pack_json(protocol.READY, [os.getpid()]))
        while True:
            try:
                _, body = await asyncio.wait_for(self._inbox.get(), protocol.IDLE_SECONDS)
            except TimeoutError:
                os._exit(protocol.LEFT)
            head, scope = protocol.unpack_call(body)
            names = {name for name, words in LIBRARIES.items() if words.search(head["source"])}
            frame = await self._call(spare, head, scope, names)
            self._is_heard = False
            # Whoever waits for the answer need not wait for the end of its isolate.
            protocol.write_all(self._out, frame)
            await spare.close()
            self._answers.clear()
            spare = await Isolate.make(self)
            if names <= self.libraries.keys():
                # The next call is probably of the same kind.
                await spare.load(names)
            protocol.write_all(self._out, protocol.pack(protocol.FRESH))

    async def _call(self, isolate: Isolate, head: dict[str, Any], scope: bytes, names: set[str]) -> bytes:
        confine.limit_cpu(head["seconds"] + 30)
        self._log = protocol.Log(self._out)
        self._is_heard = True
        try:
            source = head["source"]
            if head["only_check"]:
                await isolate.prepare(source)
                return protocol.pack(protocol.RESULT, b"null")
            await isolate.load(names)
            body = self._prepared.get(source)
            if body is None:
                body = await isolate.prepare(source)
                if len(self._prepared) >= PREPARED:
                    self._prepared.clear()
                self._prepared[source] = body
            try:
                async with asyncio.timeout(head["seconds"]):
                    answer = await isolate.run(body, scope, names)
            except TimeoutError:
                # V8 has been interrupted: what the code had logged can be fetched now. If not, the worker kills.
                await asyncio.sleep(0.05)
                return protocol.pack_json(protocol.ERROR, {"code": "STEP_TIMEOUT"})
        except Failed as failure:
            return protocol.pack(protocol.ERROR, failure.body)
        except (JSEvalException, JSPromiseError) as error:
            if isolate.is_full:
                return protocol.pack_json(
                    protocol.ERROR, {"code": "LIMIT_MEMORY", "message": TOO_MUCH_MEMORY}
                )
            message = str(error).strip().partition("\n")[0]
            return protocol.pack_json(protocol.ERROR, {"message": message})
        text = answer[1:].encode("utf-8", "replace")
        if len(text) > protocol.OUTPUT_BYTES:
            return protocol.pack_json(protocol.ERROR, {"code": "LIMIT_OUTPUT"})
        return protocol.pack(answer[:1].encode(), text)

    # --- between V8 and the worker --------------------------------------------------------------------------------

    async def host(self, *arguments: Any) -> str | None:
        """What the bootstrap calls: `("log", level, text)` or `("fetch", request)`."""
        if not self._is_heard:
            return None
        if arguments[0] == "log":
            self._log.write(arguments[1], arguments[2])
            return None
        self._fetches += 1
        number = self._fetches
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answers[number] = future
        request = f'{{"id":{number},"request":{arguments[1]}}}'.encode("utf-8", "replace")
        if len(request) > protocol.OUTPUT_BYTES:
            return '{"error":{"message":"The request’s body is larger than 5 MB.","code":"LIMIT_REQUEST","id":null}}'
        protocol.write_all(self._out, protocol.pack(protocol.FETCH, request))
        return await future

    def _read(self) -> None:
        data = os.read(0, protocol.MB)
        if not data:
            os._exit(0)  # the worker is gone
        for kind, body in self._frames.feed(data):
            if kind == protocol.CALL:
                self._inbox.put_nowait((kind, body))
            elif kind == protocol.ANSWER:
                number, _, text = body.partition(b" ")
                future = self._answers.pop(int(number), None)
                if future is not None and not future.done():
                    future.set_result(text.decode())


def main() -> None:
    """`libraries` is the folder of their built files, one for each."""
    out = protocol.take_standard_streams()
    confine.limit()
    confine.cut_network()
    init_mini_racer(flags=("--single-threaded", "--no-stack-trace-on-illegal"))
    asyncio.run(Child(out, Path(sys.argv[-1])).serve())
