# Read by the scripts beside it, one for each program that the tests run: it prints where the
# program is.  With --install, it installs Debian's package first when there is none.
#
# They set `variable`, the name of the setting that overrides the look-up; `candidates`, the names
# to look for; `packages`, Debian's; and `need`, a sentence saying what it is for.

find_program() {
  local candidate path
  if [[ -n "${!variable:-}" ]]; then
    path=$(command -v "${!variable}") && { echo "$path"; return 0; }
    echo "$variable names '${!variable}', which can't be run." >&2
    return 1
  fi
  for candidate in "${candidates[@]}"; do
    # Debian keeps servers off the path of an ordinary user.
    path=$(PATH="$PATH:/usr/sbin" command -v "$candidate") && { echo "$path"; return 0; }
  done
  return 1
}

explain() {
  cat >&2 <<TEXT
$need  On Debian:
    sudo apt-get update
    sudo apt-get install --no-install-recommends ${packages[*]}
Elsewhere: install ${candidates[0]}, and put its path into $variable.
TEXT
}

# Installs without starting what the packages bring; nothing that stood before is touched.
install_packages() {
  local policy=/usr/sbin/policy-rc.d
  export DEBIAN_FRONTEND=noninteractive
  if [[ ! -e $policy ]]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod +x $policy
  fi
  apt-get update -q >&2
  apt-get install -y -q --no-install-recommends "${packages[@]}" >&2
}

if find_program; then
  exit 0
fi
if [[ "${1:-}" != "--install" || -n "${!variable:-}" ]] || [[ $(id -u) -ne 0 ]] \
  || ! command -v apt-get > /dev/null; then
  explain
  exit 1
fi
install_packages
find_program
