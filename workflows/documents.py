"""A workflow as a document: what clients send and files hold, read in every form that is accepted, written in one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from workflows.agent_settings import without_agents
from workflows.definition import BlockDef, Definition, parse_definition, to_json, without_pins
from workflows.layout import place_others
from workflows.legacy import convert_with_paths, is_legacy
from workflows.reading import DefinitionInvalid, Detail, Json
from workflows.registry import block_type

FORMAT = 1
FORMAT_FIELD = "headrace"
WRAPPERS = ("workflow", "definition", "data")  # `data`: an export saved with its envelope

#: One of them has each file that is meant for us, in every form that is read.
OUR_FIELDS = frozenset({FORMAT_FIELD, "blocks", "steps", "trigger"})

#: What answers hold beside the definition; sent back, it is left out.
ANSWER_FIELDS = frozenset(
    {
        "id", "status", "revision", "version", "publishedVersion", "createdAt", "updatedAt", "blockTypes", "lastRun",
        "stats", "hasUnpublishedChanges", "previousDraft", "missing", "removed", "note", "author", "live", "nextFire", FORMAT_FIELD,
    }
)  # fmt: skip

_SECRET_NAMES = (
    "password",
    "secret",
    "token",
    "apikey",
    "authorization",
    "cookie",
    "credentials",
    "privatekey",
)
_USER_IN_URL = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/?#@\s{}]*@", re.IGNORECASE)


def read_document(data: Json) -> Definition:
    """The definition in `data`: flat or wrapped, in the present or the older form, with or without positions.

    Raises DefinitionInvalid.
    """
    body = {key: value for key, value in unwrap(data).items() if key not in ANSWER_FIELDS}
    if not is_legacy(body):
        # `trigger` is the summary that answers hold.
        body.pop("trigger", None)
        return _in_own_names(parse_definition(_with_places(body)))
    document, paths = convert_with_paths(body)
    try:
        return _in_own_names(parse_definition(_with_places(document)))
    except DefinitionInvalid as invalid:
        raise DefinitionInvalid([_moved(detail, paths) for detail in invalid.details]) from None


def read_file(data: Json) -> Definition:
    """`read_document` for the content of a file that somebody chose: of what is no workflow of ours it says just that.

    Raises DefinitionInvalid.
    """
    try:
        return read_document(data)
    except DefinitionInvalid:
        found = unwrap(data).keys()
        if found & OUR_FIELDS:
            raise
        whose = "a workflow of n8n" if found >= {"nodes", "connections"} else "no workflow of Headrace"
        message = f"This file holds {whose}. Choose a file that “Export as file” of Headrace made."
        raise DefinitionInvalid([{"path": "", "message": message}]) from None


def _in_own_names(definition: Definition) -> Definition:
    """Provider blocks with operation and fields by the names that the form shows, whatever spelling they came in."""
    return replace(definition, blocks=tuple(_named(block) for block in definition.blocks))


def _named(block: BlockDef) -> BlockDef:
    type_ = block_type(block.type)
    if type_ is None or not type_.operations:
        return block
    config = type_.canonical(block.config)
    return block if config == block.config else replace(block, config=config)


def _moved(detail: Detail, paths: list[str]) -> Detail:
    """The detail at the place where the older form has it."""
    kind, _, rest = detail["path"].partition(".")
    index, _, rest = rest.partition(".")
    if kind != "blocks" or not index.isdigit() or int(index) >= len(paths):
        return detail
    return {**detail, "path": f"{paths[int(index)]}.{rest}" if rest else paths[int(index)]}


def unwrap(data: Json) -> dict[str, Json]:
    """The object that holds the definition's fields. Raises DefinitionInvalid."""
    if not isinstance(data, dict):
        raise DefinitionInvalid([{"path": "", "message": "A workflow definition is a JSON object."}])
    made_by = data.get(FORMAT_FIELD, FORMAT)
    if made_by != FORMAT:
        raise DefinitionInvalid(
            [
                {
                    "path": FORMAT_FIELD,
                    "message": f"This file is of format {made_by}; this Headrace reads format {FORMAT}.",
                }
            ]
        )
    for wrapper in WRAPPERS:
        inner = data.get(wrapper)
        if isinstance(inner, dict) and "blocks" not in data and "steps" not in data:
            return unwrap(inner)
    return data


