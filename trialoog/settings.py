"""Settings from the environment, each named TRIALOOG_…; see docs/reference/settings.md.

Says what is unsafe outside this machine. Reads nothing but the environment, and looks
whether a file that it names is there, and a package that it asks for.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import DirectoryPath, Field, FilePath, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from trialoog.views.diwoo import CATEGORIES

LOCAL_NAMES = {"localhost"}
PREFIX = "TRIALOOG_"


class Settings(BaseSettings):
    """Everything that can be set. Raises `pydantic.ValidationError` for what is wrong or unsafe."""

    # An error about a setting must not quote it: some hold a password.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one."
    )
    public_url: str = Field(
        default="",
        description="Address under which people reach it, e.g. https://trialoog.example.nl.",
    )
    lan: bool = Field(default=False, description="Serve the local network without encryption.")
    data: Path = Field(default=Path("data"), description="Folder for the embedded database.")
    database_url: str = Field(
        default="",
        repr=False,
        description="Database, e.g. sqlite:////srv/trialoog.db or "
        "postgresql://trialoog:password@db.example.nl/trialoog (docs/how-to/postgresql.md); "
        "empty: in the data folder.",
    )
    redis_url: str = Field(
        default="",
        pattern=r"^((redis|rediss|unix)://[!-~]+)?$",
        repr=False,
        description="Redis or Valkey, for more than one process, e.g. redis://127.0.0.1:6379/0: "
        "they then tell each other at once what is new, and count attempts together; empty: they "
        "look in the database every two seconds. One database number per installation.",
    )
    language: str = Field(
        default="nl", pattern="^(nl|en)$", description="Language when nobody chose one."
    )
    time_zone: str = Field(
        default="Europe/Amsterdam", description="Time zone of the times on screen."
    )
    organisation: str = Field(default="", description="Name of who runs this installation.")
    contact: str = Field(
        default="", description="Where people can ask a question, on the public pages."
    )
    publisher_id: str = Field(
        default="",
        pattern=r"^(https://identifier\.overheid\.nl/tooi/id/[a-z]+/[a-z]+[0-9]+)?$",
        description="Who publishes by the Woo, as in the TOOI lists, e.g. "
        "https://identifier.overheid.nl/tooi/id/gemeente/gm0363; empty: no sitemap for the "
        "Woo-index: docs/how-to/open-data.md.",
    )
    publisher_name: str = Field(
        default="", description="The name of that publisher, as in the same list."
    )
    woo_category: str = Field(
        default="c_816e508d",
        pattern=r"^c_[0-9a-f]{8}$",
        description="The Woo category that weighings fall in; the default is the general duty of "
        "article 3.1.",
    )
    security_contact: str = Field(
        default="",
        pattern=r"^((https://|mailto:|tel:)[!-~]+)?$",
        description="Where to report a weakness, e.g. mailto:security@example.nl, for "
        "/.well-known/security.txt; empty: there is no such file.",
    )
    theme: FilePath | None = Field(
        default=None,
        description="CSS file with an organisation's design tokens: docs/how-to/theme.md.",
    )
    logo: FilePath | None = Field(
        default=None, description="SVG or PNG file that stands at the top of the pages."
    )
    privacy_file: FilePath | None = Field(
        default=None,
        description="Markdown file with what the organisation adds to the page on privacy.",
    )
    accessibility_status: str = Field(
        default="",
        pattern="^[A-E]?$",
        description="Status in the Dutch register of accessibility statements, A to E; "
        "empty: none is claimed.",
    )
    accessibility_statement: str = Field(
        default="",
        pattern=r"^(https://[!-~]+)?$",
        description="Address of the accessibility statement in that register.",
    )
    formats: DirectoryPath | None = Field(
        default=None, description="Folder with formats; empty: those that ship."
    )
    demo: bool = Field(default=False, description="Load the example trialogues on the first start.")
    oidc: Path | None = Field(
        default=None,
        description="TOML file with providers of single sign-on: docs/how-to/single-sign-on.md.",
    )
    login_link_minutes: int = Field(
        default=60, ge=1, le=1440, description="How long a login link works."
    )
    screen_link_minutes: int = Field(
        default=15, ge=1, le=240, description="How long a screen link works."
    )
    join_failures_per_minute: int = Field(
        default=300,
        ge=1,
        le=10_000,
        description="Wrong codes per network per minute, before a pause for codes that nobody "
        "there came in by.",
    )
    login_failures_per_minute: int = Field(
        default=10,
        ge=1,
        le=1000,
        description="Wrong login links per network per minute before a pause.",
    )
    smtp_url: str = Field(
        default="",
        pattern=r"^(smtps?://[!-~]+)?$",
        repr=False,
        description="Mail server that all mail goes out by, also to followers, e.g. "
        "smtp://user:password@mail.example.nl:587; empty: nothing is mailed.",
    )
    mail_from: str = Field(
        default="",
        pattern=r"^([^@\r\n]+@[^@\s]+)?$",
        description="Sender of that mail, e.g. trialoog <noreply@example.nl>.",
    )
    acts_per_minute: int = Field(
        default=240, ge=10, le=10_000, description="Forms and taps per phone per minute."
    )
    searches_per_minute: int = Field(
        default=300,
        ge=10,
        le=100_000,
        description="Searches of what is public per network per minute, by the API too.",
    )
    sockets_per_network: int = Field(
        default=20_000,
        ge=10,
        le=100_000,
        description="Live pages per network at once; a whole hall comes from one address, and what "
        "it lost without a word counts for another 40 seconds.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Proxies whose word on the visitor's address is believed.",
    )
    max_body_kib: int = Field(default=1024, ge=64, le=16_384, description="Largest form, in KiB.")
    idle_room_minutes: int = Field(
        default=30, ge=1, le=1440, description="After how long an unused room leaves the memory."
    )
    retention: bool = Field(
        default=True,
        description="Remove by itself, once a day, what is kept no longer than needed.",
    )
    retention_days: int = Field(
        default=30,
        ge=0,
        le=3650,
        description="How many days after closing the words go that the room never saw; "
        "0: with the next daily run.",
    )
    log_level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="How much is logged."
    )
    log_format: str = Field(
        default="text", pattern="^(text|json)$", description="How: lines of text, or of JSON."
    )
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that serve here together; more than the processors helps nobody.",
    )
    metrics_token: str = Field(
        default="",
        pattern=r"^([!-~]{16,})?$",
        repr=False,
        description="Who sends this as a bearer token may read /metrics; at least 16 characters; "
        "empty: there are none. docs/how-to/operate.md.",
    )

    @field_validator("database_url")
    @classmethod
    def _usable_database(cls, value: str) -> str:
        if value:
            from trialoog.store.db import full_url  # noqa: PLC0415 - slow, and seldom needed

            full_url(value)
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (LookupError, ValueError, OSError):
            raise ValueError("must be the name of a time zone, e.g. Europe/Amsterdam") from None
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: str) -> str:
        try:
            for part in filter(None, map(str.strip, value.split(","))):
                ip_network(part)
        except ValueError:
            raise ValueError(
                "must be addresses or networks with commas between, e.g. 127.0.0.1,10.0.0.0/8"
            ) from None
        return value

    @field_validator("public_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
            raise ValueError("must be an address like https://trialoog.example.nl")
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("must have no path: trialoog stands at the root of its address")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.lan:
            return self
        if not is_local(self.host) and not self.public_url:
            raise ValueError(
                "TRIALOOG_HOST listens to other machines: set TRIALOOG_PUBLIC_URL to the https "
                "address under which people reach it, or TRIALOOG_LAN=1 for one room without "
                "encryption"
            )
        if self.public_url and not self.secure and not is_local(self.public_host):
            raise ValueError(
                "TRIALOOG_PUBLIC_URL is http: sign-in and contributions would travel unencrypted. "
                "Put https in front (docs/how-to/https.md), or set TRIALOOG_LAN=1 for one room"
            )
        return self

    @field_validator("redis_url")
    @classmethod
    def _with_its_package(cls, value: str) -> str:
        try:
            urlsplit(value).port  # noqa: B018 - it is read to see whether it can be
        except ValueError:
            raise ValueError("must be an address like redis://127.0.0.1:6379/0") from None
        if value and find_spec("redis") is None:
            raise ValueError(
                "needs a package that is not installed: install trialoog with the extra "
                '"redis", or with the packages of requirements/deploy.txt'
            )
        return value

    @model_validator(mode="after")
    def _whose_mail(self) -> Self:
        if bool(self.smtp_url) != bool(self.mail_from):
            raise ValueError("TRIALOOG_SMTP_URL and TRIALOOG_MAIL_FROM need each other")
        return self

    @field_validator("woo_category")
    @classmethod
    def _known_category(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"must be a category of the Woo: {', '.join(sorted(CATEGORIES))}")
        return value

    @model_validator(mode="after")
    def _whose_weighings(self) -> Self:
        if bool(self.publisher_id) != bool(self.publisher_name):
            raise ValueError("TRIALOOG_PUBLISHER_ID and TRIALOOG_PUBLISHER_NAME need each other")
        return self

    @model_validator(mode="after")
    def _no_empty_claim(self) -> Self:
        stated = bool(self.accessibility_statement)
        if self.accessibility_status in {*"ABCD"} and not stated:
            raise ValueError(
                "TRIALOOG_ACCESSIBILITY_STATUS A to D is what a statement says: set "
                "TRIALOOG_ACCESSIBILITY_STATEMENT to its address"
            )
        if self.accessibility_status == "E" and stated:
            raise ValueError(
                "TRIALOOG_ACCESSIBILITY_STATUS E means that there is no statement: leave "
                "TRIALOOG_ACCESSIBILITY_STATEMENT empty, or set the status that it gives"
            )
        return self

    @property
    def secure(self) -> bool:
        """Tell whether people reach it over https."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """The host name in the public address, or an empty string."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'trialoog.db'}"


def unknown(names: Iterable[str]) -> list[str]:
    """Return a sentence for each name in the environment that looks like a setting and is none."""
    found = []
    for name in sorted(names):
        bare = name.lower().removeprefix(PREFIX.lower())
        # Those of the tests are read there.
        if bare == name.lower() or bare in Settings.model_fields or bare.startswith("test_"):
            continue
        near = get_close_matches(bare, Settings.model_fields, 1)
        hint = f" Is it {PREFIX}{near[0].upper()}?" if near else ""
        found.append(f"{name} is no setting, and does nothing.{hint}")
    return found


def is_local(host: str) -> bool:
    """Tell whether a host is this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in LOCAL_NAMES
