"""The operators' door: Django's admin, for superusers alone, since it shows every company's data."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., Any])


# Groups mean nothing here (roles are per company), and django-q2's pages show pickles and run any function by name.
FOREIGN = {"auth", "django_q"}


class HeadraceAdminSite(AdminSite):
    site_title = site_header = "Headrace operators"
    index_title = "Companies, workflows and runs"
    site_url = "/workflows"
    # The lists need the room: beside a sidebar and the filters their last columns are cut off on a usual screen.
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """As Django's, for models that are ours to show."""
        given: list[Any] = (
            [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        )
        ours = [model for model in given if model._meta.app_label not in FOREIGN]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # noqa: FBT002 - Django's signature
        """Every admin page. For a person who is signed in without being an operator there is nothing here."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return cast("View", update_wrapper(guarded, inner))

    def login(self, request: HttpRequest, _extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in page for everybody, with one set of limits on guessing; the admin has none of its own."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect_to_login(request.GET.get("next", "/admin/"))
