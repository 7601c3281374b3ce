"""The addresses of the pages around signing in."""

from __future__ import annotations

from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("sign-up", views.sign_up, name="sign-up"),
    path("password-reset", views.password_reset, name="password-reset"),
    path("change-password", views.change_password, name="change-password"),
    path("set-password/<str:token>", views.set_password, name="set-password"),
]
