"""Attio: objects."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, needed
from integrations.schemas import one


class ListObjects(OperationForm):
    """Nothing is asked for."""


LIST_OBJECTS = Operation(
    id="listObjects",
    name="List objects",
    description="Lists the objects of the workspace.",
    sentence="List objects",
    form=ListObjects,
    call=Call("GET /objects", unwrap="data"),
    effect="read",
    output_schema=one("id.object_id, api_slug, singular_noun, plural_noun"),
    scopes=("object_configuration:read",),
    order=10,
)


class GetObject(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )


GET_OBJECT = Operation(
    id="getObject",
    name="Get object",
    description="Reads one object.",
    sentence="Get object {object}",
    form=GetObject,
    call=Call("GET /objects/{object}", unwrap="data"),
    effect="read",
    output_schema=one("api_slug, singular_noun"),
    order=20,
)


class ListAttributes(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )


LIST_ATTRIBUTES = Operation(
    id="listAttributes",
    name="List attributes",
    description="Lists the attributes of an object.",
    sentence="List attributes of {object}",
    form=ListAttributes,
    call=Call("GET /objects/{object}/attributes", unwrap="data"),
    effect="read",
    output_schema=one("api_slug, type, is_required:boolean, is_unique:boolean, is_multiselect:boolean"),
    order=30,
)
