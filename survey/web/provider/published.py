"""What a provider publishes: its discovery document and its keys, each kept for an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

import httpx2
from authlib.oidc.discovery import get_well_known_url
from joserfc.jwk import KeySet
from pydantic import AfterValidator, BaseModel, ConfigDict

from survey.addresses import unheard_address
from survey.errors import ProviderFailed

KEPT = timedelta(hours=1)
Address = Annotated[str, AfterValidator(unheard_address)]


class Published(BaseModel):
    """The discovery document (OpenID Connect Discovery 1.0), as far as it is used here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: Address
    token_endpoint: Address
    jwks_uri: Address
    userinfo_endpoint: Address | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False

    @property
    def secret_goes_by(self) -> str:
        """How this server proves itself, of the two ways that a secret allows."""
        ways = ("client_secret_basic", "client_secret_post")
        fitting = [way for way in ways if way in self.token_endpoint_auth_methods_supported]
        if not fitting:
            raise ProviderFailed("The provider takes no client secret.")
        return fitting[0]


class Kept:
    """The documents of one provider, fetched when they are asked for and not older than an hour."""

    def __init__(self, issuer: str, clock: Callable[[], datetime]) -> None:
        self.issuer, self.clock = issuer, clock
        self._published: tuple[datetime, Published] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def published(self, client: httpx2.AsyncClient) -> Published:
        if self._published is None or self.clock() - self._published[0] > KEPT:
            url = get_well_known_url(self.issuer, external=True)
            found = Published.model_validate(await fetched(client, url))
            if found.issuer.rstrip("/") != self.issuer.rstrip("/"):
                raise ProviderFailed("The provider calls itself by another address than SURVEY_OIDC_ISSUER.")
            self._published = self.clock(), found
        return self._published[1]

    async def keys(self, client: httpx2.AsyncClient, *, anew: bool = False) -> KeySet:
        """Its keys for signatures; `anew` where it signed with one that was not there yet."""
        if anew or self._keys is None or self.clock() - self._keys[0] > KEPT:
            published = await self.published(client)
            listed = (await fetched(client, published.jwks_uri))["keys"]
            signing = [
                key for key in listed if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC")
            ]
            self._keys = self.clock(), KeySet.import_key_set({"keys": signing})
        return self._keys[1]


async def fetched(client: httpx2.AsyncClient, url: str, **headers: str) -> dict[str, Any]:
    """The JSON object at an address; any other reply is an error."""
    reply = await client.get(url, headers=headers, auth=None)
    reply.raise_for_status()
    found = reply.json()
    if not isinstance(found, dict):
        raise ProviderFailed("The provider sent something else than a JSON object.")
    return found
