"""Settings, all from the environment (see the table in README.md)."""

from __future__ import annotations

import os
import warnings
from typing import Any

import django_stubs_ext

from config.env import BASE_DIR, DATA_DIR, data_dir, env, key_from_file, provider_clients, signing_secrets
from config.safety import refuse_unsafe

# Django's classes are generic for the type checker only; this lets `ModelAdmin[Run]` stand where code runs, too.
django_stubs_ext.monkeypatch()

# --- mode -----------------------------------------------------------------------------------
# "local" is one machine, for its owner; "production" refuses to start with unsafe settings.
ENVIRONMENT: str = env.str("ENVIRONMENT", default="local")
DEBUG: bool = env.bool("DEBUG", default=False)
SECRET_KEY: str = env.str("SECRET_KEY", default="") or key_from_file("secret_key")

HOST: str = env.str("HOST", default="127.0.0.1")
PORT: int = env.int("PORT", default=8000)
# Listening on every address is no address to visit.
_shown_host = "localhost" if HOST in {"0.0.0.0", "::", ""} else HOST  # noqa: S104 - compared, not bound
PUBLIC_URL: str = env.str("PUBLIC_URL", default=f"http://{_shown_host}:{PORT}").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", _shown_host])
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])
_https = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# The demo company of the first start; without it the first visitor signs up.
DEMO: bool = env.bool("DEMO", default=ENVIRONMENT == "local")

# --- apps -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.HeadraceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "django_q",
    "accounts",
    "connections",
    "workflows",
    "runs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------
DATABASE_URL: str = env.str("DATABASE_URL", default="")
SQLITE_SYNCHRONOUS: str = env.str("SQLITE_SYNCHRONOUS", default="NORMAL")
DATABASES: dict[str, dict[str, Any]]
if DATABASE_URL:
    DATABASES = {"default": dict(env.db_url_config(DATABASE_URL))}
    # Persistent connections leak one per request thread under ASGI until the server refuses. The web process has a pool
    # instead (config/asgi.py); no other process may: the cluster forks, and a pool's sockets would be shared.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # A server that cannot be reached is away, and whoever asks is told so in time. What the URL says wins.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "accounts.sqlite",
            "NAME": str(data_dir("") / "headrace.sqlite3"),
            "OPTIONS": {
                # DEFERRED gave thousands of "database is locked" errors with several writing processes.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;"
                    f"PRAGMA synchronous={SQLITE_SYNCHRONOUS};"
                    # A worker moves the log into the database twice a second (runs/worker/chores/checkpoint.py); whoever
                    # commits does it only where none does: 32 MB instead of 4.
                    "PRAGMA wal_autocheckpoint=8000;"
                    "PRAGMA journal_size_limit=67108864;"
                    "PRAGMA mmap_size=268435456;"
                    "PRAGMA cache_size=-16000;"
                    "PRAGMA temp_store=MEMORY;"
                ),
            },
            # A connection is cheap to keep and its PRAGMAs are not cheap to repeat.
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": str(data_dir("") / "test.sqlite3")},
        }
    }
# The pool tries ever more rarely to reach a database that is away, so it is to give up soon: the next request begins anew,
# and the service is back as soon as the database is. Nobody waits longer for a connection than for an answer.
WEB_POOL: dict[str, Any] = {"min_size": 1, "max_size": 24, "timeout": 3, "reconnect_timeout": 2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache, channels --------------------------------------------------------------------------
REDIS_URL: str = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "headrace"}}
# What django-q2 says of itself has no business in Redis: a cache that is away must not hold the workers up.
CACHES["cluster"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "cluster"}
# Live updates go from the event rows through one hub per web process (runs/live), so Channels needs no shared layer.
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- workers ----------------------------------------------------------------------------------
WORKERS: int = env.int("WORKERS", default=os.cpu_count() or 2)
QUEUE_LIMIT: int = env.int("QUEUE_LIMIT", default=100_000)
RETENTION_DAYS: int = env.int("RETENTION_DAYS", default=30)
SANDBOX_PROCESSES: int = env.int("SANDBOX_PROCESSES", default=0)  # for each worker; 0: as many as cores
BELL_DIR: str = env.str("BELL_DIR", default="") or str(data_dir("bell"))
# django-q2 asks for a timeout below `retry`; ours are kept by the engine: at its own it would end the whole process,
# and with it every run on board.
warnings.filterwarnings("ignore", message="Retry and timeout are misconfigured")
Q_CLUSTER = {
    "name": "headrace",
    "workers": WORKERS,
    "save_limit": -1,
    "recycle": 100_000,
    "queue_limit": 8,
    "ack_failures": True,
    "max_attempts": 1,
    "catch_up": False,
    "poll": 1,
    "retry": 3600,
    "timeout": None,
    "daemonize_workers": False,
    "scheduler": False,
    "orm": "default",
    "cache": "cluster",
    "broker_class": "runs.broker.BellBroker",
}

# --- accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/workflows"
LOGOUT_REDIRECT_URL = "/sign-in"
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
RATE_LIMITS: str = env.str("RATE_LIMITS", default="read=1000,write=200,execute=500,inbound=10000")

# --- email ------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Headrace <headrace@localhost>")

