"""The page behind the link in an approval's mail: GET shows, POST decides, once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from runs import queue_facts
from runs.links import approval_link, read_approval_token
from runs.models import Approval, Run, Signal
from tests.runs.conftest import MakeWorkflow, fetch, reply, start, steps_of
from tests.runs.test_approvals import approval, decide, until_asked

pytestmark = pytest.mark.django_db(transaction=True)

FORM = {
    "type": "object",
    "properties": {
        "period": {"type": "string", "title": "Post to period", "enum": ["October", "November"]},
        "cost": {"type": "number", "title": "Cost", "description": "In euros."},
        "urgent": {"type": "boolean", "title": "Urgent"},
        "lines": {"type": "array", "title": "Lines"},
    },
    "required": ["period"],
}


@pytest.fixture
def client() -> Client:
    """A phone's browser: it has no session, and it checks CSRF."""
    return Client(enforce_csrf_checks=True)


def asked(make: MakeWorkflow, **config: Any) -> Approval:
    config = {
        "description": "Over <b>5,000</b>.\nAsk & decide.",
        "approvers": ["maya@acme.example"],
        **config,
    }
    ask = approval(**config)
    return until_asked(
        start(make("start -> ask", "ask.approved -> yes", ask=ask, yes=reply(1)), {"number": 41})
    )


def path_of(one: Approval, address: str = "maya@acme.example") -> str:
    return "/approve/" + approval_link(one.id, address).rpartition("/")[2]


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def send(client: Client, path: str, **fields: str) -> Any:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page(client, path))
    assert token
    names = {name.replace("__", "."): value for name, value in fields.items()}
    return client.post(path, {"csrfmiddlewaretoken": token[1], **names})


def test_get_shows_and_decides_nothing(make: MakeWorkflow, client: Client) -> None:
    one = asked(make)
    for _ in range(2):  # a mail scanner opens every link
        text = page(client, path_of(one))
    one.refresh_from_db()
    assert (one.status, Signal.objects.count()) == ("waiting", 0)
    assert "Post invoice 41?" in text
    assert "Over &lt;b&gt;5,000&lt;/b&gt;.<br>Ask &amp; decide." in text
    assert "You decide as maya@acme.example" in text
    assert "counts as rejected" in text
    assert "Acme" in text


def test_approving(make: MakeWorkflow, client: Client, run_to_end: Any) -> None:
    one = asked(make)
    path = path_of(one)  # once: the time is in it
    answer = send(client, path, decision="approve", comment="Matches PO 8817")
    assert (answer.status_code, answer["Location"]) == (302, path)
    text = page(client, path_of(one))
    assert "You approved this on " in text
    assert "Matches PO 8817" in text
    assert "<form" not in text
    run = run_to_end(type("A", (), {"run_id": one.run_id}))
    assert steps_of(run)["ask"].output["approvedBy"] == "maya@acme.example"


def test_the_link_works_once(make: MakeWorkflow, client: Client) -> None:
    one = asked(make)
    again = send(client, path_of(one), decision="reject")
    assert again.status_code == 302
    token = client.cookies["csrftoken"].value
    late = client.post(path_of(one), {"decision": "approve", "csrfmiddlewaretoken": token})
    assert late.status_code == 409
    assert "You rejected this on " in late.content.decode()
    one.refresh_from_db()
    assert one.status == "rejected"


def test_no_decision_is_none(make: MakeWorkflow, client: Client) -> None:
    """What Enter in a field sends."""
    one = asked(make)
    answer = send(client, path_of(one), comment="half a th")
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Choose Approve or Reject." in text
    assert 'value="half a th"' in text
    one.refresh_from_db()
    assert one.status == "waiting"


def test_without_the_token_of_the_form_nothing_is_decided(make: MakeWorkflow, client: Client) -> None:
    one = asked(make)
    assert client.post(path_of(one), {"decision": "approve"}).status_code == 403
    one.refresh_from_db()
    assert one.status == "waiting"


def test_the_form_is_asked_and_checked(make: MakeWorkflow, client: Client) -> None:
    one = asked(make, form=FORM)
    text = page(client, path_of(one))
    for label in ("Post to period", "Cost", "Urgent", "Lines", "In euros."):
        assert label in text
    wrong = send(client, path_of(one), decision="approve", form__cost="many")
    assert wrong.status_code == 400
    text = wrong.content.decode()
    assert "is a required property" in text
    assert 'value="many"' in text
    right = send(
        client, path_of(one), decision="approve", form__period="1", form__cost="12.5", form__urgent="on", form__lines="[1, 2]",
    )  # fmt: skip
    assert right.status_code == 302
    one.refresh_from_db()
    assert one.answers == {"period": "November", "cost": 12.5, "urgent": True, "lines": [1, 2]}


def test_a_link_that_was_changed_is_none(make: MakeWorkflow, client: Client) -> None:
    path = path_of(asked(make))
    for wrong in (path[:-1], path + "x", "/approve/x", path.replace(":", ".")):
        assert "This link does not work" in page(client, wrong, 404)


def test_a_link_is_for_its_address_and_its_approval(make: MakeWorkflow, client: Client) -> None:
    one = asked(make)
    assert read_approval_token(path_of(one).rpartition("/")[2]) == (one.id, "maya@acme.example")
    text = page(client, path_of(one, "somebody@else.example"), 403)
    assert "Only maya@acme.example may decide this." in text
    assert "<form" not in text


def test_four_eyes_hold_on_the_page_too(make: MakeWorkflow, client: Client) -> None:
    workflow = make("start -> ask", ask=approval(approvers=["maya@acme.example"], fourEyes=True))
    one = until_asked(start(workflow, started_by="maya@acme.example"))
    assert "Somebody else has to" in page(client, path_of(one), 403)


def test_whoever_was_deactivated_decides_nothing(make: MakeWorkflow, client: Client, ada: Any) -> None:
    one = asked(make, approvers=["ada@acme.example"])
    page(client, path_of(one, "ada@acme.example"))
    ada.is_active = False
    ada.save()
    page(client, path_of(one, "ada@acme.example"), 404)


def test_too_late(make: MakeWorkflow, client: Client) -> None:
    one = asked(make)
    path = path_of(one)
    Approval.objects.update(expires_at_ms=queue_facts.clock_ms() - 1)
    text = page(client, path)
    assert "Nobody answered in time" in text
    assert "<form" not in text


def test_the_run_was_cancelled(make: MakeWorkflow, client: Client, run_to_end: Any) -> None:
    one = asked(make)
    Run.objects.update(cancel_requested_by="Ada", ready=True)
    run_to_end(type("A", (), {"run_id": one.run_id}))
    assert "before anybody decided" in page(client, path_of(one))
    assert fetch(one.run_id).status == "cancelled"


def test_somebody_was_quicker_while_the_page_was_open(make: MakeWorkflow, client: Client) -> None:
    one = asked(make, approvers=["maya@acme.example", "ben@acme.example"])
    path = path_of(one)
    page(client, path)
    decide(one, "ben@acme.example", approved=False)
    token = client.cookies["csrftoken"].value
    late = client.post(path, {"decision": "approve", "csrfmiddlewaretoken": token})
    assert late.status_code == 409
    assert "ben@acme.example has rejected this already" in late.content.decode()


def test_nothing_of_it_is_kept_by_the_browser(make: MakeWorkflow, client: Client) -> None:
    answer = client.get(path_of(asked(make)))
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
