"""The forms of the pages around signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User


class PlainForm(forms.Form):
    """No colons, no HTML5 bubbles in the browser's own words; fields that are wrong say so to screen readers."""

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def _email(**attributes: str) -> forms.EmailField:
    return forms.EmailField(
        label="Email",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "inputmode": "email", **attributes}),
        error_messages={
            "required": "Give your email address.",
            "invalid": "This is not an email address; it needs a name, an @ and a domain.",
        },
    )


def _new_password(**attributes: str) -> forms.CharField:
    return forms.CharField(
        label="Password",
        max_length=1024,
        strip=False,
        help_text="At least 10 characters. A few words in a row are easy to keep and hard to guess.",
        widget=forms.PasswordInput({"autocomplete": "new-password", **attributes}),
        error_messages={"required": "Choose a password."},
    )


class SignInForm(PlainForm):
    email = _email(autofocus="")
    password = forms.CharField(
        label="Password",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Give your password."},
    )


class SignUpForm(PlainForm):
    name = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": ""}),
        error_messages={"required": "Give your name."},
    )
    email = _email()
    company = forms.CharField(
        label="Company",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages={"required": "Give your company's name."},
    )
    password = _new_password()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            user = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            _check_password(self, password, user)
        return cleaned


class PasswordResetForm(PlainForm):
    email = _email(autofocus="")


class SetPasswordForm(PlainForm):
    password = _new_password(autofocus="")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            _check_password(self, password, self.user)
        return cleaned


class ChangePasswordForm(PlainForm):
    """For somebody who is signed in: the password they have, and the one they want."""

    current = forms.CharField(
        label="Your password now",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": ""}),
        error_messages={"required": "Give the password you have."},
    )
    password = _new_password()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].label = "New password"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (current := cleaned.get("current")) and not self.user.check_password(current):
            self.add_error("current", "This is not your password.")
        elif password := cleaned.get("password"):
            _check_password(self, password, self.user)
        return cleaned


def _check_password(form: forms.Form, password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        form.add_error("password", error)
