#!/usr/bin/env bash
# Prints where Redis's or Valkey's server is.  With --install, installs it first when there is none.
set -euo pipefail
variable=REDIS_SERVER
candidates=(redis-server valkey-server)
packages=(redis-server)
need="The tests of several processes need Redis or Valkey: the program, not a running server."
source "$(dirname "${BASH_SOURCE[0]}")/program.bash"
