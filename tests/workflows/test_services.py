"""Drafts, publications, snapshots and the states of a workflow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent, Company
from tests.workflows.drawings import drawing
from workflows import services
from workflows.definition import Definition, RetryConfig
from workflows.errors import RefusedError, StaleRevisionError, UnknownVersionError, UnpublishableError
from workflows.models import Block, Edge, FrozenVersionError, VersionKind, Workflow, WorkflowVersion
from workflows.selectors import draft_definition, draft_of, find_version, load_definition, version_ref

pytestmark = pytest.mark.django_db

GOOD = drawing("start -> check", "check.true -> tell", "check.false -> log")
BETTER = drawing("start -> check", "check.true -> tell", name="Better")


@pytest.fixture
def workflow(acme: Company) -> Workflow:
    return services.create_workflow(company_id=acme.id, definition=GOOD, by="tests")


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("at", "id").values_list("action", flat=True))


def fresh(workflow: Workflow) -> Workflow:
    return Workflow.objects.select_related("published").get(id=workflow.id)


# --- drafts


def test_a_new_workflow_is_a_draft_that_says_what_was_given(workflow: Workflow) -> None:
    assert workflow.status == "draft"
    assert draft_definition(workflow) == GOOD
    assert draft_of(workflow).revision == 1
    assert actions() == ["workflow.created"]


def test_everything_of_a_block_survives_the_database(acme: Company) -> None:
    block = replace(
        GOOD.blocks[1],
        config={"z": [1, {"y": 1e20, "x": "\u0000 ünï"}], "a": None},
        timeout_ms=5,
        error_handling="retry",
        retry_config=RetryConfig(max_attempts=7, then="continue"),
        has_fallback=True,
        on_uncertain="ask",
        disabled=True,
        notes="n",
        join="any",
        is_pinned=True,
        pinned_output=[1],
        parent_id="tell",
    )
    unlimited = replace(GOOD.blocks[2], is_unlimited=True)
    full = replace(GOOD, blocks=(GOOD.blocks[0], block, unlimited, GOOD.blocks[3]), variables={"a": 1.5})
    workflow = services.create_workflow(company_id=acme.id, definition=full, by="tests")
    stored = draft_definition(workflow)
    assert stored == full
    assert list(stored.blocks[1].config) == ["z", "a"]


def test_a_save_with_the_right_revision_replaces_the_draft(workflow: Workflow) -> None:
    assert services.save_draft(workflow=workflow, definition=BETTER, by="tests", revision=1) is None
    assert draft_definition(workflow) == BETTER
    assert draft_of(workflow).revision == 2
    assert fresh(workflow).name == "Better"


def test_a_stale_save_changes_nothing(workflow: Workflow) -> None:
    services.save_draft(workflow=workflow, definition=BETTER, by="tests", revision=1)
    with pytest.raises(StaleRevisionError, match="revision 2, yours was 1"):
        services.save_draft(workflow=workflow, definition=GOOD, by="tests", revision=1)
    assert draft_definition(workflow) == BETTER


def test_an_unchanged_save_makes_no_revision(workflow: Workflow) -> None:
    services.save_draft(workflow=workflow, definition=GOOD, by="tests", revision=1)
    assert draft_of(workflow).revision == 1


def test_a_save_without_a_revision_keeps_the_draft_before(workflow: Workflow) -> None:
    kept = services.save_draft(workflow=workflow, definition=BETTER, by="tests")
    assert kept is not None
    assert load_definition(kept.id) == GOOD
    services.restore_version(workflow=workflow, ref=version_ref(kept), by="tests")
    assert draft_definition(workflow) == GOOD
    assert "workflow.replaced" in actions()
    assert "workflow.restored" in actions()


def test_a_save_touches_only_the_rows_that_differ(workflow: Workflow) -> None:
    before = dict(Block.objects.filter(version=draft_of(workflow)).values_list("key", "id"))
    changed = replace(
        GOOD,
        blocks=tuple(replace(block, name="New") if block.id == "tell" else block for block in GOOD.blocks),
    )
    services.save_draft(workflow=workflow, definition=changed, by="tests", revision=1)
    assert dict(Block.objects.filter(version=draft_of(workflow)).values_list("key", "id")) == before
    assert draft_definition(workflow) == changed


def test_blocks_can_be_reordered_renamed_and_rejoined_at_once(workflow: Workflow) -> None:
    turned = drawing("start -> log", "log -> check", "check.false -> new")
    services.save_draft(workflow=workflow, definition=turned, by="tests", revision=1)
    assert draft_definition(workflow) == turned
    assert Edge.objects.filter(version=draft_of(workflow)).count() == 3


def test_there_is_one_draft(workflow: Workflow) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkflowVersion.objects.create(workflow=workflow, kind=VersionKind.DRAFT, name="x", checksum="x")


# --- publications


def test_publishing_freezes_the_draft_as_the_next_version(workflow: Workflow) -> None:
    first = services.publish(workflow=workflow, by="tests", note="First")
    assert (first.number, fresh(workflow).status, fresh(workflow).published) == (1, "active", first)
    services.save_draft(workflow=workflow, definition=BETTER, by="tests", revision=1)
    second = services.publish(workflow=workflow, by="tests")
    assert second.number == 2
    assert load_definition(first.id) == GOOD
    assert load_definition(second.id) == BETTER
    assert actions()[1:] == ["workflow.published", "workflow.published"]


def test_publishing_an_unchanged_draft_makes_no_version(workflow: Workflow) -> None:
    first = services.publish(workflow=workflow, by="tests")
    assert services.publish(workflow=workflow, by="tests") == first
    services.pause(workflow=workflow, by="tests")
    assert services.publish(workflow=workflow, by="tests") == first
    assert fresh(workflow).status == "active"
    assert workflow.versions.filter(kind="published").count() == 1


def test_numbers_go_on_after_a_restore(workflow: Workflow) -> None:
    services.publish(workflow=workflow, by="tests")
    services.save_draft(workflow=workflow, definition=BETTER, by="tests", revision=1)
    services.publish(workflow=workflow, by="tests")
    services.restore_version(workflow=workflow, ref="1", by="tests")
    assert services.publish(workflow=workflow, by="tests").number == 3


def test_a_draft_with_errors_is_not_published(workflow: Workflow) -> None:
    broken = drawing("check.true -> tell")
    services.save_draft(workflow=workflow, definition=broken, by="tests", revision=1)
    with pytest.raises(UnpublishableError, match="Nothing starts this workflow") as caught:
        services.publish(workflow=workflow, by="tests")
    assert [problem.code for problem in caught.value.problems] == ["NO_TRIGGER"]
    assert fresh(workflow).published is None


def test_pins_are_left_out_of_versions_and_are_no_change(workflow: Workflow) -> None:
    pinned = replace(
        GOOD, blocks=tuple(replace(block, is_pinned=True, pinned_output={"a": 1}) for block in GOOD.blocks)
    )
    first = services.publish(workflow=workflow, by="tests")
    services.save_draft(workflow=workflow, definition=pinned, by="tests", revision=1)
    assert draft_definition(workflow) == pinned
    assert services.publish(workflow=workflow, by="tests") == first
    assert load_definition(first.id) == GOOD


def test_publications_and_snapshots_do_not_change(workflow: Workflow) -> None:
    for version in (services.publish(workflow=workflow, by="tests"), services.snapshot_draft(workflow)):
        version.name = "Forged"
        with pytest.raises(FrozenVersionError):
            version.save()
        block, edge = version.blocks.first(), version.edges.first()
        assert block is not None
        assert edge is not None
        with pytest.raises(FrozenVersionError):
            block.save()
        with pytest.raises(FrozenVersionError):
            block.delete()
        with pytest.raises(FrozenVersionError):
            edge.save()
        with pytest.raises(FrozenVersionError):
            edge.delete()


def test_a_snapshot_is_made_once_per_content(workflow: Workflow) -> None:
    first = services.snapshot_draft(workflow)
    assert services.snapshot_draft(workflow) == first
    services.save_draft(workflow=workflow, definition=BETTER, by="tests", revision=1)
    second = services.snapshot_draft(workflow)
    assert second != first
    assert (load_definition(first.id), load_definition(second.id)) == (GOOD, BETTER)


def test_versions_are_found_by_their_names_within_their_workflow(workflow: Workflow, acme: Company) -> None:
    published, snapshot = services.publish(workflow=workflow, by="tests"), services.snapshot_draft(workflow)
    other = services.create_workflow(company_id=acme.id, definition=GOOD, by="tests")
    assert (version_ref(published), version_ref(snapshot)) == ("1", f"snap_{snapshot.id}")
    assert find_version(workflow=workflow, ref="1") == published
    assert find_version(workflow=workflow, ref=version_ref(snapshot)) == snapshot
    assert find_version(workflow=workflow, ref="draft") == draft_of(workflow)
    assert find_version(workflow=other, ref=version_ref(snapshot)) is None
    for ref in ("2", "0", "latest", "99999999999999999999", "²", f"snap_{published.id}"):
        assert find_version(workflow=workflow, ref=ref) is None
    with pytest.raises(UnknownVersionError):
        services.restore_version(workflow=workflow, ref="2", by="tests")


def test_loading_a_definition_takes_three_queries(workflow: Workflow, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    version_id = draft_of(workflow).id
    with django_assert_num_queries(3):
        load_definition(version_id)


# --- states


def test_the_ways_between_states(workflow: Workflow) -> None:
    with pytest.raises(RefusedError, match="never published"):
        services.pause(workflow=workflow, by="tests")
    with pytest.raises(RefusedError, match="never published"):
        services.resume(workflow=workflow, by="tests")
    services.publish(workflow=workflow, by="tests")
    assert services.pause(workflow=workflow, by="tests").status == "paused"
    assert services.pause(workflow=workflow, by="tests").status == "paused"
    assert services.resume(workflow=workflow, by="tests").status == "active"
    assert services.archive(workflow=workflow, by="tests").status == "archived"
    assert services.archive(workflow=workflow, by="tests").status == "archived"
    assert actions()[1:] == [
        "workflow.published",
        "workflow.paused",
        "workflow.resumed",
        "workflow.archived",
    ]


@pytest.mark.parametrize("publish_first", [True, False])
def test_an_archived_workflow_neither_changes_nor_runs_again(workflow: Workflow, publish_first: bool) -> None:
    if publish_first:
        services.publish(workflow=workflow, by="tests")
    services.archive(workflow=workflow, by="tests")
    for attempt in (
        lambda: services.publish(workflow=workflow, by="tests"),
        lambda: services.pause(workflow=workflow, by="tests"),
        lambda: services.resume(workflow=workflow, by="tests"),
        lambda: services.save_draft(workflow=workflow, definition=BETTER, by="tests"),
    ):
        with pytest.raises(RefusedError, match=r"archived|never published"):
            attempt()
    copy = services.duplicate(workflow=workflow, by="tests")
    assert (copy.status, copy.name) == ("draft", "W (copy)")
    assert draft_definition(copy).blocks == GOOD.blocks


def test_a_copy_of_the_longest_name_fits(acme: Company) -> None:
    long: Definition = replace(GOOD, name="x" * 255)
    workflow = services.create_workflow(company_id=acme.id, definition=long, by="tests")
    assert services.duplicate(workflow=workflow, by="tests").name == "x" * 248 + " (copy)"