# --- limits -----------------------------------------------------------------------------------
BODY_LIMIT: int = env.int("BODY_LIMIT", default=16 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
# Where the contents of files are; with workers on several machines a folder that all of them see.
FILES_DIR: str = env.str("FILES_DIR", default="") or str(DATA_DIR / "files")
OUTBOUND_ALLOW: list[str] = env.list("OUTBOUND_ALLOW", default=[])

# --- connections --------------------------------------------------------------------------------
ENCRYPTION_KEYS: str = env.str("ENCRYPTION_KEYS", default="")
# PROVIDER_<SLUG>_CLIENT_ID and _CLIENT_SECRET: the OAuth app of a provider, for every company.
PROVIDER_CLIENTS = provider_clients()
# PROVIDER_<SLUG>_SIGNING_SECRET: by it webhooks of the operator's own app at a provider are known, for every company.
PROVIDER_SIGNING_SECRETS = signing_secrets()
# Where Gmail publishes that a mailbox changed: projects/<project>/topics/<topic>.
GMAIL_PUBSUB_TOPIC: str = env.str("GMAIL_PUBSUB_TOPIC", default="")
# A pretended provider for trying things out: connections of the environment `demo` go there and nowhere else.
PROVIDER_SANDBOX: str = env.str("PROVIDER_SANDBOX", default="").rstrip("/")
# What language models cost where it is not what their makers ask, as JSON (`integrations/prices.py`).
MODEL_PRICES: str = env.str("MODEL_PRICES", default="")

# --- API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiKeyAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.envelope.EnvelopeRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.KeyThrottle"],
    "EXCEPTION_HANDLER": "accounts.api.errors.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.EnvelopeSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Headrace API",
    "DESCRIPTION": "Draw, run and observe billing workflows.",
    "VERSION": "1",
    # pydantic's JSON Schema is 3.1's: a null is a type of its own there.
    "OAS_VERSION": "3.1.0",
    # One name per list of states, however many shapes have a field called status.
    "ENUM_NAME_OVERRIDES": {
        "RunStatus": "runs.models.RunStatus.values",
        "StepStatus": "runs.models.StepStatus.values",
        "WorkflowStatus": "workflows.models.WorkflowStatus.values",
        "DeliveryStatus": "runs.models.DeliveryStatus.values",
        "InboundEventStatus": "runs.models.EventStatus.values",
        "AlertKind": "runs.models.AlertKind.values",
        "RunTestStatus": "runs.models.RunTestStatus.values",
        "ConnectionEnvironment": "connections.models.EnvironmentName.values",
        "ConnectionStatus": "connections.models.ConnectionStatus.values",
        "SubscriptionStatus": "connections.models.SubscriptionStatus.values",
        "AgentType": "workflows.agents.facts.TYPES",
        "AgentStatus": "workflows.agents.facts.STATUSES",
        "ColumnType": "workflows.tables.columns.TYPES",
        "PartKind": "runs.parts.KINDS",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
}

# --- static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = str(data_dir("static"))  # stays empty: the finders serve the files from where they are
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # Before the frontend is built there is no such folder, and the studio's page says so.
    *([("studio", BASE_DIR / "frontend" / "dist")] if (BASE_DIR / "frontend" / "dist").is_dir() else []),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# Vite puts a hash of the content into these names.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/studio/assets/"

# --- time, language -------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

# --- browser security ----------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# A sign-in window keeps its tie to the page that opened it, so that the page sees when somebody closes it.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31536000 if _https else 0
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Without a proxy that says which requests came by https a redirect would go round for ever.
SECURE_SSL_REDIRECT = _https and bool(TRUSTED_PROXIES)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # other subdomains of the operator's domain are not ours to force onto https
    "security.W021",  # nor is the browsers' preload list
]

# --- watching --------------------------------------------------------------------------------------
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT: str = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
OTEL_EXPORTER_OTLP_HEADERS: str = env.str("OTEL_EXPORTER_OTLP_HEADERS", default="")
LOG_FORMAT: str = env.str("LOG_FORMAT", default="text")
LOG_REQUESTS: bool = env.bool("LOG_REQUESTS", default=LOG_FORMAT == "json")

# --- log ------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"()": "accounts.logs.Lines"}, "json": {"()": "accounts.logs.JsonLines"}},
    "filters": {"defects": {"()": "config.errors.DefectsOnly"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json" if LOG_FORMAT == "json" else "text"}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers print nothing unless DEBUG is on, and mail to nobody.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # What an answer's status says, the caller has been told; a trace is ours to read.
        "django.request": {"level": "ERROR", "filters": ["defects"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # They write out addresses and token requests at DEBUG, with the credentials in them: no level asked for gets that.
        "urllib3": {"level": "INFO"},
        "oauthlib": {"level": "INFO"},
        "requests_oauthlib": {"level": "INFO"},
        "daphne": {"level": "WARNING"},
        "django-q": {"level": "WARNING"},
    },
}

# --- refuse what is unsafe ------------------------------------------------------------------------
refuse_unsafe(
    environment=ENVIRONMENT,
    debug=DEBUG,
    secret_key=SECRET_KEY,
    allowed_hosts=ALLOWED_HOSTS,
    public_url=PUBLIC_URL,
)
