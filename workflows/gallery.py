"""Templates: ready workflows to start from, one JSON file each in `workflows/templates/`.

A file holds `title`, `job` (what it is for, the gallery's heading), `summary`, `setUp` (what a person has left to do), `sample` (an
input to try it with), the `tables` it keeps rows in, and the `workflow` itself. Blocks name a table as `table:Its name`; whoever uses
the template gets the table, unless the company has one of that name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from accounts.identity import Identity
from accounts.ids import public_id
from connections.models import ConnectionStatus
from connections.selectors import ConnectionFacts, connection_facts
from workflows.accounts import account_needed
from workflows.definition import BlockDef, Definition
from workflows.documents import read_document
from workflows.models import Table, Workflow
from workflows.problems import Problem
from workflows.registry import block_type
from workflows.services import create_workflow
from workflows.tables.services import create_table
from workflows.validation import find_problems

Json = Any
FOLDER = Path(__file__).parent / "templates"
_TABLE = "table:"


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    title: str
    job: str
    summary: str
    set_up: Sequence[str]
    sample: Json
    tables: Sequence[Mapping[str, Json]]
    definition: Definition

    def providers(self) -> list[str]:
        """Slugs of the services whose accounts it runs with, in the order of its blocks."""
        return list(dict.fromkeys(slug for block in self.definition.blocks if (slug := needs(block))))


def needs(block: BlockDef) -> str | None:
    """The provider whose account the block runs with; None where it needs none."""
    kind = block_type(block.type)
    return (account_needed(kind, block.config) or None) if kind is not None else None


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """All of them, by job and title."""
    found = [_read(path) for path in FOLDER.glob("*.json")]
    return tuple(sorted(found, key=lambda each: (each.job, each.title)))


def find_template(template_id: str) -> Template | None:
    return next((each for each in templates() if each.id == template_id), None)


def _read(path: Path) -> Template:
    content = orjson.loads(path.read_bytes())
    return Template(
        id=path.stem,
        title=content["title"],
        job=content["job"],
        summary=content["summary"],
        set_up=content["setUp"],
        sample=content["sample"],
        tables=content.get("tables", []),
        definition=read_document(content["workflow"]),
    )


@transaction.atomic
def use_template(
    *,
    template: Template,
    company_id: UUID,
    by: Identity,
    connections: Mapping[str, UUID] | None = None,
    ip: str | None = None,
) -> tuple[Workflow, list[Problem]]:
    """A new draft from it, with the tables it needs, and what stands between the draft and its publication.

    `connections` names the connection to run with, by provider; without one the company's default, or its only one, is taken when a run
    starts. Raises UnknownConnection and TableError.
    """
    chosen = dict(connections or {})
    facts = connection_facts(company_id)
    for provider, connection_id in chosen.items():
        if not any(each.id == connection_id and each.provider == provider for each in facts):
            raise UnknownConnection(provider)
    ids = {table["name"]: _table(table, company_id=company_id, by=by, ip=ip) for table in template.tables}
    definition = replace(
        template.definition, blocks=tuple(_placed(block, ids, chosen) for block in template.definition.blocks)
    )
    workflow = create_workflow(
        company_id=company_id, definition=definition, by=by, action="workflow.from_template", ip=ip
    )
    problems = find_problems(definition, company_id=company_id, workflow_id=workflow.id)
    return workflow, [problem for problem in problems if problem.severity == "error"]


class UnknownConnection(Exception):
    """The company has no such connection of this provider."""

    def __init__(self, provider: str) -> None:
        super().__init__(provider)
        self.provider = provider


def usable(facts: Sequence[ConnectionFacts], provider: str) -> list[ConnectionFacts]:
    """The connections of the provider that work, its default first."""
    mine = [each for each in facts if each.provider == provider and each.status == ConnectionStatus.ACTIVE]
    return sorted(mine, key=lambda each: not each.is_default)


def _table(wanted: Mapping[str, Json], *, company_id: UUID, by: Identity, ip: str | None) -> str:
    """The id of the company's table of this name, made now where there is none."""
    known = Table.objects.filter(company_id=company_id, name=wanted["name"]).order_by("created_at").first()
    table = known or create_table(
        company_id=company_id,
        name=wanted["name"],
        description=wanted["description"],
        columns=wanted["columns"],
        by=by,
        ip=ip,
    )
    return public_id("tbl", table.id)


def _placed(block: BlockDef, tables: Mapping[str, str], connections: Mapping[str, UUID]) -> BlockDef:
    named = str(block.config.get("tableId", ""))
    if named.startswith(_TABLE):
        block = replace(block, config={**block.config, "tableId": tables[named.removeprefix(_TABLE)]})
    provider = needs(block)
    chosen = connections.get(provider) if provider is not None else None
    return block if chosen is None else replace(block, connection_id=chosen)
