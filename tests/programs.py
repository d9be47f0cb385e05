"""Where the programs are that tests run; the scripts in tools/ know, and say how to get them."""

import subprocess
from pathlib import Path

from trialoog.paths import ROOT


def program(name: str) -> Path:
    """Return what `tools/<name>.sh` prints. A test without its program fails with what it says."""
    found = subprocess.run(
        [ROOT / "tools" / f"{name}.sh"], check=False, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    return Path(found.stdout.strip())
