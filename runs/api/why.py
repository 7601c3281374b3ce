"""Why a step ran as it did: where its values came from, and what happened in its round."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.errors import not_found
from accounts.api.schema import describe
from accounts.ids import parse_public_id, public_id
from connections.placeholders import shown_value
from runs import origins, selectors
from runs.api import shapes
from runs.api.views import NO_STEP, RunView
from runs.present import step_outline


class StepWhy(RunView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Explain a step: where each of its values came from",
        description="Field by field the template, what it read as, and for each reference the block and the step behind it.",
        response=shapes.StepWhy,
    )
    def get(self, request: Request, run_id: str, step_id: str) -> Response:
        run = self.get_run(run_id)
        step = selectors.get_step(run, parse_public_id("step", step_id))
        if step is None:
            raise not_found(NO_STEP)
        around = selectors.steps_around(run, step) if step.iteration else []
        return ok(
            {
                "fields": [_field(field) for field in origins.origins_of(run, step)],
                "steps": [step_outline(one) for one in around if one.iteration],
            }
        )


def _field(field: origins.FieldOrigin) -> dict[str, Any]:
    return {
        "path": field.path,
        "template": field.template,
        **origins.shown(shown_value(field.value)),
        "sources": [_source(source) for source in field.sources],
    }


def _source(source: origins.Source) -> dict[str, Any]:
    return {
        "reference": source.reference,
        "kind": source.kind,
        "blockId": source.block,
        "stepId": public_id("step", source.step.id) if source.step else None,
        "path": list(source.path),
        "isKnown": source.is_known,
        **origins.shown(shown_value(source.value) if source.is_known else None),
        "missing": source.missing,
    }
