"""The pages around signing in. They work without JavaScript."""

from __future__ import annotations

import logging
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import attempts, mail, selectors, services, setup
from accounts.addresses import request_address
from accounts.forms import (
    ChangePasswordForm,
    PasswordResetForm,
    PlainForm,
    SetPasswordForm,
    SignInForm,
    SignUpForm,
)
from accounts.models import User
from accounts.tokens import find_user_by_token

logger = logging.getLogger(__name__)

page_methods = require_http_methods(["GET", "HEAD", "POST"])


def _next(request: HttpRequest) -> str:
    """Where to go after signing in: the `next` that was asked for when it is on this host, else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _show(request: HttpRequest, template: str, form: PlainForm, **context: Any) -> HttpResponse:
    """The page with its form; 400 when the form was sent and refused."""
    status = context.pop("status", 400 if form.errors else 200)
    return render(request, f"accounts/{template}.html", {"form": form, **context}, status=status)


def _too_often(
    request: HttpRequest, template: str, form: PlainForm, seconds: int, **context: Any
) -> HttpResponse:
    wait = f"{seconds} seconds" if seconds < 90 else f"{-(-seconds // 60)} minutes"
    form.add_error(None, f"Too many tries. The next one is possible in {wait}.")
    response = _show(request, template, form, status=429, **context)
    response.headers["Retry-After"] = str(seconds)
    return response


@sensitive_post_parameters("password")
@sensitive_variables("form")
@never_cache
@page_methods
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/sign-in`: the same words, and the same work, for an unknown person and a wrong password."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    if not selectors.any_user_exists():
        return redirect("sign-up")
    form = SignInForm(request.POST or None)
    context = {"next": _next(request)}
    if not form.is_valid():
        return _show(request, "sign_in", form, **context)
    email, ip = form.cleaned_data["email"].lower(), request_address(request)
    if seconds := attempts.seconds_to_wait("sign-in", ip=ip, email=email):
        logger.warning("sign-in: too many tries for %s from %s", email, ip)
        return _too_often(request, "sign_in", form, seconds, **context)
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        logger.info("sign-in: refused for %s from %s", email, ip)
        form.add_error(None, "The email address and the password do not belong together. Check both.")
        return _show(request, "sign_in", form, **context)
    attempts.forgive("sign-in", email=email)
    _enter(request, user)
    return redirect(context["next"])


def _enter(request: HttpRequest, user: User) -> None:
    """A new session in the person's first company."""
    login(request, user)
    first = selectors.first_membership(user)
    if first:
        request.session["company_id"] = str(first.company_id)
    services.note_sign_in(
        user=user, company_id=first.company_id if first else None, ip=request_address(request)
    )


@never_cache
@page_methods
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out`: ends the session on POST. A GET ends nothing: any page could make a browser send one."""
    if request.method != "POST":
        return redirect(settings.LOGIN_REDIRECT_URL)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@sensitive_post_parameters("password")
@sensitive_variables("form")
@never_cache
@page_methods
def sign_up(request: HttpRequest) -> HttpResponse:
    """`/sign-up`: the first person makes the first company; everybody after them is invited."""
    if selectors.any_user_exists():
        return _set_up_already(request)
    form = SignUpForm(request.POST or None)
    if not form.is_valid():
        return _show(request, "sign_up", form)
    ip = request_address(request)
    if seconds := attempts.seconds_to_wait("sign-up", ip=ip):
        return _too_often(request, "sign_up", form, seconds)
    told = form.cleaned_data
    try:
        user = setup.sign_up_first(
            email=told["email"],
            password=told["password"],
            name=told["name"],
            company_name=told["company"],
            ip=ip,
        )
    except services.NotAllowedError:
        return _set_up_already(request)
    user.backend = "django.contrib.auth.backends.ModelBackend"
    _enter(request, user)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _set_up_already(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    messages.info(
        request, "Headrace is set up already. Sign in, or ask an owner of your company to invite you."
    )
    return redirect("sign-in")


@never_cache
@page_methods
def password_reset(request: HttpRequest) -> HttpResponse:
    """`/password-reset`: mails a link, and says the same whether there is somebody to mail it to."""
    form = PasswordResetForm(request.POST or None)
    if not form.is_valid():
        return _show(request, "password_reset", form)
    email, ip = form.cleaned_data["email"].lower(), request_address(request)
    if seconds := attempts.seconds_to_wait("password-reset", ip=ip):
        return _too_often(request, "password_reset", form, seconds)
    user = selectors.find_active_user(email)
    if user and not attempts.seconds_to_wait("password-reset", email=email):
        mail.send_password_reset(user)
    return render(request, "accounts/password_reset_sent.html", {"email": email})


@sensitive_post_parameters("password")
@sensitive_variables("form")
@never_cache
@page_methods
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """`/set-password/<token>`: from a mail, after a forgotten password or an invitation."""
    user = find_user_by_token(token)
    if user is None:
        return render(request, "accounts/link_expired.html", status=410)
    form = SetPasswordForm(user, request.POST or None)
    if not form.is_valid():
        return _show(request, "set_password", form, email=user.email)
    services.set_password(user=user, password=form.cleaned_data["password"], ip=request_address(request))
    attempts.forgive("sign-in", email=user.email)
    messages.success(request, "Your password is set. Sign in with it.")
    return redirect("sign-in")


@sensitive_post_parameters("current", "password")
@sensitive_variables("form")
@never_cache
@login_required
@page_methods
def change_password(request: HttpRequest) -> HttpResponse:
    """`/change-password`: by somebody who is signed in and knows the password. This session goes on, the others end."""
    user = cast("User", request.user)
    if request.method == "POST" and (
        seconds := attempts.seconds_to_wait("sign-in", ip=request_address(request), email=user.email)
    ):
        return _too_often(request, "change_password", ChangePasswordForm(user), seconds, email=user.email)
    form = ChangePasswordForm(user, request.POST or None)
    if not form.is_valid():
        return _show(request, "change_password", form, email=user.email)
    services.set_password(user=user, password=form.cleaned_data["password"], ip=request_address(request))
    attempts.forgive("sign-in", email=user.email)
    update_session_auth_hash(request, user)
    return render(request, "accounts/password_changed.html", {"email": user.email})
