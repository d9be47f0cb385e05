"""nginx as deploy/nginx.conf has it, but for ports, folders and the certificate."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.deploy.files import DEPLOY, said
from tests.e2e.serving import free_port
from tests.programs import program

NAME = "trialoog.localhost"
STARTS = 10.0  # seconds that it may take
# What stands round the file in Debian's /etc/nginx/nginx.conf, as far as it matters.
AROUND = """{user}daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fast; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{conf}
}}
"""


def certificate(folder: Path) -> Path:
    """Make a certificate of our own for `NAME` and this machine, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    mine = x509.SubjectAlternativeName(
        [x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(mine, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, form, plain)
    )
    return file


def nginx_for(folder: Path, certificate: Path, port: int, processes: Sequence[int]) -> Path:
    """Write a configuration of nginx with our file in it, on a port of this machine."""
    conf = said("nginx.conf")
    servers = "\n".join(
        f"    server 127.0.0.1:{each} max_fails=2 fail_timeout=2s;" for each in processes
    )
    for pattern, instead in (
        (r"    server 127\.0\.0\.1:8000 .*;", servers),
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen 443 ", f"listen 127.0.0.1:{port} "),
        (r"    listen \[::\]:\d+.*\n", ""),
        (r"server_name trialoog\.example\.nl;", f"server_name {NAME};"),
        (r"/etc/ssl/trialoog\.(pem|key)", str(certificate)),
        (r"/var/(log|cache)/nginx/", f"{folder}/"),
        (r"/etc/nginx/trialoog", str(DEPLOY)),
    ):
        conf, times = re.subn(pattern, instead, conf)
        assert times, pattern
    user = "" if os.getuid() else "user root;\n"
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(user=user, folder=folder, conf=conf))
    return file


@dataclass
class Proxy:
    """nginx, which can be killed and started again."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        conf = self.folder / "nginx.conf"
        # Where the tests find nginx, it would look for sockets to take over.
        told = {name: value for name, value in os.environ.items() if name != "NGINX"}
        self.process = subprocess.Popen([program("nginx"), "-p", self.folder, "-c", conf], env=told)
        until = time.monotonic() + STARTS
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "error.log").read_text()
            assert time.monotonic() < until, "nginx does not answer"
            time.sleep(0.02)

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End it as a power cut does, with the process that does its work."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for one in (self.process.pid, *map(int, children.split())):
            os.kill(one, signal.SIGKILL)
        self.process.wait()
        self.process = None
        while self.answers():  # the other one is not ours to wait for
            time.sleep(0.02)


@contextmanager
def proxy(folder: Path, port: int, processes: Sequence[int]) -> Iterator[Proxy]:
    """Run nginx before processes on ports of this machine, until the block ends."""
    folder.mkdir()
    nginx_for(folder, certificate(folder), port, processes)
    running = Proxy(folder, port)
    running.start()
    try:
        yield running
    finally:
        if running.process is not None:
            running.process.terminate()
            running.process.wait(timeout=10)
