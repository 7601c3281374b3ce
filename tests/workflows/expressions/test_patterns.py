"""`matches` against Python's `re` on what both understand."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.expressions import ExpressionError
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.pattern import compile_pattern


def search(pattern, text, flags=""):
    return compile_pattern(pattern, flags).search(text, Evaluation({}, None, strict=False))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("", "", True),
        ("", "abc", True),
        ("^$", "", True),
        ("^$", "a", False),
        ("b", "abc", True),
        ("^b", "abc", False),
        ("c$", "abc", True),
        ("c$", "abc\n", False),
        ("a.c", "abc", True),
        ("a.c", "a\nc", False),
        ("a|b|", "zzz", True),
        ("^(a|bc)+$", "abcabc", True),
        ("^a{2,3}$", "aaaa", False),
        ("^a{2,3}$", "aaa", True),
        ("^a{2,}$", "aaaaa", True),
        ("^a{0}$", "", True),
        ("a{,2}", "a{,2}", True),
        ("{", "{", True),
        ("^[a-c_]+$", "abc_", True),
        ("^[^a-c]+$", "xyz", True),
        ("[]]", "]", False),
        ("[\\]]", "]", True),
        ("[-a]", "-", True),
        ("[a-]", "-", True),
        ("^[\\d.]+$", "12.5", True),
        ("^[\\w-]+$", "a-b_c", True),
        ("^\\S+@\\S+\\.\\S+$", "ada@acme.com", True),
        ("^\\S+@\\S+\\.\\S+$", "ada@acme", False),
        ("\\bcat\\b", "a cat.", True),
        ("\\bcat\\b", "concat", False),
        ("\\Bcat", "concat", True),
        ("^INV-\\d{4}$", "INV-2041", True),
        ("(?:ab)+c", "ababc", True),
        ("(?<year>\\d{4})", "in 2026", True),
        ("\\u00e9\\x41", "éA", True),
        ("\\t\\.\\/", "\t./", True),
        ("a*?b", "aaab", True),
        ("\\d", "٣", False),
        ("\\s", "\u00a0", True),
        ("é", "É", False),
    ],
)
def test_patterns(pattern, text, found):
    assert search(pattern, text) is found


def test_case_is_ignored_on_request():
    assert search("^inv-[a-c]$", "INV-B", "i")
    assert search("É", "é", "i")
    assert not search("[^a]", "A", "i")


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "[a", "a**", "*", "+a", "a{3,2}", "a{1001}", "\\", "\\1", "\\k<a>", "(?=a)", "(?!a)",
     "(?<=a)", "(?<!a)", "(?i)a", "[z-a]", "\\p{L}", "\\u12", "\\xg1", "^*", "\\q", "(?<a", "[\\d-z"],
)  # fmt: skip
def test_what_is_not_valid_or_not_supported_is_said(pattern):
    with pytest.raises(ExpressionError) as caught:
        search(pattern, "a")
    assert caught.value.code == "STEP_ERROR"
    assert "matches" in caught.value.message


def patterns():
    atoms = st.sampled_from(
        ["a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "\\s", "\\b", "^", "$", " ", "1"]
    )
    repeated = st.sampled_from(["a*", "b+", "c?", "[ab]{1,2}", ".{2}", ".*", "\\w+", "a{2,}"])
    return st.recursive(
        atoms | repeated,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=4).map("".join),
            st.tuples(inner, inner).map("|".join),
            inner.map(lambda p: f"({p})"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{0,2}"])).map(lambda t: f"(?:{t[0]}){t[1]}"),
        ),
        max_leaves=8,
    )


@settings(max_examples=400, deadline=None, database=None)
@given(patterns(), st.text(alphabet="abc1 _\n", max_size=10))
def test_agrees_with_re(pattern, text):
    expected = re.search(pattern.replace("$", r"\Z"), text, re.ASCII) is not None
    assert search(pattern, text) is expected