def _with_places(data: Mapping[str, Json]) -> dict[str, Json]:
    """Blocks laid out, where they do not say where they stand."""
    blocks, edges = data.get("blocks"), data.get("edges") or []
    if not isinstance(blocks, list) or not isinstance(edges, list):
        return dict(data)
    if any(not isinstance(block, dict) or not isinstance(block.get("id"), str) for block in blocks):
        return dict(data)
    given = {block["id"]: _corner(block["position"]) for block in blocks if block.get("position") is not None}
    if len(given) == len(blocks) or None in given.values():
        return dict(data)
    ids = [block["id"] for block in blocks]
    joined = [
        (edge["source"], edge["target"])
        for edge in edges
        if isinstance(edge, dict) and edge.get("source") in ids and edge.get("target") in ids
    ]
    parents = {block["id"]: block["parentId"] for block in blocks if block.get("parentId") in ids}
    frames = {block["id"] for block in blocks if _is_frame(block)}
    kept = {block: corner for block, corner in given.items() if corner is not None}
    places = place_others(kept, ids, joined, parents, frames)
    placed = [
        block
        if block["id"] in kept
        else {**block, "position": {"x": places[block["id"]][0], "y": places[block["id"]][1]}}
        for block in blocks
    ]
    return {**data, "blocks": placed}


def _corner(position: Json) -> tuple[int, int] | None:
    """None for what is no position; reading the definition says so."""
    match position:
        case {"x": int() | float() as x, "y": int() | float() as y} if math.isfinite(x) and math.isfinite(y):
            return round(x), round(y)
        case _:
            return None


def _is_frame(block: Mapping[str, Json]) -> bool:
    type_ = block_type(block["type"]) if isinstance(block.get("type"), str) else None
    return type_ is not None and type_.is_container


def write_document(definition: Definition) -> dict[str, Json]:
    """The file of a workflow: its definition without pinned outputs, connections and anything that looks like a secret.

    `removed` names the places that were emptied.
    """
    body: dict[str, Json] = to_json(without_agents(without_pins(definition)))
    removed: list[str] = []
    for index, block in enumerate(body["blocks"]):
        block.pop("connectionId", None)
        block["config"] = _without_secrets(block["config"], f"blocks.{index}.config", removed)
    body["variables"] = _without_secrets(body["variables"], "variables", removed)
    return {FORMAT_FIELD: FORMAT, **body, "removed": removed}


def _without_secrets(value: Json, path: str, removed: list[str], name: str = "") -> Json:
    if isinstance(value, dict):
        return {key: _without_secrets(item, f"{path}.{key}", removed, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_secrets(item, f"{path}.{index}", removed, name) for index, item in enumerate(value)]
    if not isinstance(value, str) or not value:
        return value
    if "{{" not in value and _names_a_secret(name):
        removed.append(path)
        return ""
    cleaned = _USER_IN_URL.sub(r"\1", value)
    if cleaned != value:
        removed.append(path)
    return cleaned


def _names_a_secret(name: str) -> bool:
    plain = re.sub(r"[-_ ]", "", name).lower()
    return plain.endswith(_SECRET_NAMES) or plain == "headervalue"


def file_name(definition: Definition) -> str:
    """A name for the file that every system can store: "invoice-paid-crm.headrace.json"."""
    plain = re.sub(r"[^a-z0-9]+", "-", definition.name.lower()).strip("-")[:60]
    return f"{plain or 'workflow'}.headrace.json"
