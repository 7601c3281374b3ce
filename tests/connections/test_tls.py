"""Certificates: the name in the URL is what must be certified, although an address is dialled."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connections.http import send
from connections.transport import close_connections
from integrations.http import HttpRequest
from integrations.outcomes import Permanent, Retry
from tests.connections.servers import Stub, serving

Issued = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def issue(name: str, issuer: Issued | None = None) -> Issued:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    names = [x509.DNSName(name)] if issuer else []
    if name == "address":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))  # type: ignore[arg-type]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer[1] if issuer else key).public_key()),
            False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if issuer is None:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def server_context(folder: Path, issued: Issued) -> ssl.SSLContext:
    path = folder / "server.pem"
    key = issued[1].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key + issued[0].public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issued]:
    """One that the operator trusts, by SSL_CERT_FILE."""
    issued = issue("Test authority")
    (tmp_path / "ca.pem").write_bytes(issued[0].public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    close_connections()
    yield issued
    close_connections()


@pytest.fixture
def stub(authority: Issued, tmp_path: Path) -> Iterator[Stub]:
    with serving(server_context(tmp_path, issue("localhost", authority))) as stub:
        yield stub


def test_the_name_is_certified(stub: Stub) -> None:
    allow = [f"localhost:{stub.port}", f"127.0.0.1:{stub.port}"]
    for _ in range(2):
        assert send(HttpRequest("GET", stub.url(host="localhost")), allow=allow).json()["ok"] is True
    assert stub.connections == 1
    with pytest.raises(Permanent) as raised:
        send(HttpRequest("POST", stub.url(host="127.0.0.1")), allow=allow)
    assert "certificate that cannot be trusted" in raised.value.message
    assert len(stub.requests) == 2


def test_an_unknown_authority(authority: Issued, tmp_path: Path) -> None:
    with serving(server_context(tmp_path, issue("localhost", issue("Somebody else")))) as stub:
        with pytest.raises(Permanent) as raised:
            send(HttpRequest("GET", stub.url(host="localhost")), allow=[f"localhost:{stub.port}"])
        assert "certificate that cannot be trusted" in raised.value.message


def test_the_deadline_holds_over_tls(stub: Stub) -> None:
    request = HttpRequest("GET", stub.url("/drip/body", host="localhost"), timeout_seconds=0.5)
    with pytest.raises(Retry) as raised:
        send(request, allow=[f"localhost:{stub.port}"])
    assert raised.value.code == "STEP_TIMEOUT"


def test_no_way_from_https_to_http(stub: Stub) -> None:
    with serving() as plain:
        url = stub.url(f"/redirect/302/{plain.url()}", host="localhost")
        with pytest.raises(Permanent) as raised:
            send(HttpRequest("GET", url), allow=[f"localhost:{stub.port}", *plain.allowed])
    assert raised.value.code == "OUTBOUND_BLOCKED"
    assert plain.requests == []


def test_a_server_that_speaks_no_tls() -> None:
    with serving() as plain, pytest.raises(Retry) as raised:
        send(HttpRequest("POST", f"https://127.0.0.1:{plain.port}/"), allow=plain.allowed)
    assert "encryption" in raised.value.message
