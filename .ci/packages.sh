# shellcheck shell=bash
# Sourced by run.sh and test.sh: installs the packages that are missing, and says nothing of those that are there.
# Package names are those of Debian 12, Debian 13 and Ubuntu 24.04; `new|old` stands for whichever there is, and `name|` for
# what is left out where the archive does not have it.

# shellcheck disable=SC2034  # for those who source this
build_packages=(
  g++ cmake ninja-build pkg-config ca-certificates
  libcurl4-openssl-dev libc-ares-dev libuv1-dev libssl-dev libpacparser-dev zlib1g-dev
  libcli11-dev libexpected-dev libfmt-dev nlohmann-json3-dev libkainjow-mustache-dev
)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
  say "$*"
  exit 2
}

has_terminal() { { : </dev/tty; } 2>/dev/null; }

# Runs a command as root; asks for a password only where somebody can type one.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif has_terminal; then
    sudo -- "$@"
  else
    sudo -n -- "$@"
  fi
}

may_become_root() {
  ((EUID == 0)) || { command -v sudo >/dev/null && { has_terminal || sudo -n true 2>/dev/null; }; }
}

# Does the archive have the package, as far as apt's lists tell?
is_offered() { [[ -n "$(apt-cache madison "$1" 2>/dev/null)" ]]; }

# Is it known that the archive lacks the package? Not where apt has no lists yet.
is_not_offered() { ! is_offered "$1" && is_offered dpkg; }

# Prints those of the words for which no package is installed. A word may name alternatives, new|old, or none: name|
missing_packages() {
  local installed word
  if ! command -v dpkg-query >/dev/null; then
    say "this is no Debian or Ubuntu; taking for granted that the like of this is installed: $*"
    return
  fi
  installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' 2>/dev/null)"
  for word in "$@"; do
    [[ "$installed" == *" installed=${word%%|*} "* || "$installed" == *" installed=${word##*|} "* ]] ||
      { [[ "$word" == *'|' ]] && is_not_offered "${word%|}"; } || printf '%s\n' "$word"
  done
}

# Prints the first of two alternatives if this system's archive has it, else the second, if there is one.
pick_alternative() {
  if [[ "$1" == *'|'* ]] && ! is_offered "${1%%|*}"; then
    [[ "$1" == *'|' ]] || printf '%s\n' "${1##*|}"
  else
    printf '%s\n' "${1%%|*}"
  fi
}

# Ends the script with status 2 where the packages in its arguments are missing and may not be installed.
require_rights() {
  may_become_root || fail "packages are missing, and installing them needs root or sudo." \
    "Run this as root, or have somebody run: apt-get install ${*%%|*}"
}

quietly() {
  "$@" >build/apt.log 2>&1 </dev/null || {
    cat build/apt.log >&2
    return 1
  }
}

apt_install() {
  local names=() word
  mkdir -p build
  say "asking apt for the packages that are missing"
  quietly as_root apt-get -q update || say "apt could not refresh its lists; trying with those it has"
  for word in "$@"; do
    mapfile -t -O "${#names[@]}" names < <(pick_alternative "$word")
  done
  ((${#names[@]})) || return 0
  say "installing ${names[*]}"
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    install --yes --no-remove --no-install-recommends "${names[@]}" ||
    fail "apt could not install ${names[*]}; what it said is above."
}

# install_packages WORD…: as `missing_packages` takes them.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]})); then
    require_rights "${missing[@]}"
    apt_install "${missing[@]}"
  fi
}

# configure PRESET: brings build/PRESET to where it can be built, from scratch if the tree has moved.
configure() {
  local build="build/$1"
  if [[ ! -f "$build/build.ninja" ]] ||
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$build/CMakeCache.txt"; then
    say "configuring $build"
    cmake --preset "$1" --fresh >"$build.log" 2>&1 || {
      cat "$build.log" >&2
      fail "the sources could not be configured (they need what Debian 12, Debian 13 and Ubuntu 24.04 have, or newer)"
    }
  fi
}
