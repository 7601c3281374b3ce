"""Functions on lists and objects.

Fields of items are named by a path ("product.price"). There are no functions to pass as
arguments: `map` takes such a path, or an object of them that says how the new items look.
"""

from collections.abc import Callable
from typing import Any

from workflows.expressions.errors import failed
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.functions.declare import Function, items, needs, text
from workflows.expressions.limits import MAX_RANGE
from workflows.expressions.numeric import whole_number
from workflows.expressions.ordering import ORDERINGS, READING_COST, comparable, order_keys
from workflows.expressions.paths import NOT_THERE, Key, key_of, step
from workflows.expressions.values import check_items, check_length, checked_text, json_text, same, to_text


def first(_: Evaluation, value: Any) -> Any:
    values = items(value, "first")
    return values[0] if values else None


def last(_: Evaluation, value: Any) -> Any:
    values = items(value, "last")
    return values[-1] if values else None


def join(evaluation: Evaluation, value: Any, separator: Any = ",") -> str:
    values, between = items(value, "join"), text(separator, "join")
    check_items(len(values), evaluation)
    parts: list[str] = []
    size = 0
    for item in values:
        part = to_text(item, evaluation)
        size += len(part) + len(between)
        check_length(size - len(between))
        parts.append(part)
    return checked_text(between.join(parts), evaluation)


def field_keys(path: Any, what: str) -> list[Key]:
    """The keys of a path given as text, such as "product.price"."""
    written = text(path, what)
    if not written or len(written) > 1000:
        raise failed(f'{what} needs the name of a field, such as "product.price".')
    return [key_of(name) for name in written.split(".")]


def field_of(item: Any, keys: list[Key]) -> Any:
    """The field's value; `NOT_THERE` where the item has no such field."""
    for key in keys:
        item = step(item, key)
        if item is NOT_THERE:
            return item
    return item


def pluck(evaluation: Evaluation, value: Any, path: Any) -> list[Any]:
    return _fields(evaluation, items(value, "pluck"), path, "pluck")


def _fields(evaluation: Evaluation, values: list[Any], path: Any, what: str) -> list[Any]:
    """Null for items without the field; a warning where not one has it, which is a misspelling."""
    keys = field_keys(path, what)
    check_items(len(values) * len(keys), evaluation)
    found = [field_of(item, keys) for item in values]
    if found and all(field is NOT_THERE for field in found) and evaluation.wants_to_know:
        name = text(path, what)
        evaluation.missing(name, f"{what}: none of the {len(found)} items has `{name}`.")
    return [None if field is NOT_THERE else field for field in found]


def map_(evaluation: Evaluation, value: Any, shape: Any) -> list[Any]:
    values = items(value, "map")
    if not isinstance(shape, dict):
        return _fields(evaluation, values, shape, "map")
    columns = [_fields(evaluation, values, path, "map") for path in shape.values()]
    names = list(shape)
    if not columns:
        return [{} for _ in values]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def filter_(evaluation: Evaluation, value: Any, path: Any, *test: Any) -> list[Any]:
    values = items(value, "filter")
    accepts = _acceptance(evaluation, path, test, "filter")
    check_items(len(values), evaluation)
    return [item for item in values if accepts(item)]


def find(evaluation: Evaluation, value: Any, path: Any, *test: Any) -> Any:
    values = items(value, "find")
    accepts = _acceptance(evaluation, path, test, "find")
    check_items(len(values), evaluation)
    return next((item for item in values if accepts(item)), None)


def _acceptance(evaluation: Evaluation, path: Any, test: tuple[Any, ...], what: str) -> Callable[[Any], bool]:
    """The test of `(list, field, value)` and `(list, field, operator, value)`."""
    keys = field_keys(path, what)
    operator, wanted = ("==", test[0]) if len(test) == 1 else test

    def value_of(item: Any) -> Any:
        evaluation.charge(len(keys))
        found = field_of(item, keys)
        return None if found is NOT_THERE else found

    if operator in ("==", "==="):
        return lambda item: same(value_of(item), wanted, evaluation)
    if operator in ("!=", "!=="):
        return lambda item: not same(value_of(item), wanted, evaluation)
    decide = ORDERINGS.get(operator) if isinstance(operator, str) else None
    if decide is None:
        raise failed(f'{what} knows the operators "==", "!=", "<", "<=", ">" and ">=".')

    def accepts(item: Any) -> bool:
        evaluation.charge(READING_COST)
        return decide(*comparable(value_of(item), wanted, operator))

    return accepts


def flatten(evaluation: Evaluation, value: Any) -> list[Any]:
    values = items(value, "flatten")
    check_items(sum(len(v) if isinstance(v, list) else 1 for v in values), evaluation)
    flat: list[Any] = []
    for item in values:
        if isinstance(item, list):
            flat.extend(item)
        else:
            flat.append(item)
    return flat


