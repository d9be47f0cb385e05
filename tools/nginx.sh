#!/usr/bin/env bash
# Prints where nginx is.  With --install, installs it first when there is none.
set -euo pipefail
variable=NGINX
candidates=(nginx)
packages=(nginx)
need="The tests of deploy/ need nginx: the program, not a running server."
source "$(dirname "${BASH_SOURCE[0]}")/program.bash"
