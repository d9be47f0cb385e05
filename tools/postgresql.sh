#!/usr/bin/env bash
# Prints the folder that PostgreSQL's programs are in.  With --install, installs Debian's package
# first when there is none.
# The tests ask this script too, so that the look-up stands in one place.
set -euo pipefail

complete() { [[ -x "$1/initdb" && -x "$1/postgres" ]]; }

find_postgresql() {
  local folder
  if [[ -n "${POSTGRESQL_BIN:-}" ]]; then
    complete "$POSTGRESQL_BIN" && { echo "$POSTGRESQL_BIN"; return 0; }
    echo "POSTGRESQL_BIN names '$POSTGRESQL_BIN', where initdb and postgres can't be run." >&2
    return 1
  fi
  # Debian keeps them off the path, a folder per version; the client alone leaves one as well.
  while read -r folder; do
    complete "$folder" && { echo "$folder"; return 0; }
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort --reverse)
  folder=$(dirname "$(command -v initdb)") && complete "$folder" && echo "$folder"
}

explain() {
  cat >&2 <<'TEXT'
The tests of the store need PostgreSQL 13 or newer: its programs, not a running server.  On Debian:
    sudo apt-get update
    sudo apt-get install --no-install-recommends postgresql
Elsewhere: install the server, and put the folder that holds initdb and postgres into
POSTGRESQL_BIN.
TEXT
}

if find_postgresql; then
  exit 0
fi
if [[ "${1:-}" != "--install" || -n "${POSTGRESQL_BIN:-}" ]] || [[ $(id -u) -ne 0 ]] \
  || ! command -v apt-get > /dev/null; then
  explain
  exit 1
fi
# The package would make a database cluster and start it; the tests make their own.  Only a first
# installation does so, so this need not stay.
no_cluster=/etc/postgresql-common/createcluster.d/trialoog-tests.conf
mkdir -p "$(dirname "$no_cluster")"
trap 'rm -f "$no_cluster"' EXIT
echo "create_main_cluster = false" > "$no_cluster"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
apt-get install -y -q --no-install-recommends postgresql >&2
find_postgresql
