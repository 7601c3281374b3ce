"""The bundled libraries of JavaScript code, as built."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.runs.sandbox.conftest import needs_libraries, run

pytestmark = needs_libraries

USES: dict[str, tuple[str, Any]] = {
    "lodash": (
        "return _.groupBy([{ a: 1 }, { a: 2 }, { a: 1 }], 'a')",
        {"1": [{"a": 1}, {"a": 1}], "2": [{"a": 2}]},
    ),
    "lodash by its name": ("return lodash.chunk([1, 2, 3], 2)", [[1, 2], [3]]),
    "lodash required": ("const _ = require('lodash');\nreturn _.sum([1, 2])", 3),
    "a name of one's own": ("const _ = (n) => n + 1;\nreturn _(1)", 2),
    "date-fns": (
        "return dateFns.format(dateFns.addDays(dateFns.parseISO('2024-02-28'), 1), 'yyyy-MM-dd')",
        "2024-02-29",
    ),
    "date-fns required": (
        "const { addMonths } = require('date-fns');\nreturn addMonths(new Date(0), 1)",
        "1970-02-01T00:00:00.000Z",
    ),
    "decimal.js": ("return new Decimal('0.1').plus('0.2')", "0.3"),
    "decimal.js required": ("const D = require('decimal.js');\nreturn D('1').div(3).toFixed(4)", "0.3333"),
    "csv": (
        "return csv.parse('name,price\\nA,1.5\\nB,2\\n')",
        [{"name": "A", "price": "1.5"}, {"name": "B", "price": "2"}],
    ),
    "csv with types": ("return csv.parse('a;b\\n1;x', { dynamicTyping: true })", [{"a": 1, "b": "x"}]),
    "csv written": ("return csv.stringify([{ a: 1, b: 'x,y' }])", 'a,b\r\n1,"x,y"'),
    "papaparse": ("return Papa.parse('1,2').data", [["1", "2"]]),
    "URL": ("return new URL('https://a.example/b?c=d').searchParams.get('c')", "d"),
    "base64": ("return btoa('hi') + atob('aGk=')", "aGk=hi"),
    "structuredClone": ("return structuredClone({ a: [1] })", {"a": [1]}),
    "UTF-8": ("return new TextDecoder().decode(new TextEncoder().encode('é'))", "é"),
}


@pytest.mark.parametrize("what", USES)
def test_use(what: str) -> None:
    source, result = USES[what]
    ran = run(source)
    assert (ran.failure, ran.result) == (None, result)


def test_a_csv_with_a_mistake_says_where() -> None:
    ran = run("return csv.parse('a,b\\n1,2\\n3\\n')")
    assert ran.message == "Line 1: CSV, row 2: Too few fields: expected 2 fields but parsed 1"


def test_identifiers_are_new_in_every_call() -> None:
    source = (
        "return [uuid.v4(), crypto.randomUUID(), uuid.v7(), ...crypto.getRandomValues(new Uint8Array(4))]"
    )
    first, second = run(source).result, run(source).result
    found = {*first[:3], *second[:3]}
    assert len(found) == 6
    assert [uuid.UUID(value).version for value in first[:3]] == [4, 4, 7]
    assert first[3:] != second[3:]


def test_random_bytes_are_chacha20s() -> None:
    """RFC 8439 has the keystream for a key, counter and nonce of zeros (appendix A.1, test vector 1)."""
    first = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
    source = "return [...crypto.getRandomValues(new Uint8Array(64))].map((byte) => byte.toString(16).padStart(2, '0')).join('')"
    assert len(run(source).result) == 128
    from tests.runs.sandbox.conftest import ROOT

    text = (ROOT / "frontend" / "dist" / "sandbox" / "uuid.js").read_text()
    load = f"delete globalThis.crypto; globalThis.__seed = undefined; (0, eval)({text!r}); {source}"
    assert run(load).result.startswith(first)


def test_what_one_call_does_to_a_library_is_gone_in_the_next() -> None:
    run("_.sum = () => 'spoilt'; _.templateSettings.imports = null; Decimal.set({ precision: 1 }); return 1")
    assert run("return [_.sum([1, 2]), new Decimal(1).div(3).toFixed(5)]").result == [3, "0.33333"]
