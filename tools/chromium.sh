#!/usr/bin/env bash
# Prints where Chromium is.  With --install, installs it first when there is none.
set -euo pipefail
variable=CHROMIUM
candidates=(chromium chromium-browser google-chrome google-chrome-stable)
packages=(chromium fonts-noto-core)
need="The browser tests need Chromium and a font with wide coverage."
source "$(dirname "${BASH_SOURCE[0]}")/program.bash"
