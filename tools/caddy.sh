#!/usr/bin/env bash
# Prints where Caddy is.  With --install, installs it first when there is none.
set -euo pipefail
variable=CADDY
candidates=(caddy)
packages=(caddy)
need="The tests of deploy/ need Caddy: the program, not a running server."
source "$(dirname "${BASH_SOURCE[0]}")/program.bash"
