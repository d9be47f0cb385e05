#!/usr/bin/env bash
# Prints where Chromium is.  With --install, installs Debian's package first when there is none.
# The tests ask this script too, so that the look-up stands in one place.
set -euo pipefail

find_chromium() {
  local candidate path
  if [[ -n "${CHROMIUM:-}" ]]; then
    path=$(command -v "$CHROMIUM") && { echo "$path"; return 0; }
    echo "CHROMIUM names '$CHROMIUM', which can't be run." >&2
    return 1
  fi
  for candidate in /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome \
    /usr/bin/google-chrome-stable chromium chromium-browser google-chrome; do
    path=$(command -v "$candidate") && { echo "$path"; return 0; }
  done
  return 1
}

explain() {
  cat >&2 <<'TEXT'
The browser tests need Chromium and a font with wide coverage.  On Debian:
    sudo apt-get update
    sudo apt-get install --no-install-recommends chromium fonts-noto-core
Elsewhere: install Chromium or Chrome, and put its path into CHROMIUM.
TEXT
}

if find_chromium; then
  exit 0
fi
if [[ "${1:-}" != "--install" || -n "${CHROMIUM:-}" ]] || [[ $(id -u) -ne 0 ]] \
  || ! command -v apt-get > /dev/null; then
  explain
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
apt-get install -y -q --no-install-recommends chromium fonts-noto-core >&2
find_chromium
