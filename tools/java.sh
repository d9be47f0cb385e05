#!/usr/bin/env bash
# Prints where Java is.  With --install, installs it first when there is none.
set -euo pipefail
variable=JAVA
candidates=(java)
packages=(default-jre-headless)
need="The HTML checker needs Java."
source "$(dirname "${BASH_SOURCE[0]}")/program.bash"
