#!/usr/bin/env bash
# Builds netprobe and runs `netprobe check` with the arguments given here; its exit status is the check's.
# stdout has the report and nothing else.
set -euo pipefail

root="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=.ci/packages.sh
source "$root/.ci/packages.sh"

build() {
  cd -- "$root"
  install_packages "${build_packages[@]}"
  mkdir -p build
  configure release
  if [[ "$(ninja -C build/release -n netprobe)" != *'no work to do'* ]]; then
    say 'building netprobe; the first time takes a few minutes'
    cmake --build build/release --target netprobe </dev/null || fail 'the build failed; what it said is above.'
  fi
}

(build) >&2
exec "$root/build/release/bin/netprobe" check "$@"
