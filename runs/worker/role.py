"""What a claimed run plays of its version: all of it, or as a test run what it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from runs.compiled import CompiledVersion, compiled_version
from runs.rehearsal import Rehearsal, read_rehearsal
from runs.rehearsed import rehearsed
from runs.sql import familiar_uuid


def rehearsal_of(row: Mapping[str, Any]) -> Rehearsal | None:
    return None if row["rehearsal"] is None else read_rehearsal(orjson.loads(row["rehearsal"]))


def version_of(row: Mapping[str, Any]) -> CompiledVersion:
    version, wanted = compiled_version(familiar_uuid(row["version_id"])), rehearsal_of(row)
    return version if wanted is None else rehearsed(version, wanted, row["trigger_block"])
