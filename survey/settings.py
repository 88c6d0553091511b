"""Settings: the environment, read once and typed. `survey settings` lists all of them with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from survey.addresses import (
    e_mail_address,
    network,
    own_address,
    own_names,
    own_network,
    phone_number,
    reporting_address,
    unheard_address,
)
from survey.audience import Audience
from survey.described import Described, described, environment_name
from survey.errors import Refused
from survey.folders import QUESTIONNAIRES
from survey.secret_files import SECRET_BYTES, create_secret, derive, read_secret


def own_database(given: dict[str, Any]) -> str:
    return f"sqlite:///{given['data_dir'].absolute() / 'survey.db'}"


def own_secret(given: dict[str, Any]) -> Path:
    return Path(given["data_dir"]) / "secret"


def own_text_keys(given: dict[str, Any]) -> Path:
    return Path(given["data_dir"]) / "text-keys"


class Settings(BaseSettings):
    """What can be set from outside; everything has a default that works on one's own machine."""

    model_config = SettingsConfigDict(
        env_prefix="SURVEY_", env_ignore_empty=True, frozen=True, populate_by_name=True, extra="forbid"
    )

    host: str = Field("127.0.0.1", validation_alias="HOST", description="Address to listen on.")
    port: int = Field(8000, validation_alias="PORT", ge=1, le=65535, description="Port to listen on.")
    data_dir: Path = Field(
        Path("var"),
        description="Folder of the database, the secret and the working files; kept to its owner.",
    )
    database_url: str = Field(
        default_factory=own_database,
        description="Where answers are kept: sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )
    database_network: Annotated[str, AfterValidator(own_network)] | None = Field(
        None,
        description="Network of this machine's containers, where PostgreSQL may be spoken to in the clear.",
    )
    questionnaires: Path = Field(QUESTIONNAIRES, description="Folder of the questionnaire files.")
    secret_file: Path = Field(
        default_factory=own_secret,
        description="File with the secret that keys codes and cookies; the default one is made at first use.",
    )
    text_keys_file: Path = Field(
        default_factory=own_text_keys,
        description="File with the keys that seal texts and contacts; the default one is made at first use.",
    )
    recipient_file: Path | None = Field(
        None,
        description="File with a public key; what people send in words is sealed to it and unread here.",
    )
    base_url: str = Field(default_factory=own_address, description="Address that people see.")
    staff_url: str | None = Field(
        None, description="Address that the team works at, where it is another; a proxy keeps the two apart."
    )
    serves: Audience = Field(
        Audience.EVERYBODY, description="Whom the web processes answer: respondents, team, or everybody."
    )
    trusted_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default_factory=own_names, description="Host names that are answered, with commas between."
    )
    contact_email: Annotated[str, AfterValidator(e_mail_address)] | None = Field(
        None,
        description="The survey team's e-mail address, for all surveys; without it each questionnaire's own.",
    )
    contact_phone: Annotated[str, AfterValidator(phone_number)] | None = Field(
        None, description="The survey team's telephone number, for those who would rather ring."
    )
    security_contact: Annotated[str, AfterValidator(reporting_address)] | None = Field(
        None, description="E-mail or https address for reports of faults in security; told in security.txt."
    )
    security_until: date | None = Field(
        None, description="Last day on which that address may be relied on, a year ahead at most."
    )
    behind_proxy: bool = Field(False, description="A proxy in front of this server ends TLS.")
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses or networks of that proxy, with commas between: only it is believed who asks.",
    )
    grace_minutes: int = Field(
        30, ge=0, le=24 * 60, description="Minutes after closing in which drafts begun before can be sent."
    )
    idle_minutes: int = Field(
        20, ge=5, le=240, description="Minutes without activity that end a session on a shared computer."
    )
    own_device_hours: int = Field(
        20, ge=1, le=72, description="Hours that a session on one's own device lasts."
    )
    staff_idle_minutes: int = Field(
        60, ge=5, le=12 * 60, description="Minutes without a click that sign somebody of the team out."
    )
    leaked_passwords_file: Path | None = Field(
        None, description="File of SHA-1 or SHA-256 of leaked passwords, in order; none of them is taken."
    )
    oidc_issuer: Annotated[str, AfterValidator(unheard_address)] | None = Field(
        None, description="Address of the organisation's OpenID Connect provider, to sign the team in by."
    )
    oidc_client_id: str | None = Field(None, description="The name by which that provider knows this server.")
    oidc_secret_file: Path | None = Field(
        None, description="File with the secret that the provider gave this server; for its owner alone."
    )
    oidc_name: str = Field(
        "your organisation", min_length=1, max_length=60, description="Whose provider it is, for the button."
    )
    oidc_second_factor: Literal["ours", "provider"] = Field(
        "ours", description="Whose second factor is asked after the provider: ours, or only the provider's."
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port that answers Prometheus; not for the public. Without it none.",
    )
    metrics_host: str = Field("127.0.0.1", description="Address that answers Prometheus.")
    metrics_certificate: Path | None = Field(
        None, description="File with the certificate for TLS there; wanted where another machine asks."
    )
    metrics_key: Path | None = Field(None, description="File with the key of that certificate.")
    request_seconds: float = Field(15, gt=0, description="Seconds after which a request is given up.")
    body_bytes: int = Field(256 * 1024, ge=1024, description="Largest form that is taken, in bytes.")
    pool_size: int = Field(
        5, ge=1, le=100, description="Connections to PostgreSQL that one process may hold."
    )
    database_seconds: float = Field(
        2.5, gt=0, description="Seconds to wait for PostgreSQL to answer before saying that it does not."
    )
    original_days: int = Field(
        90, ge=1, le=3650, description="Days for which a text is kept as it was written, once it is redacted."
    )
    contacts_until: date | None = Field(
        None,
        description="Last day on which contact details are kept, such as 2027-03-31; without one they stay.",
    )
    answers_until: date | None = Field(
        None, description="Last day on which answers are kept; without one they stay."
    )
    second_approval: bool = Field(
        False,
        description="A survey opens only once a second person has approved its questionnaire's version.",
    )
    busy_seconds: float = Field(
        10, gt=0, description="Seconds to wait in line for the database when very many people write."
    )
    statement_seconds: float = Field(
        10, gt=0, description="Seconds that one statement on PostgreSQL may take."
    )
    backup_dir: Path | None = Field(
        None, description="Folder for backups, on another disk or machine than the database; none without it."
    )
    backup_key_file: Path | None = Field(
        None, description="File with the key of the backups, made by survey backup-key; no restore without."
    )
    backup_keep: int = Field(14, ge=1, description="How many backups are kept; the oldest goes.")
    backup_hours: int = Field(
        24, ge=1, le=24 * 31, description="Hours after which the worker makes the next backup."
    )
    unsafe_database: bool = Field(
        False, description="Accept a PostgreSQL that may lose what it confirmed (fsync off). For tests only."
    )

    @field_validator("trusted_hosts", "proxies", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("proxies")
    @classmethod
    def known_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(network, value))

    @field_validator("base_url", "staff_url")
    @classmethod
    def whole_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
            raise ValueError("write it as https://survey.example.org, without a path")
        return value.rstrip("/")

    @model_validator(mode="after")
    def whole_provider(self) -> Self:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_secret_file)
        if any(given) and not all(given):
            raise ValueError(
                "SURVEY_OIDC_ISSUER, SURVEY_OIDC_CLIENT_ID and SURVEY_OIDC_SECRET_FILE belong together: set"
                " all three, or none."
            )
        return self

    @classmethod
    def read(cls, **given: Any) -> Settings:
        """The settings of this environment; what is wrong with them is said in a sentence each."""
        try:
            return cls(**given)
        except ValidationError as wrong:
            said = [
                ": ".join([*map(str, e["loc"]), e["msg"].removeprefix("Value error, ")])
                for e in wrong.errors(include_input=False)
                if e["type"] != "default_factory_not_called"
            ]
            raise Refused("These settings cannot be used. " + " ".join(said)) from None

    @property
    def staff_idle(self) -> timedelta:
        return timedelta(minutes=self.staff_idle_minutes)

    @property
    def staff_address(self) -> str:
        """Where the team works: the address that people see, unless it has one of its own."""
        return self.staff_url or self.base_url

    @property
    def is_https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    def make_data_dir(self) -> Path:
        """The data folder, made for its owner alone where it is not there yet."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.data_dir

    def secret(self) -> bytes:
        """The secret, made at first use in the default place; refused when others could read it."""
        return self._secret

    def key(self, purpose: str) -> bytes:
        """A key for one purpose; keys of different purposes say nothing about each other."""
        return derive(self.secret(), purpose)

    @cached_property
    def _secret(self) -> bytes:
        path = self.secret_file
        if not path.exists():
            if "secret_file" in self.model_fields_set:
                raise Refused(
                    f"The secret file {path} is not there. Without the secret in use until now, codes already"
                    " given out stop working. For a first start make one: umask 077;"
                    f" head -c {SECRET_BYTES} /dev/urandom | od -An -tx1 | tr -d ' \\n' > {path}"
                )
            try:
                self.make_data_dir()
                create_secret(path)
            except OSError as failure:
                raise Refused(f"The secret {path} cannot be written: {failure.strerror}.") from failure
        secret = read_secret(path)
        if len(secret) < SECRET_BYTES:
            raise Refused(f"The secret in {path} is too short: it needs at least {SECRET_BYTES} characters.")
        return secret

    def oidc_secret(self) -> str:
        """The secret that the provider gave; only where there is a provider."""
        path = self.oidc_secret_file
        assert path is not None
        try:
            secret = read_secret(path).decode()
        except (OSError, UnicodeDecodeError):
            raise Refused(f"SURVEY_OIDC_SECRET_FILE names {path}, which cannot be read.") from None
        if not secret:
            raise Refused(f"SURVEY_OIDC_SECRET_FILE names {path}, which is empty.")
        return secret

    def describe(self) -> tuple[Described, ...]:
        """Every setting as `survey settings` shows it."""
        return described(self)

    @classmethod
    def unknown(cls, environment: Mapping[str, str]) -> tuple[str, ...]:
        """Names in the environment that look like settings and are none: slips of the pen."""
        known = {environment_name(cls, name) for name in cls.model_fields}
        return tuple(sorted(name for name in environment if name.startswith("SURVEY_") and name not in known))
