"""What a published page costs, as a ratio within one run to nginx with the same bytes in a file."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.e2e.serving import command, free_port, migrate, serving

pytestmark = pytest.mark.bench

ROUNDS, SECONDS, AT_ONCE = 5, 2, 32
ENOUGH = 0.5
CONFIG = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; keepalive_requests 100000000; default_type text/html;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fast; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


@pytest.fixture(scope="module", autouse=True)
def tools() -> None:
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}; on Debian: apt-get install nginx-light wrk")


@contextmanager
def nginx(folder: Path, page: bytes) -> Iterator[str]:
    """Serve a page from a file; give its address."""
    (folder / "page").write_bytes(page)
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port))
    process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"])
    address = f"http://127.0.0.1:{port}/page"
    try:
        for _ in range(100):
            try:
                assert urlopen(address).read() == page
                break
            except URLError:
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def rate(address: str, *headers: str) -> float:
    """How many requests a second are answered, and every one of them well."""
    told = [part for header in headers for part in ("-H", header)]
    load = ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{SECONDS}s", *told, address]
    said = subprocess.run(load, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said
    assert "Socket errors" not in said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found
    return float(found[1])


def test_a_published_page_comes_at_more_than_half_the_speed_of_a_file_from_nginx(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    migrate(data)
    command(data, 1, "demo")
    with serving(data) as server:
        home = urlopen(server.url).read().decode()
        found = re.search(r'href="(/w/[^"/#?]+)"', home)
        assert found
        address = server.url + found[1]
        page = urlopen(address).read()
        with nginx(tmp_path, page) as file:
            etag = urlopen(address).headers["etag"]
            rounds = [(rate(address), rate(file)) for _ in range(ROUNDS)]
            unchanged = rate(address, f"If-None-Match: {etag}")
    ratio = median(ours / theirs for ours, theirs in rounds)
    ours, theirs = (median(found) for found in zip(*rounds, strict=True))
    print(f"\n\n{len(page):,} bytes: {ours:,.0f} a second, nginx {theirs:,.0f}: {ratio:.2f}")
    print(f"a reader who has it already: {unchanged:,.0f} a second\n")
    assert ratio >= ENOUGH
