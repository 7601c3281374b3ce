"""Slack: channels, people and messages. Errors come with status 200 and `ok: false`."""

from __future__ import annotations

import re

from provider_sandbox.world import Answer, Call, Record, Records, World, page_of

HOST = re.compile(r"(?:files\.)?slack\.com")
_NAMES = ("general", "sales", "finance", "billing", "support")
_PEOPLE = ("Ada Lovelace", "Grace Hopper", "Alan Turing")


def answer(call: Call, world: World) -> Answer | None:
    if call.host == "files.slack.com":
        return Answer(f"OK - {len(call.body)}".encode(), 200, {"Content_Type": "text/plain"})
    method = call.path.removeprefix("/api/")
    given = {**call.query, **(call.json if "json" in call.headers.get("content-type", "") else call.form)}
    channels = world.records("slack", call.account, "channels", _channels)
    people = world.records("slack", call.account, "users", _users)
    match method:
        case "conversations.list":
            wanted = str(given.get("types") or "public_channel").split(",")
            kinds = {"public_channel": False, "private_channel": True}
            shown = [
                each for each in channels.values() if each["is_private"] in {kinds.get(k) for k in wanted}
            ]
            return _page(shown, "channels", given)
        case "users.list":
            return _page(list(people.values()), "members", given)
        case "users.lookupByEmail" | "users.info":
            person = next(
                (
                    each
                    for each in people.values()
                    if given.get("user") == each["id"] or given.get("email") == each["profile"]["email"]
                ),
                None,
            )
            return _ok(user=person) if person else _error("users_not_found")
        case "conversations.create":
            channel = _channel(
                world.number(), str(given.get("name")), is_private=bool(given.get("is_private"))
            )
            channels[channel["id"]] = channel
            return _ok(channel=channel)
        case "chat.postMessage" | "chat.postEphemeral" | "chat.scheduleMessage":
            return _post(given, channels, world, call.account)
        case "chat.update" | "chat.delete":
            return _ok(channel=given.get("channel"), ts=given.get("ts"), text=given.get("text"))
        case "conversations.history" | "conversations.replies":
            said = world.records("slack", call.account, "messages")
            mine = [each for each in said.values() if each["channel"] == given.get("channel")]
            return _page(mine[::-1], "messages", given)
        case "chat.getPermalink":
            place = f"{given.get('channel')}/{given.get('message_ts')}"
            return _ok(channel=given.get("channel"), permalink=f"https://slack.example/{place}")
        case "conversations.invite":
            found = channels.get(str(given.get("channel")))
            return _ok(channel=found) if found else _error("channel_not_found")
        case "conversations.open":
            users = str(given.get("users") or "").split(",")
            unknown = [each for each in users if each not in people]
            return _error("user_not_found") if unknown else _ok(channel={"id": f"D{users[0][1:]}"})
        case "files.getUploadURLExternal":
            if not given.get("filename") or not given.get("length"):
                return _error("invalid_arguments")
            id = f"F{world.number():08d}"
            world.records("slack", call.account, "files")[id] = {"id": id, "name": given["filename"]}
            return _ok(upload_url=f"https://files.slack.com/upload/v1/{id}", file_id=id)
        case "files.completeUploadExternal":
            kept = world.records("slack", call.account, "files")
            files = [kept[each["id"]] for each in given.get("files") or [] if each["id"] in kept]
            return _ok(files=files) if files else _error("file_not_found")
        case "views.open" | "views.publish" | "reactions.add" | "reactions.remove" | "conversations.archive":
            return _ok()
    return None


def _post(given: Record, channels: Records, world: World, account: int) -> Answer:
    wanted = str(given.get("channel") or "").removeprefix("#")
    channel = next((each for each in channels.values() if wanted in (each["id"], each["name"])), None)
    if channel is None and not wanted.startswith("U"):
        return _error("channel_not_found")
    if not given.get("text") and not given.get("blocks") and not given.get("attachments"):
        return _error("no_text")
    ts = f"1790000000.{world.number():06d}"
    message = {
        "type": "message",
        "text": given.get("text"),
        "ts": ts,
        "channel": (channel or {}).get("id", wanted),
    }
    world.records("slack", account, "messages")[ts] = message
    return _ok(channel=message["channel"], ts=ts, message=message)


def _page(items: list[Record], name: str, given: Record) -> Answer:
    size = min(int(given.get("limit") or 100), 1000)
    shown, following = page_of(items, int(given.get("cursor") or 0), size)
    cursor = "" if following is None else str(following)
    return Answer({"ok": True, name: shown, "response_metadata": {"next_cursor": cursor}})


def _ok(**more: object) -> Answer:
    return Answer({"ok": True, **more})


def _error(code: str) -> Answer:
    return Answer({"ok": False, "error": code})


def _channel(number: int, name: str, *, is_private: bool = False) -> Record:
    return {
        "id": f"C{number:08d}",
        "name": name,
        "is_private": is_private,
        "is_member": number < 4,
        "num_members": 3 * number % 50,
    }


def _channels() -> Records:
    """More than fit one page, as in a company that has grown."""
    names = [*_NAMES, *(f"project-{number:04d}" for number in range(1, 1200))]
    made = [_channel(number, name) for number, name in enumerate(names, 1)]
    made.append(_channel(9001, "board", is_private=True))
    return {each["id"]: each for each in made}


def _users() -> Records:
    people = {}
    for number, name in enumerate(_PEOPLE, 1):
        handle = name.split(maxsplit=1)[0].lower()
        people[f"U{number:08d}"] = {
            "id": f"U{number:08d}",
            "name": handle,
            "real_name": name,
            "profile": {"email": f"{handle}@team.example"},
        }
    return people
