#!/usr/bin/env bash
# Prints where systemd-analyze is.  With --install, installs it first when there is none.
set -euo pipefail
variable=SYSTEMD_ANALYZE
candidates=(systemd-analyze)
packages=(systemd)
need="The tests of deploy/ need systemd-analyze: the program, not a running systemd."
source "$(dirname "${BASH_SOURCE[0]}")/program.bash"
