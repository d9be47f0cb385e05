"""The examples, served with an address of their own: what readers and Lighthouse look at."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.e2e.serving import REPOSITORY, command, free_port, migrate, waiting


@contextmanager
def examples(data: Path) -> Iterator[tuple[str, str]]:
    """Serve them; give the address of the installation and the path of a weighing."""
    migrate(data)
    command(data, 1, "demo")
    port = free_port()
    serve = [sys.executable, "-m", "trialoog", "serve"]
    public = f"http://127.0.0.1:{port}"
    with waiting(serve, data, port, cwd=REPOSITORY, TRIALOOG_PUBLIC_URL=public) as server:
        (weighing, *_) = re.findall(r'href="(/w/[^"/#?]+)"', urlopen(server.url).read().decode())
        yield server.url, weighing


def spread(found: list[float], form: str = ",.0f") -> str:
    """The middle one, and the least and the most."""
    middle = sorted(found)[len(found) // 2]
    return f"{middle:{form}} ({min(found):{form}} to {max(found):{form}})"
