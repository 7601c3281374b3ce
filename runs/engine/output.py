"""What a run answers."""

from __future__ import annotations

from integrations.outcomes import Json
from runs.engine.state import STOPPED, RunState


def run_output(state: RunState, response: dict[str, Json] | None) -> Json:
    """The response's body if one was given; else the output of the only end block that completed; else by block id."""
    if response is not None:
        return response.get("body")
    done = {
        block: step.output
        for block, step in state.top.steps.items()
        if block in state.graph.ends
        and step.status == "completed"
        and step.port != STOPPED
        and not state.graph.nodes[block].is_trigger
    }
    if len(done) == 1:
        return next(iter(done.values()))
    return done
