"""The files that are generated from the code and committed, so that a reader, the browser and a diff can see them.

`python -m config.reference` writes them, `--check` fails when one is stale: the block catalogue, the OpenAPI document,
and the reference pages of blocks, providers and expressions. (The studio's API types come from the OpenAPI document: `make generate`.)
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config.env import BASE_DIR
from config.tables import fields_table, output_line

Json = Any


def _json(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _catalogue() -> str:
    from workflows.registry import catalogue

    return _json(catalogue())


def _openapi() -> str:
    from config.api_docs import openapi_document

    return _json(openapi_document())


def _expressions() -> str:
    from workflows.expressions import render_reference

    return render_reference()


def _blocks() -> str:
    """One section a block type, as the inspector shows it."""
    from workflows.registry import catalogue

    lines = [
        "# Block types",
        "",
        (
            "Generated from the code by `make generate`. Every field takes templates unless it says otherwise; "
            "[expressions.md](expressions.md) is their language. Each block that can fail also has the port `error`."
        ),
    ]
    category = None
    for block in catalogue():
        if block["category"] != category:
            category = block["category"]
            lines += ["", f"## {category}"]
        lines += ["", f"### {block['name']} (`{block['type']}`)", "", block["description"]]
        ports = [f"`{port['id']}`" for port in block["outputs"]] + (["`error`"] if block["canFail"] else [])
        if source := block["outputsFrom"]:
            ports.insert(0, f"one for each of `{source['field']}`")
        lines += ["", f"Ports: {', '.join(ports)}. Effect: {block['effect']}."]
        operations = block.get("operations") or []
        if operations and block["provider"]:
            names = ", ".join(operation["name"] for operation in operations)
            lines += ["", f"[{len(operations)} operations](providers/{block['type']}.md): {names}."]
        elif operations:
            for operation in operations:
                lines += ["", f"#### {operation['name']} (`operation: {operation['id']}`)", ""]
                lines += [operation["description"], *fields_table(operation["configSchema"])]
                lines += output_line(operation["outputSchema"])
        else:
            lines += fields_table(block["configSchema"])
            lines += output_line(block["outputSchema"])
    return "\n".join(lines) + "\n"


def _provider_page(slug: str) -> Callable[[], str]:
    def render() -> str:
        from config.provider_pages import render_page

        return render_page(slug)

    return render


FILES: dict[str, Callable[[], str]] = {
    "integrations/catalog.json": _catalogue,
    "docs/reference/openapi.json": _openapi,
    "docs/reference/blocks.md": _blocks,
    "docs/reference/expressions.md": _expressions,
}


def stale() -> Iterator[tuple[Path, str]]:
    """Each generated file whose content is not what the code says now, with what it should be."""
    from integrations.finding import provider_slugs

    pages = {f"docs/reference/providers/{slug}.md": _provider_page(slug) for slug in provider_slugs()}
    for name, render in {**FILES, **pages}.items():
        path = BASE_DIR / name
        text = render()
        if not path.exists() or path.read_text() != text:
            yield path, text


def main(arguments: list[str]) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = list(stale())
    for path, text in found:
        name = path.relative_to(BASE_DIR)
        if "--check" in arguments:
            sys.stderr.write(f"{name} is stale: run make generate\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            sys.stdout.write(f"written: {name}\n")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
