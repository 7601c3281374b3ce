"""The endpoints, through the real doors: what they answer, and to whom."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Company, User
from tests.conftest import API, KeyClient, data_of, error_of
from tests.workflows import legacy_examples
from tests.workflows.drawings import document
from workflows.models import Block, Workflow

pytestmark = pytest.mark.django_db

GOOD = document("start -> check", "check.true -> tell", "check.false -> log", name="Good")
BROKEN = document("check.true -> tell", name="Broken")
UNKNOWN = "wf_01890000-0000-7000-8000-000000000000"

Json = dict[str, Any]
SignIn = Callable[..., APIClient]


class Client:
    """A signed-in person, in JSON."""

    def __init__(self, http: APIClient) -> None:
        self.http = http

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return (
            getattr(self.http, method)(f"{API}{path}", body, format="json")
            if method != "get"
            else self.get(path)
        )

    def get(self, path: str, **query: Any) -> Any:
        return self.http.get(f"{API}{path}", query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.send("post", path, body if body is not None else {})

    def put(self, path: str, body: Any) -> Any:
        return self.send("put", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self.send("patch", path, body)

    def create(self, body: Json | None = None) -> Json:
        made: Json = data_of(self.post("/workflows", body or GOOD), 201)
        return made


@pytest.fixture
def client(as_: SignIn, ada: User) -> Client:
    return Client(as_(ada))


@pytest.fixture
def made(client: Client) -> Json:
    return client.create()


@pytest.fixture
def url(made: Json) -> str:
    return f"/workflows/{made['id']}"


# --- create and read


def test_a_workflow_is_created_as_a_draft(client: Client) -> None:
    made = client.create()
    assert made["id"].startswith("wf_")
    assert (made["status"], made["revision"], made["version"], made["publishedVersion"]) == (
        "draft",
        1,
        0,
        None,
    )
    assert made["blocks"] == GOOD["blocks"]
    assert made["edges"] == GOOD["edges"]
    assert made["hasUnpublishedChanges"] is True
    assert made["trigger"] == {"type": "api", "blockId": "start", "name": "Start"}
    assert data_of(client.get(f"/workflows/{made['id']}")) == made


def test_a_bare_uuid_will_do_as_an_id(client: Client, made: Json) -> None:
    assert data_of(client.get(f"/workflows/{made['id'].removeprefix('wf_')}"))["id"] == made["id"]


def test_the_older_form_is_accepted_and_never_stored(client: Client) -> None:
    made = client.create(legacy_examples.BRANCHES)
    assert "steps" not in made
    assert [block["id"] for block in made["blocks"]][:2] == ["trigger", "check-amount"]
    assert data_of(client.post(f"/workflows/{made['id']}/activate"))["status"] == "active"
    again = data_of(client.put(f"/workflows/{made['id']}", {**legacy_examples.EXPRESSION, "revision": 1}))
    assert [block["id"] for block in again["blocks"]] == ["trigger", "is-usd", "mail"]


def test_a_definition_that_cannot_be_read_names_the_places(client: Client) -> None:
    error = error_of(
        client.post("/workflows", {"name": "W", "blocks": [{"id": "a", "type": "echo", "channel": "#a"}]}),
        400,
        "VALIDATION_ERROR",
    )
    assert error["details"] == [
        {"path": "blocks.0.channel", "message": "“channel” is not a field of a block."}
    ]
    error_of(client.post("/workflows", []), 400, "VALIDATION_ERROR")


# --- list


def test_the_list_shows_what_a_row_needs(client: Client, made: Json) -> None:
    response = client.get("/workflows")
    [item] = data_of(response)
    assert item == {key: made[key] for key in item}
    assert item["blockTypes"] == ["trigger.api", "condition", "transform", "transform"]
    assert item["lastRun"] is None
    assert set(item["stats"]) == {"days", "completedShare", "perDay"}
    assert response.json()["meta"] == {
        "cursor": None,
        "hasMore": False,
        "counts": {"all": 1, "active": 0, "paused": 0, "draft": 1, "archived": 0},
    }


def test_the_list_is_filtered_searched_and_counted(client: Client) -> None:
    for name, description in (("Invoices", ""), ("Dunning", "late invoices"), ("100%", ""), ("Old", "")):
        client.create({**GOOD, "name": name, "description": description})
    ids = {item["name"]: item["id"] for item in data_of(client.get("/workflows"))}
    data_of(client.post(f"/workflows/{ids['Invoices']}/activate"))
    data_of(client.http.delete(f"{API}/workflows/{ids['Old']}"))

    def names(**query: Any) -> list[str]:
        return sorted(item["name"] for item in data_of(client.get("/workflows", **query)))

    assert names() == ["100%", "Dunning", "Invoices"]
    assert names(search="INVOICE") == ["Dunning", "Invoices"]
    assert names(search="%") == ["100%"]
    assert names(status="active") == ["Invoices"]
    assert names(status="active,archived") == ["Invoices", "Old"]
    assert names(status="all") == ["100%", "Dunning", "Invoices", "Old"]
    counts = client.get("/workflows", search="invoice").json()["meta"]["counts"]
    assert counts == {"all": 2, "active": 1, "paused": 0, "draft": 1, "archived": 0}
    error_of(client.get("/workflows", status="running"), 400, "VALIDATION_ERROR")


def test_pages_hold_every_workflow_once(client: Client) -> None:
    names = [client.create({**GOOD, "name": f"W{number}"})["name"] for number in range(5)]
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        response = client.get("/workflows", limit=2, cursor=cursor)
        seen += [item["name"] for item in data_of(response)]
        cursor = response.json()["meta"]["cursor"] or ""
    assert seen == names[::-1]
    assert cursor == ""
    error_of(client.get("/workflows", cursor="bm8="), 400, "VALIDATION_ERROR")


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        client.create({**GOOD, "name": f"W{number}"})
    with django_assert_max_num_queries(11):
        client.get("/workflows")


# --- write


def test_put_saves_with_a_revision(client: Client, made: Json, url: str) -> None:
    changed = {**made, "description": "New"}
    saved = data_of(client.put(url, changed))
    assert (saved["revision"], saved["description"], saved["previousDraft"]) == (2, "New", None)


def test_a_stale_put_is_refused_with_both_sides(client: Client, made: Json, url: str) -> None:
    client.put(url, {**made, "description": "Theirs"})
    response = client.put(url, {**made, "description": "Mine"})
    error_of(response, 409, "CONFLICT")
    current = response.json()["data"]["current"]
    assert (current["description"], current["revision"]) == ("Theirs", 2)
    assert data_of(client.get(url)) == current


def test_a_put_without_a_revision_keeps_the_draft_before(client: Client, url: str) -> None:
    replaced = data_of(client.put(url, {**GOOD, "name": "Other"}))
    assert replaced["previousDraft"].startswith("snap_")
    assert data_of(client.get(f"{url}/versions/{replaced['previousDraft']}"))["name"] == "Good"
    restored = data_of(client.post(f"{url}/versions/{replaced['previousDraft']}/restore"))
    assert restored["name"] == "Good"
    kept = data_of(client.get(f"{url}/versions", snapshots="true"))
    assert {item["version"] for item in kept} == {replaced["previousDraft"], restored["previousDraft"]}
    assert data_of(client.get(f"{url}/versions")) == []


def test_patch_changes_what_was_sent(client: Client, made: Json, url: str) -> None:
    saved = data_of(client.patch(url, {"name": "Renamed", "revision": 1}))
    assert (saved["name"], saved["revision"], saved["blocks"]) == ("Renamed", 2, made["blocks"])
    error_of(client.patch(url, {"name": "Stale", "revision": 1}), 409, "CONFLICT")
    assert (
        "blocks.0.type" in error_of(client.patch(url, {"blocks": [{"id": "a"}]}), 400)["details"][0]["path"]
    )
    assert data_of(client.patch(url, {"inputSchema": {"type": "object"}}))["inputSchema"] == {
        "type": "object"
    }
    assert data_of(client.patch(url, {"inputSchema": None}))["inputSchema"] is None
    error_of(client.patch(url, {"blocks": None}), 400, "VALIDATION_ERROR")
    older = data_of(client.patch(url, {"trigger": {"type": "api"}, "steps": [], "variables": {"a": 1}}))
    assert ([block["id"] for block in older["blocks"]], older["name"]) == (["trigger"], "Renamed")


@pytest.mark.parametrize("revision", ["1", 1.5, True, []])
def test_a_revision_is_a_whole_number(client: Client, made: Json, url: str, revision: Any) -> None:
    assert error_of(client.put(url, {**made, "revision": revision}), 400)["details"][0]["path"] == "revision"


# --- publish and states


def test_activate_publishes_the_next_version(client: Client, url: str) -> None:
    live = data_of(client.post(f"{url}/activate", {"note": "First"}))
    assert (live["status"], live["version"], live["publishedVersion"]) == ("active", 1, 1)
    assert live["hasUnpublishedChanges"] is False
    assert data_of(client.post(f"{url}/activate"))["version"] == 1
    changed = data_of(client.patch(url, {"description": "New", "revision": 1}))
    assert (changed["version"], changed["hasUnpublishedChanges"]) == (1, True)
    assert data_of(client.post(f"{url}/activate"))["version"] == 2
    assert [(item["version"], item["live"], item["note"], item["author"]) for item in data_of(client.get(f"{url}/versions"))] == [
        (2, True, "", "Ada"), (1, False, "First", "Ada"),
    ]  # fmt: skip


def test_activate_refuses_a_draft_with_errors(client: Client) -> None:
    made = client.create(BROKEN)
    error = error_of(client.post(f"/workflows/{made['id']}/activate"), 400, "VALIDATION_ERROR")
    [detail] = error["details"]
    assert (detail["path"], detail["code"], detail["blockId"]) == ("blocks", "NO_TRIGGER", None)
    problems = data_of(client.get(f"/workflows/{made['id']}/problems"))
    assert problems == error["details"]


def test_pause_resume_and_archive(client: Client, url: str) -> None:
    error_of(client.post(f"{url}/pause"), 409, "CONFLICT")
    error_of(client.post(f"{url}/resume"), 409, "CONFLICT")
    data_of(client.post(f"{url}/activate"))
    assert data_of(client.post(f"{url}/pause"))["status"] == "paused"
    assert data_of(client.post(f"{url}/resume"))["status"] == "active"
    assert data_of(client.post(f"{url}/archive"))["status"] == "archived"
    assert data_of(client.http.delete(f"{API}{url}"))["status"] == "archived"
    for action in ("activate", "pause", "resume"):
        error_of(client.post(f"{url}/{action}"), 409, "CONFLICT")
    error_of(client.patch(url, {"name": "X"}), 409, "CONFLICT")
    assert data_of(client.get(url))["status"] == "archived"


def test_duplicate(client: Client, made: Json, url: str) -> None:
    copy = data_of(client.post(f"{url}/duplicate"), 201)
    assert (copy["name"], copy["status"], copy["blocks"]) == ("Good (copy)", "draft", made["blocks"])
    assert copy["id"] != made["id"]
    assert data_of(client.post(f"{url}/duplicate", {"name": "Mine"}), 201)["name"] == "Mine"


# --- check


def test_validate_checks_any_form_without_saving(client: Client) -> None:
    assert data_of(client.post("/workflows/validate", {"definition": GOOD})) == {
        "valid": True,
        "problems": [],
    }
    assert data_of(client.post("/workflows/validate", GOOD))["valid"] is True
    assert (
        data_of(client.post("/workflows/validate", {"definition": legacy_examples.BRANCHES}))["valid"] is True
    )
    broken = data_of(client.post("/workflows/validate", {"definition": BROKEN}))
    assert (broken["valid"], [problem["code"] for problem in broken["problems"]]) == (False, ["NO_TRIGGER"])
    unreadable = data_of(client.post("/workflows/validate", {"definition": {"name": "W", "x": 1}}))
    assert unreadable["valid"] is False
    assert unreadable["problems"][0]["path"] == "x"
    assert not Workflow.objects.exists()


# --- versions


def test_versions_are_read_restored_and_compared(client: Client, made: Json, url: str) -> None:
    data_of(client.post(f"{url}/activate"))
    data_of(
        client.put(
            url, {**made, "description": "New", "blocks": made["blocks"][:-1], "edges": made["edges"][:-1]}
        )
    )
    first = data_of(client.get(f"{url}/versions/1"))
    assert first["blocks"] == made["blocks"]
    assert (first["version"], first["live"]) == (1, True)
    found = data_of(client.get(f"{url}/versions/1/diff/draft"))
    assert found["blocks"] == [{"id": "log", "name": "Log", "change": "removed", "fields": []}]
    assert found["edges"]["removed"] == [made["edges"][-1]]
    assert found["settings"] == [{"path": "description", "before": "", "after": "New"}]
    restored = data_of(client.post(f"{url}/versions/1/restore"))
    assert restored["blocks"] == made["blocks"]
    assert restored["hasUnpublishedChanges"] is False
    for path in ("versions/2", "versions/latest", "versions/1/diff/9", "versions/snap_x"):
        error_of(client.get(f"{url}/{path}"), 404, "NOT_FOUND")
    error_of(client.post(f"{url}/versions/2/restore"), 404, "NOT_FOUND")


def test_an_earlier_version_is_live_again_and_the_draft_stays(client: Client, made: Json, url: str) -> None:
    data_of(client.post(f"{url}/activate"))
    data_of(client.put(url, {**made, "description": "New"}))
    assert data_of(client.post(f"{url}/activate"))["version"] == 2
    back = data_of(client.post(f"{url}/versions/1/activate"))
    assert (back["publishedVersion"], back["description"], back["hasUnpublishedChanges"]) == (1, "New", True)
    assert [one["live"] for one in data_of(client.get(f"{url}/versions"))] == [False, True]
    assert data_of(client.post(f"{url}/versions/1/activate"))["publishedVersion"] == 1
    # What is published next gets a number of its own.
    assert data_of(client.post(f"{url}/activate"))["version"] == 3
    for ref in ("9", "draft", "latest"):
        error_of(client.post(f"{url}/versions/{ref}/activate"), 404, "NOT_FOUND")


def test_a_version_that_cannot_run_any_more_does_not_come_back(client: Client, made: Json, url: str) -> None:
    data_of(client.post(f"{url}/activate"))
    data_of(client.put(url, {**made, "description": "New"}))
    data_of(client.post(f"{url}/activate"))
    Block.objects.filter(version__number=1, key="log").update(type="gone")
    error = error_of(client.post(f"{url}/versions/1/activate"), 400, "VALIDATION_ERROR")
    assert error["details"][0]["code"] == "UNKNOWN_TYPE"


# --- files


def test_a_workflow_travels_as_a_file(client: Client, made: Json, url: str) -> None:
    response = client.get(f"{url}/export")
    file = data_of(response)
    assert response.headers["Content-Disposition"] == 'attachment; filename="good.headrace.json"'
    assert file["headrace"] == 1
    imported = data_of(client.post("/workflows/import", file), 201)
    assert (imported["blocks"], imported["status"], imported["missing"]) == (made["blocks"], "draft", [])
    assert data_of(client.post("/workflows/import", response.json()), 201)["blocks"] == made["blocks"]
    names = {workflow["name"] for workflow in data_of(client.get("/workflows"))}
    assert names >= {made["name"], f"{made['name']} (2)", f"{made['name']} (3)"}, (
        "two of one name cannot be told apart"
    )


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ({"a": 1}, "no workflow of Headrace"),
        ({"name": "x", "nodes": [{"type": "n8n-nodes-base.set"}], "connections": {}}, "a workflow of n8n"),
        ({"blocks": [], "nodes": []}, "“nodes” is not a field"),
    ],
)
def test_a_file_of_something_else(client: Client, file: Json, words: str) -> None:
    assert words in error_of(client.post("/workflows/import", file), 400, "VALIDATION_ERROR")["message"]


def test_an_import_says_what_is_missing(client: Client) -> None:
    imported = data_of(client.post("/workflows/import", legacy_examples.SLACK_QUESTION), 201)
    assert {problem["code"] for problem in imported["missing"]} == {"SIGNING_SECRET_MISSING"}
    error_of(client.post("/workflows/import", {"headrace": 9}), 400, "VALIDATION_ERROR")


def test_the_catalogue_is_sent_packed_and_once(client: Client) -> None:
    plain = client.get("/blocks")
    packed = client.http.get(f"{API}/blocks", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Cache-Control"] == "private, no-cache"
    again = client.http.get(f"{API}/blocks", headers={"if-none-match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_catalogue(client: Client) -> None:
    blocks = {item["type"]: item for item in data_of(client.get("/blocks"))}
    assert {
        "trigger.api",
        "condition",
        "switch",
        "transform",
        "set-variable",
        "http",
        "wait",
        "response",
        "stop",
    } <= set(blocks)
    assert blocks["condition"]["outputs"] == [{"id": "true", "label": "Yes"}, {"id": "false", "label": "No"}]
    assert blocks["trigger.api"]["isTrigger"] is True


# --- who may


READS = ["", "/problems", "/export", "/versions", "/versions/1", "/versions/1/diff/draft"]
WRITES: list[tuple[str, str, Any]] = [
    ("put", "", GOOD),
    ("patch", "", {"description": "x"}),
    ("post", "/activate", {}),
    ("post", "/pause", {}),
    ("post", "/resume", {}),
    ("post", "/duplicate", {}),
    ("post", "/versions/1/restore", {}),
    ("post", "/versions/1/activate", {}),
    ("post", "/archive", {}),
    ("delete", "", None),
]
COMPANY_READS: list[tuple[str, str, Any]] = [
    ("get", "/workflows", None),
    ("get", "/blocks", None),
    ("post", "/workflows/validate", GOOD),
]
COMPANY_WRITES: list[tuple[str, str, Any]] = [
    ("post", "/workflows", GOOD),
    ("post", "/workflows/import", GOOD),
]


@pytest.fixture
def live(client: Client, url: str) -> str:
    data_of(client.post(f"{url}/activate"))
    return url


def test_editors_read_and_write(as_: SignIn, ben: User, live: str) -> None:
    http = Client(as_(ben))
    for path in READS:
        data_of(http.get(live + path))
    for method, path, body in WRITES:
        assert http.send(method, live + path, body).status_code in (200, 201), path
    for method, path, body in [*COMPANY_READS, *COMPANY_WRITES]:
        assert http.send(method, path, body).status_code in (200, 201), path


def test_viewers_read_and_do_not_write(as_: SignIn, vera: User, live: str) -> None:
    http = Client(as_(vera))
    for path in READS:
        data_of(http.get(live + path))
    for method, path, body in COMPANY_READS:
        data_of(http.send(method, path, body))
    before = AuditEvent.objects.count()
    for method, path, body in [
        *((method, live + path, body) for method, path, body in WRITES),
        *COMPANY_WRITES,
    ]:
        error_of(http.send(method, path, body), 403, "FORBIDDEN")
    assert AuditEvent.objects.count() == before


def test_other_companies_find_nothing(as_: SignIn, mallory: User, live: str) -> None:
    http = Client(as_(mallory))
    before = AuditEvent.objects.count()
    for path in READS:
        mine = error_of(http.get(live + path), 404, "NOT_FOUND")
        assert mine == error_of(http.get(f"/workflows/{UNKNOWN}{path}"), 404)
    for method, path, body in WRITES:
        error_of(http.send(method, live + path, body), 404, "NOT_FOUND")
    assert AuditEvent.objects.count() == before
    assert data_of(http.get("/workflows")) == []
    assert http.get("/workflows").json()["meta"]["counts"]["all"] == 0


def test_nobody_gets_nothing(nobody: APIClient, live: str) -> None:
    http = Client(nobody)
    for method, path, body in [
        *(("get", live + path, None) for path in READS),
        *((method, live + path, body) for method, path, body in WRITES),
        *COMPANY_READS,
        *COMPANY_WRITES,
    ]:
        error_of(http.send(method, path, body), 401, "UNAUTHENTICATED")


def test_keys_do_what_their_scopes_say(key_client: KeyClient, rival: Company, live: str) -> None:
    reader = Client(key_client(scopes=["workflows:read"]))
    data_of(reader.get(live))
    assert "workflows:write" in error_of(reader.post(f"{live}/pause"), 403, "FORBIDDEN")["message"]
    writer = Client(key_client(scopes=["workflows:write"]))
    assert data_of(writer.post(f"{live}/pause"))["status"] == "paused"
    error_of(writer.get(live), 403, "FORBIDDEN")
    error_of(Client(key_client(company=rival)).get(live), 404, "NOT_FOUND")


@pytest.mark.parametrize(
    "bad", ["wf_", "wf_x", "run_01890000-0000-7000-8000-000000000000", "%00", "1", "wf_" + "9" * 400]
)
def test_ids_that_are_none_are_not_found(client: Client, bad: str) -> None:
    assert client.get(f"/workflows/{bad}").status_code in (400, 404)
    error_of(client.post(f"/workflows/{bad.replace('%00', 'x')}/activate"), 404)


def test_acts_are_in_the_audit_log(client: Client, url: str) -> None:
    client.post(f"{url}/activate")
    client.post(f"{url}/pause")
    events = AuditEvent.objects.filter(target=url.removeprefix("/workflows/")).order_by("at", "id")
    assert [(event.actor, event.action, event.ip) for event in events] == [
        ("ada@acme.example", "workflow.created", "127.0.0.1"),
        ("ada@acme.example", "workflow.published", "127.0.0.1"),
        ("ada@acme.example", "workflow.paused", "127.0.0.1"),
    ]
