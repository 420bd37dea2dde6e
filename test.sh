#!/usr/bin/env bash
# Installs what the tests need, builds with sanitizers, and runs the checks: form, unit tests, the lab; with --lint
# clang-tidy too, and every header by itself.
# The last line says how many tests passed and failed; the exit status is 0 when all is well.
# Form and lint are those of LLVM 14: where the archive lacks it, as Debian 13's does, they are left to Debian 12.
# shellcheck disable=SC2317  # `step` calls the functions that look unreachable
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/packages.sh
source .ci/packages.sh

build=build/dev
policy=/usr/sbin/policy-rc.d
test_packages=(
  "${build_packages[@]}"
  ccache 'clang-format-14|' 'clang-tidy-14|' libgmock-dev libgtest-dev python3 'python3-fastjsonschema|' python3-jsonschema
  apache2-bin bind9-dnsutils curl 'dante-server|' haproxy iproute2 krb5-admin-server krb5-kdc krb5-user microsocks
  'nginx-light|nginx' nftables openssl procps squid-openssl tinyproxy-bin unbound
)
declare -A service_of=(
  ['dante-server|']=danted [haproxy]=haproxy [krb5-admin-server]=krb5-admin-server [krb5-kdc]=krb5-kdc
  ['nginx-light|nginx']=nginx [squid-openssl]=squid [unbound]=unbound
)

allow_services() {
  as_root rm -f "$policy"
  [[ ! -e "$policy.kept" ]] || as_root mv "$policy.kept" "$policy"
}

deny_services() {
  [[ ! -e "$policy" || -e "$policy.kept" ]] || as_root mv "$policy" "$policy.kept"
  trap allow_services EXIT
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

# Debian starts a server when it is installed, and at each boot from then on. The lab starts its own.
install_test_packages() {
  local missing word
  mapfile -t missing < <(missing_packages "${test_packages[@]}")
  ((${#missing[@]})) || return 0
  require_rights "${missing[@]}"
  deny_services
  apt_install "${missing[@]}"
  allow_services
  trap - EXIT
  for word in "${missing[@]}"; do
    if [[ -v "service_of[$word]" ]] && command -v systemctl >/dev/null; then
      as_root systemctl --quiet disable "${service_of[$word]}" || true
    fi
  done
}

check_format() {
  find netprobe endpoints proxy reports tests \( -name '*.h' -o -name '*.cc' \) \
    -exec clang-format-14 --dry-run -Werror {} +
}

failed_steps=()

# step NAME COMMAND…: says what runs and how long it took; a failure does not keep the next step from running.
step() {
  local name="$1" begin=$SECONDS
  shift
  say "$name"
  if "$@"; then
    say "$name: fine, $((SECONDS - begin)) s"
  else
    say "$name: FAILED, $((SECONDS - begin)) s"
    failed_steps+=("$name")
  fi
}

tests() { ctest --test-dir "$build" --output-on-failure --no-tests=ignore "$@"; }

install_test_packages
mkdir -p build
configure dev
# Ten callers of an allocation tell whose it is; to note thirty is a tenth of all that the lab costs.
export ASAN_OPTIONS=malloc_context_size=10 UBSAN_OPTIONS=print_stacktrace=1 NETPROBE_LAB_SLOW=2
export GTEST_OUTPUT="json:$PWD/$build/results/"
rm -rf "$build/results"

llvm="$(command -v clang-format-14 || true)"
if [[ -n "$llvm" ]]; then
  step 'clang-format' check_format
else
  say "form and lint are left to Debian 12: LLVM 14 is not to be had here"
fi
step 'build' cmake --build "$build"
step 'unit tests' tests -L unit -j "$(nproc)" --output-junit results/unit.xml
# Ten minutes of work on two cores: CI and those who are about to hand something in ask for it. (`--target tidy` looks
# at the sources of the tests too.)
if [[ "${1:-}" == --lint ]]; then
  step 'headers compile alone' cmake --build "$build" --target all_verify_interface_header_sets
  [[ -z "$llvm" ]] || step 'clang-tidy' cmake --build "$build" --target tidy_product
fi
# A lab of processes on a busy machine may miss a deadline once; what fails twice has failed.
step 'lab' tests -LE 'unit|bench' -j 4 --repeat until-pass:2 --output-junit results/lab.xml

((${#failed_steps[@]} == 0)) || say "failed: ${failed_steps[*]}"
python3 tests/rules/count.py "$build/results" || failed_steps+=(tests)
exit $((${#failed_steps[@]} > 0))
