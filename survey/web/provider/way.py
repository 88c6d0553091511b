"""The way to the provider and back: authorization code with PKCE (RFC 6749, 7636; OpenID Connect Core 1.0).

What the browser keeps on the way is one signed secret. State, nonce and PKCE's verifier are made of it with a
key of this server, so that the cookie alone is worth nothing, and there is nothing to store.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from itsdangerous import BadSignature, TimestampSigner
from joserfc.errors import InvalidKeyIdError, JoseError
from pydantic import ValidationError

from survey.errors import NotVouched, ProviderFailed
from survey.fieldwork.codes import Codes
from survey.fieldwork.team.provided import Vouched
from survey.web.provider.published import Kept, Published, fetched
from survey.web.provider.said import Expected, claims_of, vouched
from survey.web.security import LEFT_SECONDS

SECONDS = 5.0
"""So long each step waits for the provider."""
BACK = "/staff/provider/back"
BEGIN_AGAIN = (
    "This sign-in is over, or it was begun in another tab or browser. Nothing is wrong with your account:"
    " begin it again here."
)
log = structlog.get_logger("survey.web")


@dataclass(frozen=True)
class Left:
    """A browser that went to the provider: its secret, and the page that it wants to see in the end."""

    secret: str
    to: str


@dataclass(frozen=True)
class Way:
    """The way through one provider, which people know by `name`."""

    name: str
    client_id: str
    client_secret: str
    base_url: str
    codes: Codes
    kept: Kept
    seconds: float = SECONDS

    async def begin(self, to: str) -> tuple[str, str]:
        """The address at the provider to go to, and what the browser keeps until it is back."""
        left = Left(secrets.token_urlsafe(32), to)
        async with self._asking() as client:
            published = await self.kept.published(client)
            url, _ = client.create_authorization_url(
                published.authorization_endpoint,
                state=self._made("state", left),
                code_verifier=self._made("verifier", left),
                nonce=self._made("nonce", left),
            )
        return str(url), self._signer().sign(f"{left.secret} {left.to}").decode()

    async def end(self, kept: str, answer: Mapping[str, str]) -> tuple[Vouched, str]:
        """Who came back, and the page that they want; NotVouched says why nobody did."""
        left = self._left(kept)
        if not secrets.compare_digest(answer.get("state", "").encode(), self._made("state", left).encode()):
            raise NotVouched(BEGIN_AGAIN)
        if "code" not in answer:
            log.info("provider refused", error=answer.get("error", "")[:60])
            raise NotVouched(f"The sign-in of {self.name} let nobody in. Try again, or use your password.")
        async with self._asking() as client:
            published = await self.kept.published(client)
            refuse_other_issuer(published, answer)
            client.token_endpoint_auth_method = published.secret_goes_by
            given = await client.fetch_token(
                published.token_endpoint,
                grant_type="authorization_code",
                code=answer["code"],
                code_verifier=self._made("verifier", left),
            )
            who = await self._vouched(client, published, given, left)
        return who, left.to

    async def _vouched(
        self, client: AsyncOAuth2Client, published: Published, given: Mapping[str, str], left: Left
    ) -> Vouched:
        access_token = given["access_token"]
        expected = Expected(
            published.issuer,
            self.client_id,
            self._made("nonce", left),
            access_token,
            int(self.kept.clock().timestamp()),
        )
        try:
            claims = claims_of(given["id_token"], await self.kept.keys(client), expected)
        except InvalidKeyIdError:
            claims = claims_of(given["id_token"], await self.kept.keys(client, anew=True), expected)
        more = {}
        if "email" not in claims and published.userinfo_endpoint is not None:
            more = await fetched(client, published.userinfo_endpoint, Authorization=f"Bearer {access_token}")
        return vouched(claims, more)

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[AsyncOAuth2Client]:
        """A client for one exchange; whatever goes wrong in it becomes a sentence, and a line in the log."""
        try:
            with anyio.fail_after(self.seconds):
                async with AsyncOAuth2Client(
                    self.client_id,
                    self.client_secret,
                    scope="openid email profile",
                    redirect_uri=f"{self.base_url}{BACK}",
                    code_challenge_method="S256",
                    timeout=self.seconds,
                ) as client:
                    yield client
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as problem:
            log.warning("provider down", kind=type(problem).__name__)
            raise ProviderFailed(
                f"The sign-in of {self.name} does not answer. Try again in a while, or use your password."
            ) from problem
        except OAuthError as problem:
            log.warning("provider refused", error=str(problem.error)[:60])
            if problem.error == "invalid_grant":
                raise NotVouched(BEGIN_AGAIN) from problem
            raise ProviderFailed(
                f"The sign-in of {self.name} does not deal with this server at the moment. Use your password,"
                " and tell whoever looks after this server."
            ) from problem
        except (
            AuthlibBaseError,
            JoseError,
            ProviderFailed,
            ValidationError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
        ) as problem:
            log.warning(
                "provider amiss", kind=type(problem).__name__, error=str(getattr(problem, "error", ""))[:60]
            )
            raise ProviderFailed(
                f"What the sign-in of {self.name} said cannot be believed, so nobody was let in. Begin it"
                " again, or use your password. If it stays so, tell whoever looks after this server."
            ) from problem

    def _made(self, what: str, left: Left) -> str:
        return self.codes.hash(f"provider {what}", left.secret)

    def _left(self, kept: str) -> Left:
        try:
            secret, _, to = self._signer().unsign(kept, max_age=LEFT_SECONDS).decode().partition(" ")
        except (BadSignature, UnicodeDecodeError):
            raise NotVouched(BEGIN_AGAIN) from None
        return Left(secret, to)

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(self.codes.hash("signer", "provider"), salt="provider")


def refuse_other_issuer(published: Published, answer: Mapping[str, str]) -> None:
    """An answer that names its issuer must name this one (RFC 9207), against mixed-up providers."""
    told = answer.get("iss")
    wanted = published.authorization_response_iss_parameter_supported
    if (told is not None or wanted) and told != published.issuer:
        raise ProviderFailed("The answer came from another provider.")