def unique(evaluation: Evaluation, value: Any, path: Any = None) -> list[Any]:
    values = items(value, "unique")
    check_items(len(values), evaluation)
    marks = values if path is None else _fields(evaluation, values, path, "unique")
    seen: set[Any] = set()
    kept: list[Any] = []
    for item, mark in zip(values, marks, strict=True):
        identity = _identity(mark, evaluation)
        if identity not in seen:
            seen.add(identity)
            kept.append(item)
    return kept


def _identity(value: Any, evaluation: Evaluation) -> Any:
    """Equal for values that `==` finds equal, as far as JSON can tell."""
    if isinstance(value, list | dict):
        return "JSON", json_text(value, evaluation, sorts_keys=True)
    return isinstance(value, bool), value


def sort(evaluation: Evaluation, value: Any, path: Any = None, direction: Any = "asc") -> list[Any]:
    values = items(value, "sort")
    if direction not in ("asc", "desc"):
        raise failed('sort goes "asc" or "desc".')
    check_items(len(values), evaluation)
    marks = values if path is None else _fields(evaluation, values, path, "sort")
    keys = order_keys(marks, "sort", evaluation)
    order = sorted(range(len(values)), key=keys.__getitem__)
    if direction == "desc":
        # Not `reverse=True`, which would put null first.
        order = _descending(order, keys)
    return [values[index] for index in order]


def _descending(order: list[int], keys: list[Any]) -> list[int]:
    present = [index for index in order if keys[index][0] == 0]
    absent = [index for index in order if keys[index][0] == 1]
    return sorted(present, key=keys.__getitem__, reverse=True) + absent


def reverse(evaluation: Evaluation, value: Any) -> list[Any]:
    values = items(value, "reverse")
    check_items(len(values), evaluation)
    return values[::-1]


def keys_of(evaluation: Evaluation, value: Any) -> list[str]:
    if not isinstance(value, dict):
        raise needs("an object", value, "keys")
    check_items(len(value), evaluation)
    return list(value)


def values_of(evaluation: Evaluation, value: Any) -> list[Any]:
    if not isinstance(value, dict):
        raise needs("an object", value, "values")
    check_items(len(value), evaluation)
    return list(value.values())


def range_(evaluation: Evaluation, start: Any, end: Any = None) -> list[int]:
    low = whole_number(start, "range")
    low, high = (0, low) if end is None else (low, whole_number(end, "range"))
    if high - low > MAX_RANGE:
        raise failed(f"range gives at most {MAX_RANGE:,} numbers.")
    evaluation.charge(max(0, high - low) + 1)
    return list(range(low, high))


_LINES = '[{"sku": "a", "price": 5}, {"sku": "b", "price": 7}]'

FUNCTIONS = (
    Function("first(list)", first, "The first item; null if there is none.", "first([10, 20])", 10),
    Function("last(list)", last, "The last item; null if there is none.", "last([10, 20])", 20),
    Function("join(list, separator?)", join, "The items as one text, with a separator between.",
             'join(["ada", "ben"], ", ")', "ada, ben"),
    Function("pluck(list, field)", pluck,
             'One field of each item; null where an item lacks it. Paths work: "product.price".',
             f'pluck({_LINES}, "price")', [5, 7]),
    Function("map(list, field)", map_,
             "One field of each item, like pluck; or new items, given an object of names and "
             "fields.",
             f'map({_LINES}, {{id: "sku", amount: "price"}})',
             [{"id": "a", "amount": 5}, {"id": "b", "amount": 7}]),
    Function("filter(list, field, operator?, value)", filter_,
             "The items whose field equals the value, or compares with it as the operator says.",
             f'filter({_LINES}, "price", ">", 5)', [{"sku": "b", "price": 7}]),
    Function("find(list, field, operator?, value)", find,
             "The first item that filter would keep; null if there is none.",
             f'find({_LINES}, "sku", "a")', {"sku": "a", "price": 5}),
    Function("flatten(list)", flatten, "The items of the lists in a list, one level down.",
             "flatten([[1, 2], 3])", [1, 2, 3]),
    Function("unique(list, field?)", unique,
             "The items without repetitions, of themselves or of one field.",
             'unique(["eur", "usd", "eur"])', ["eur", "usd"]),
    Function("sort(list, field?, direction?)", sort,
             'The items in order, by themselves or by a field; "desc" for falling; null last.',
             "sort([30, 4, 100])", [4, 30, 100]),
    Function("reverse(list)", reverse, "The items from last to first.", "reverse([1, 2, 3])",
             [3, 2, 1]),
    Function("keys(object)", keys_of, "The names in an object.", "keys({net: 10, tax: 2})",
             ["net", "tax"]),
    Function("values(object)", values_of, "The values in an object.", "values({net: 10, tax: 2})",
             [10, 2]),
    Function("range(start, end?)", range_,
             "The whole numbers from start (or 0) to before end; at most 10,000.", "range(1, 4)",
             [1, 2, 3]),
)  # fmt: skip
