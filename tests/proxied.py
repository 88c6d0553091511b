"""nginx and Caddy with the settings of docs/deploy, in front of a real server on loopback."""

from __future__ import annotations

import http.client
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.capabilities import ROOT, require
from tests.serving import free_port

PUBLIC, TEAM = "survey.example.org", "team.example.org"
CLIENT = "127.0.0.2"
"""Loopback too, and unlike the proxy's own address it cannot be in a log for another reason."""
EXAMPLES = ROOT / "docs" / "deploy"
NGINX_LINE = "    server 127.0.0.1:8000 max_fails=0;"
CADDY_LINE = "reverse_proxy 127.0.0.1:8000"


@dataclass
class Place:
    """Where a proxy of this test listens and writes, and what stands behind it."""

    folder: Path
    upstream: tuple[int, ...]
    team: int | None = None
    """Where a process for the team alone answers; None where the same one does."""
    plain: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)

    @property
    def certificate(self) -> Path:
        return self.folder / "fullchain.pem"

    def logged(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in self.folder.glob("*.log"))

    def ask(
        self,
        path: str,
        *,
        name: str = PUBLIC,
        method: str = "GET",
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask over TLS, by a name and from an address of one's own."""
        connection = Named(name, self.port, self.certificate)
        try:
            given = {
                "Host": f"{name}:{self.port}",
                "Origin": f"https://{name}:{self.port}",
                **(headers or {}),
            }
            connection.request(method, path, body, given, encode_chunked=not isinstance(body, bytes | None))
            reply = connection.getresponse()
            with reply:
                return reply, reply.read().decode("utf-8", "replace")
        finally:
            connection.close()


class Named(http.client.HTTPSConnection):
    """A connection to loopback that asks for a name nobody else has to know."""

    def __init__(self, name: str, port: int, certificate: Path) -> None:
        super().__init__(name, port, timeout=20, context=ssl.create_default_context(cafile=str(certificate)))
        self.trust = certificate

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), 20, (CLIENT, 0))
        context = ssl.create_default_context(cafile=str(self.trust))
        try:
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise


def cookies(reply: http.client.HTTPResponse) -> str:
    return "; ".join(each.split(";")[0] for each in reply.headers.get_all("Set-Cookie") or ())


def certify(folder: Path, *given: x509.GeneralName) -> None:
    """A certificate for these names, or both of the proxy's, that lasts a day and signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PUBLIC)])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName(given or (x509.DNSName(PUBLIC), x509.DNSName(TEAM)))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def changed(text: str, changes: Mapping[str, str]) -> str:
    """An example with what is particular to a machine put in; each must be there to be changed."""
    for old, new in changes.items():
        assert old in text, f"The example lacks {old}"
        text = text.replace(old, new)
    return text


AS_SHIPPED = """
    gzip on; keepalive_timeout 75; ssl_protocols TLSv1 TLSv1.1 TLSv1.2; client_max_body_size 8m;
"""
"""Settings that systems put beside a site's own, which has to have the last word."""


def with_team(site: str, place: Place, server: str) -> str:
    """The team's line, which is the last of its kind, to a process of its own where there is one."""
    if place.team is None:
        return site
    before, found, after = site.rpartition(server)
    assert found
    return f"{before}{server.replace('8000', str(place.team))}{after}"


def nginx(place: Place) -> tuple[str, ...]:
    servers = "\n".join(f"    server 127.0.0.1:{port} max_fails=0;" for port in place.upstream)
    site = changed(
        with_team(example("nginx.conf"), place, NGINX_LINE),
        {
            NGINX_LINE: servers,
            "listen 443": f"listen 127.0.0.1:{place.port}",
            "listen 80": f"listen 127.0.0.1:{place.plain}",
            "https://$host$": f"https://$host:{place.port}$",
            "https://survey.example.org$": f"https://survey.example.org:{place.port}$",
        },
    )
    shared = changed(
        example("survey.inc"),
        {
            "/var/log/nginx/": f"{place.folder}/",
            "/etc/ssl/survey/": f"{place.folder}/",
            "client_body_timeout 15s": "client_body_timeout 1s",
        },
    )
    (place.folder / "conf.d").mkdir()
    (place.folder / "conf.d" / "survey.inc").write_text(shared, "utf-8")
    (place.folder / "conf.d" / "survey.conf").write_text(site, "utf-8")
    kept = " ".join(
        f"{kind}_temp_path {place.folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    first = f"daemon off; worker_processes 1; pid {place.folder}/pid;\n{'user root;' if is_root() else ''}\n"
    http = f"http {{ access_log {place.folder}/main.log; {AS_SHIPPED} {kept} include conf.d/*.conf; }}"
    file = place.folder / "nginx.conf"
    file.write_text(f"{first}\nevents {{}}\n{http}\n", "utf-8")
    return (str(require("nginx")), "-c", str(file), "-e", str(place.folder / "start"))


def is_root() -> bool:
    return Path("/proc/self").stat().st_uid == 0


def caddy(place: Place) -> tuple[str, ...]:
    servers = " ".join(f"127.0.0.1:{port}" for port in place.upstream)
    site = changed(
        with_team(example("Caddyfile"), place, CADDY_LINE),
        {
            "\tadmin off\n": f"\tadmin off\n\thttp_port {place.plain}\n\thttps_port {place.port}\n"
            "\tdefault_bind 127.0.0.1\n\tskip_install_trust\n",
            CADDY_LINE: f"reverse_proxy {servers}",
            "/var/log/caddy/": f"{place.folder}/",
            "/etc/ssl/survey/": f"{place.folder}/",
            "https://survey.example.org{": f"https://survey.example.org:{place.port}{{",
            "read_body 15s": "read_body 1s",
        },
    )
    (place.folder / "Caddyfile").write_text(site, "utf-8")
    return (
        str(require("caddy")),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        str(place.folder / "Caddyfile"),
    )


PROXIES: dict[str, Callable[[Place], tuple[str, ...]]] = {"nginx": nginx, "caddy": caddy}


@contextmanager
def proxied(name: str, place: Place) -> Iterator[Place]:
    """The proxy, from when it takes connections until the block ends."""
    certify(place.folder)
    command = PROXIES[name](place)
    told = place.folder / "told"
    with told.open("w") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            env={"HOME": str(place.folder), "PATH": "/usr/bin:/usr/sbin"},
        )
        try:
            ends = time.monotonic() + 20
            while not listens(place.port):
                assert process.poll() is None, told.read_text()
                assert time.monotonic() < ends, told.read_text()
                time.sleep(0.05)
            yield place
        finally:
            process.terminate()
            process.wait(timeout=20)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
