"""An organisation's OpenID Connect provider, small but real: a server on loopback that a test can make lie.

Discovery, keys, a page to sign in on, the token endpoint with PKCE and codes that work once, and userinfo.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "survey-server", "what the provider gave us"
Claims = dict[str, Any]
Signer = Callable[[Claims], str]


@cache
def first_key() -> RSAKey:
    """The key that an organisation has to begin with; made once, because it takes a while."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Organisation:
    """What the server answers; every part can be put another way by a test."""

    address: str
    now: Callable[[], float]
    key: RSAKey | ECKey = field(default_factory=first_key)
    person: Claims = field(
        default_factory=lambda: {"sub": "1001", "email": "Ada@Example.org", "email_verified": True}
    )
    changed: Claims = field(default_factory=dict)
    """Claims that are not as they should be; None takes one away."""
    sign: Signer | None = None
    userinfo: Claims = field(default_factory=dict)
    document: Claims = field(default_factory=dict)
    replies: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What a path answers whatever is asked."""
    asked: list[str] = field(default_factory=list)
    granted: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self, folder: Path, **more: object) -> dict[str, object]:
        """What a survey server is told about this organisation."""
        secret = folder / "provider-secret"
        secret.write_text(f"{SECRET}\n")
        secret.chmod(0o600)
        return {
            "oidc_issuer": self.address,
            "oidc_client_id": CLIENT,
            "oidc_secret_file": secret,
            "oidc_name": "Greater London House",
            **more,
        }

    def answer(self, path: str, given: dict[str, str], authorization: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if path in self.replies:
            return self.replies[path]
        if path == "/sign-in":
            return 200, self.page(given).encode()
        answers: dict[str, Callable[[], Claims]] = {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": lambda: {"keys": [self.key.as_dict(private=False, use="sig", alg=self.algorithm)]},
            "/token": lambda: self.token(given, authorization),
            "/me": lambda: self.userinfo if authorization.startswith("Bearer ") else {},
        }
        if path not in answers:
            return 404, b"{}"
        found = answers[path]()
        return (400 if "error" in found else 200), json.dumps(found).encode()

    @property
    def algorithm(self) -> str:
        return "RS256" if isinstance(self.key, RSAKey) else "ES256"

    def discovery(self) -> Claims:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/sign-in",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/me",
            **self.document,
        }

    def page(self, asked: dict[str, str]) -> str:
        """The page on which somebody signs in, with the way back as a link."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        code = secrets.token_urlsafe(16)
        self.granted[code] = asked
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        return f'<!doctype html><title>Greater London House</title><a href="{back}">Sign in as Ada</a>'

    def token(self, given: dict[str, str], authorization: str) -> Claims:
        ours = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        by_form = (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
        if authorization != f"Basic {ours}" and not by_form:
            return {"error": "invalid_client"}
        asked = self.granted.pop(given["code"], None)
        verifier = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        if asked is None or challenge != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        assert given["redirect_uri"] == asked["redirect_uri"]
        now = int(self.now())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.changed,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = (self.sign or self.signed)(claims)
        return {"access_token": "for userinfo", "token_type": "Bearer", "id_token": signed}

    def signed(self, claims: Claims) -> str:
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


@contextmanager
def organisation_at_work(now: Callable[[], float]) -> Iterator[Organisation]:
    """The server by the name `localhost`, so that to a browser it is another site than 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            self.reply({name: values[0] for name, values in parse_qs(body).items()})

        def reply(self, form: dict[str, str]) -> None:
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()} | form
            status, body = organisation.answer(parts.path, given, self.headers.get("authorization", ""))
            kind = "text/html" if body.startswith(b"<") else "application/json"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of a request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    organisation = Organisation(f"http://localhost:{server.server_port}", now)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield organisation
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
