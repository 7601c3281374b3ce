"""Large values of a run a part at a time: nobody has to fetch 100,000 items to look at the last one."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.errors import not_found, validation_error
from accounts.api.schema import describe
from accounts.ids import parse_public_id
from connections.placeholders import shown_value
from runs import parts, selectors
from runs.api import value_shapes as shapes
from runs.api.views import NO_STEP, RunView
from runs.models import Run


class _Values(RunView):
    def get_value(self, run: Run, query: shapes.ValueQuery) -> Any:
        """The whole value, with secrets as people wrote them."""
        if query.step_id is None:
            whole = selectors.whole_input(run) if query.of == "input" else selectors.whole_output(run)
            return shown_value(whole)
        step = selectors.get_step(run, parse_public_id("step", query.step_id))
        if step is None:
            raise not_found(NO_STEP)
        return shown_value(selectors.whole_step_value(step, query.of))


class RunValues(_Values):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Read a part of a run's value",
        description="Of the run's input or output, or with `stepId` of a step's: what stands at `path`, a page at a time. "
        "Entries over 2 KB say only how much there is: ask with a longer path.",
        query=shapes.PartQuery,
        response=shapes.ValuePart,
        errors=[404],
    )
    def get(self, request: Request, run_id: str) -> Response:
        run = self.get_run(run_id)
        query = self.read_query(shapes.PartQuery)
        path, start = _read_path(query.path, "path"), query.from_
        value = self.get_value(run, query)
        try:
            if query.to is not None:
                to = _read_path(query.to, "to")
                path, start = parts.place_of(value, to, limit=query.size, wanted=query.search)
            found = parts.part(value, path, start=start, limit=query.size)
        except parts.NoSuchPart as missing:
            raise not_found(f"There is no “{missing}” at this place of the value.") from None
        return ok({"path": path, **found})


class RunValueSearch(_Values):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Search a run's value",
        description="Texts, numbers and names of fields, whatever the case, in their order.",
        query=shapes.ValueSearchQuery,
        response=shapes.ValueMatches,
        errors=[404],
    )
    def get(self, request: Request, run_id: str) -> Response:
        run = self.get_run(run_id)
        query = self.read_query(shapes.ValueSearchQuery)
        matches, has_more = parts.search(
            self.get_value(run, query), query.search, skip=query.skip, limit=query.size
        )
        return ok({"matches": matches, "hasMore": has_more})


def _read_path(text: str, parameter: str) -> list[str | int]:
    try:
        path = orjson.loads(text)
    except orjson.JSONDecodeError:
        path = None
    if not isinstance(path, list) or not all(type(key) in (str, int) for key in path):
        wrong = 'The path is a JSON list of names and numbers, such as ["rows",3].'
        raise validation_error(wrong, [{"path": parameter, "message": wrong}])
    return path
