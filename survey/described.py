"""Settings in words: each by its name in the environment, with its default, its value and what it means."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic_settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Described:
    """One setting in words."""

    name: str
    default: str
    value: str
    meaning: str


def described(settings: BaseSettings) -> tuple[Described, ...]:
    """Every setting as `survey settings` shows it; a password in a database address is left out."""
    kind = type(settings)
    return tuple(
        Described(
            name=environment_name(kind, name),
            default=shown(name, field.get_default(call_default_factory=True, validated_data=dict(settings))),
            value=shown(name, getattr(settings, name)),
            meaning=field.description or "",
        )
        for name, field in kind.model_fields.items()
    )


def environment_name(kind: type[BaseSettings], field: str) -> str:
    alias = kind.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{kind.model_config['env_prefix']}{field.upper()}"


def shown(field: str, value: object) -> str:
    """A value in words, without a password."""
    if field == "database_url" and isinstance(value, str) and "@" in value:
        scheme, _, rest = value.partition("://")
        user, _, place = rest.rpartition("@")
        return f"{scheme}://{user.partition(':')[0]}@{place}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "not set" if value is None else str(value)
