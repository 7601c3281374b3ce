from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "runs"

    def ready(self) -> None:
        from runs.sandbox.calls import check_source
        from workflows.checks.code import read_code_with

        read_code_with(check_source)
