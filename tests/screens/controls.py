"""Pressing one control after the other on a screen, each from the screen's fresh state, and seeing that something comes of it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ElementHandle, Error, Page

from tests.screens.screens import SETTLED, Screen, open_screen

SCRIPT = Path(__file__).with_name("controls.js")
#: Of many controls of one kind, such as those of the rows of a table, so many are pressed.
OF_A_KIND = 2
EFFECT_MS = 8_000
#: Screens that listen to the clock or to a socket are never quiet for long.
QUIET_MS = 3_000
#: They end what other screens show; `test_every_control.py` presses them on things of their own.
ENDING = ("Reject", "Cancel run", "Sign out")
#: The words of a dialog that takes away what the other tests look at; `test_final_controls.py` confirms them on things of its own.
FINAL = ("Archive", "Delete", "Disconnect", "Discard", "Remove", "Restore", "Revoke", "Roll back", "Switch")
DIALOG = "[role=dialog]"
#: A menu, what it offers, and the dialog that this opens.
DEEPEST = 2


@dataclass
class Screened:
    """One screen under the hand: its page, and what went wrong on it."""

    page: Page
    screen: Screen
    root: str
    without: str
    wrong: list[str] = field(default_factory=list)
    #: The titles of dialogs that were gone into: each is pressed through once, wherever else it opens.
    known: set[str] = field(default_factory=set)
    pressed: int = 0
    reloads: int = 0

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        self.page.on("console", lambda message: self._console(message.type, message.text))
        self.page.on(
            "response",
            lambda answer: (
                self.wrong.append(f"{answer.status} of {answer.url}") if answer.status >= 500 else None
            ),
        )
        self.page.on("popup", lambda popup: popup.close())
        self.page.on("filechooser", lambda _: None)  # answered with nothing, instead of a window
        self.page.on(
            "dialog", lambda dialog: dialog.accept()
        )  # "Leave the page?", where something is unsaved

    def _console(self, kind: str, text: str) -> None:
        # The browser's own line for a 4xx; those of 5xx are counted by their answers.
        if kind == "error" and "Failed to load resource" not in text:
            self.wrong.append(f"console: {text}")

    def fresh(self) -> None:
        self.reloads += 1
        open_screen(self.page, self.screen)
        self.quiet()
        self.page.evaluate("() => { window.headraceFresh = window.headraceSaid(); }")

    def quiet(self) -> None:
        with contextlib.suppress(Error):
            self.page.wait_for_function("() => window.headraceQuiet()", timeout=QUIET_MS, polling=40)

    def listed(self, root: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(
            "(asked) => window.headraceList(...asked)", [root, self.without, OF_A_KIND]
        )
        left_out = (*ENDING, *FINAL) if root == DIALOG else ENDING
        return [control for control in found if not control["base"].split("] ", 1)[1].startswith(left_out)]

    def press_all(self) -> list[str]:
        """Presses what is there, and in menus what they offer. The complaints: each says which control and why."""
        self.fresh()
        complaints: list[str] = []
        for control in self.listed(self.root):
            complaints += self._press(control, [])
        return complaints

    def _walk(self, way: list[dict[str, Any]]) -> bool:
        return all(self._click(step) for step in way)

    def _press(self, control: dict[str, Any], way: list[dict[str, Any]]) -> list[str]:
        """Presses one control, after those of the way to it, and goes back to the fresh screen."""
        name = " > ".join(step["base"] for step in [*way, control])
        self.wrong.clear()
        if not self._walk(way):
            self.fresh()  # what the press before it led to may have come late
            if not self._walk(way):
                return [f"{name}: the menu did not open a second time"]
        if not (element := self._find(control)):
            self.fresh()
            self._walk(way)
            if not (element := self._find(control)):
                return []  # it was there once only: something else that was pressed took it away for good
        try:
            came = self._act(element)
        except Error as error:
            self.fresh()
            return [f"{name}: cannot be pressed: {str(error).splitlines()[0]}"]
        self.pressed += 1
        complaints = [f"{name}: {each}" for each in self.wrong]
        if not came:
            complaints.append(f"{name}: nothing came of it")
        items = self._offers(len(way)) if came else []
        self._restore()
        for item in items:
            complaints += self._press(item, [*way, control])
        return complaints

    def _find(self, control: dict[str, Any]) -> ElementHandle | None:
        return self.page.evaluate_handle("(control) => window.headraceFind(control)", control).as_element()

    def _click(self, control: dict[str, Any]) -> bool:
        element = self._find(control)
        return element is not None and self._act(element)

    def _act(self, element: ElementHandle) -> bool:
        """True when something came of it: a request, an address, a file, or the page says something else."""
        element.scroll_into_view_if_needed(timeout=EFFECT_MS)
        element.hover(timeout=EFFECT_MS)
        self.quiet()
        self.page.evaluate("() => window.headraceMark()")
        if element.evaluate("(element) => element instanceof HTMLSelectElement"):
            element.select_option(
                index=element.evaluate(
                    "(one) => [...one.options].findIndex((option, at) => at !== one.selectedIndex && !option.disabled)"
                )
            )
        else:
            element.click(timeout=EFFECT_MS, no_wait_after=True)
        try:
            self.page.wait_for_function("() => window.headraceHappened()", timeout=EFFECT_MS, polling=40)
        except Error:
            return False
        self.page.wait_for_load_state("load")
        self.quiet()
        return True

    def _offers(self, depth: int) -> list[dict[str, Any]]:
        """What a menu or a dialog that has opened has to press."""
        if self.page.locator("[role=menu]").count():
            return [] if depth else self.listed("[role=menu]")
        title = self.page.locator(DIALOG).get_by_role("heading").first
        if self.screen.press or depth >= DEEPEST or not title.count():
            return []
        name = re.sub(r"“.*?”|\d+", "…", title.inner_text())
        if name in self.known:
            return []
        self.known.add(name)
        return self.listed(DIALOG)

    def _restore(self) -> None:
        """As cheap as it goes: closed by a key, gone back, or loaded anew."""
        wrote = self.page.evaluate(
            "() => window.headraceBefore === undefined || window.headraceControls.writes > 0"
        )
        if not wrote and self.page.evaluate("() => history.length > window.headraceControls.history"):
            self.page.go_back()
            self.page.wait_for_load_state("load")
            self.quiet()
            if self._is_fresh():
                return
        elif not wrote:
            self.page.keyboard.press("Escape")
            self.quiet()
            if self._is_fresh():
                return
        if self._again():
            return
        self.fresh()

    def _again(self) -> bool:
        """The screen anew without loading the studio anew; not for pages that are no studio, nor after leaving it."""
        if self.screen.press or self.page.evaluate("() => window.headraceBefore === undefined"):
            return False
        with contextlib.suppress(Error):
            if self.page.evaluate("(path) => window.headraceAgain(path)", self.screen.path):
                self.page.wait_for_function(SETTLED)
                self.quiet()
                self.page.evaluate("() => { window.headraceFresh = window.headraceSaid(); }")
                return True
        return False

    def _is_fresh(self) -> bool:
        return bool(self.page.evaluate("() => window.headraceSaid() === window.headraceFresh"))


@contextlib.contextmanager
def screened(
    context: BrowserContext, screen: Screen, root: str, without: str, known: set[str]
) -> Iterator[Screened]:
    context.add_init_script(path=SCRIPT)
    page = context.new_page()
    yield Screened(page, screen, root, without, known=known)
    page.close()
