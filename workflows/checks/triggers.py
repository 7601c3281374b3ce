"""Checks of triggers that listen to something: secrets exist, addresses are one's own and hard to guess."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from connections.selectors import connection_facts, secret_names
from connections.services.signing_secrets import is_set
from integrations.finding import event_source, provider_of
from integrations.triggers import is_polled
from workflows.checks.findings import Findings
from workflows.definition import BlockDef
from workflows.expressions import ExpressionSyntaxError, compile_template
from workflows.models import Trigger
from workflows.reading import Json, guess
from workflows.subscribed import way_of_trigger
from workflows.triggers import EVENT, WEBHOOK, source_of

SECRET_FIELDS = ("secretRef", "previousSecretRef")
#: What a dedupe key may read: it is computed when an event arrives.
KEY_ROOTS = {"input", "trigger"}
SHORTEST_SECRET_PATH = 16


def check_triggers(findings: Findings, *, company_id: UUID, workflow_id: UUID | None) -> None:
    _check_events(findings, company_id)
    webhooks = [block for block in findings.definition.blocks if block.type == WEBHOOK and not block.disabled]
    if not webhooks:
        return
    names = secret_names(company_id)
    sources = {block.id: source_of(block.type, block.config) for block in webhooks}
    count = Counter(sources.values())
    taken = _taken(company_id, workflow_id, set(count))
    for block in webhooks:
        _check_path(findings, block, count[sources[block.id]] > 1, taken.get(sources[block.id]))
        _check_secrets(findings, block, names)
        _check_key(findings, block)


def _check_events(findings: Findings, company_id: UUID) -> None:
    """An event that nobody could prove is refused when it arrives: such a trigger would be dead, so it is not published."""
    for block in findings.definition.blocks:
        slug = block.config.get("provider")
        if block.type != EVENT or block.disabled or not isinstance(slug, str):
            continue
        provider, source = provider_of(slug), event_source(slug)
        if provider is None or source is None:
            continue
        if is_polled(source, _text(block.config.get("delivery")), _texts(block.config.get("events"))):
            if not any(each.provider == slug for each in connection_facts(company_id)):
                message = f"“{block.name}” looks at {provider.name} now and then, and there is no connection to it yet. Connect one."
                findings.in_block(block, "CONNECTION_MISSING", message, part="config.connectionId")
        elif source.webhook is not None and not is_set(company_id=company_id, provider=slug):
            way = way_of_trigger(company_id, block.config) if source.subscription else None
            brings_secret = source.subscription is not None and source.subscription.proof != "other"
            if way is not None and way.is_automatic and brings_secret:
                continue  # it comes with the registration, after publishing
            label = source.webhook.secret.label.lower()
            message = (
                f"“{block.name}”: events of {provider.name} cannot be told from forged ones yet. Paste the {label} here, in the "
                "trigger’s set-up (owners and admins can)."
            )
            if way is not None and brings_secret:
                message += f" It would come by itself, but: {way.by_hand}"
            findings.in_block(block, "SIGNING_SECRET_MISSING", message, part="config.provider")


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _taken(company_id: UUID, workflow_id: UUID | None, sources: set[str]) -> dict[str, str]:
    """The names of other workflows that listen on these addresses."""
    rows = Trigger.objects.filter(company_id=company_id, type=WEBHOOK, source__in=sources)
    in_use = [*rows.filter(live=True).select_related("workflow")]
    in_use.extend(rows.filter(paused=True).select_related("workflow"))
    return {row.source: row.workflow.name for row in in_use if row.workflow_id != workflow_id}


def _check_path(findings: Findings, block: BlockDef, is_double: bool, taken_by: str | None) -> None:
    path = block.config.get("path")
    if not isinstance(path, str) or not path:
        return
    if is_double or taken_by is not None:
        other = "another webhook of this workflow" if is_double else f"the workflow “{taken_by}”"
        message = f"“{block.name}”: the path {path} is taken by {other}. Choose another one."
        findings.in_block(block, "PATH_TAKEN", message, part="config.path")
    if block.config.get("auth", "none") == "none" and len(path.strip("/")) < SHORTEST_SECRET_PATH:
        message = (
            f"“{block.name}”: whoever guesses the path {path} can start this workflow. Use a longer one, or ask for a "
            "token or a signature."
        )
        findings.in_block(block, "PATH_GUESSABLE", message, part="config.path", severity="warning")


def _check_secrets(findings: Findings, block: BlockDef, names: frozenset[str]) -> None:
    if block.config.get("auth", "none") == "none":
        return
    for field in SECRET_FIELDS:
        name = block.config.get(field)
        if isinstance(name, str) and name and name not in names:
            message = f"“{block.name}”: there is no secret “{name}”.{guess(name, sorted(names))} Add it under Settings, Secrets."
            findings.in_block(block, "UNKNOWN_SECRET", message, part=f"config.{field}")


def _check_key(findings: Findings, block: BlockDef) -> None:
    template = block.config.get("dedupeKey")
    if not isinstance(template, str) or not template:
        return
    try:
        compiled = compile_template(template)
    except ExpressionSyntaxError:
        return  # check_config has said so already
    for root in sorted({reference.root for reference in compiled.references} - KEY_ROOTS):
        message = f"“{block.name}”: this is computed when a request arrives and cannot read “{root}”. Use input or trigger."
        findings.in_block(block, "UNKNOWN_REFERENCE", message, part="config.dedupeKey")
