"""A command that is run slowly: what it starts is stopped and goes on; its exit is passed on."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Ends with 3 once it went on after it was stopped, with 0 when that never happened.
WAITS = """
import signal, sys, time
signal.signal(signal.SIGCONT, lambda *_: sys.exit(3))
time.sleep(10)
"""
STARTS = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"


def test_what_a_command_starts_stands_still_and_goes_on() -> None:
    python = [sys.executable, "-c"]
    command = [*python, STARTS, *python, WAITS, "trialoog", "serve"]
    slowly = [sys.executable, "-m", "tools.slowly", "1", *command]
    assert subprocess.run(slowly, cwd=ROOT, check=False, timeout=60).returncode == 3
