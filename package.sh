#!/usr/bin/env bash
# Makes what people carry to a server, into dist/. The same commit gives the same bytes, on the same system.
set -euo pipefail

root="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
cd -- "$root"
# shellcheck source=.ci/packages.sh
source .ci/packages.sh
# shellcheck source=packaging/sbom.sh
source packaging/sbom.sh

usage() {
  cat <<'END'
usage: ./package.sh linux|windows|deb…

  linux     netprobe-VERSION-linux-x64.tar.gz: one static file, for any Linux on x86-64
  windows   netprobe-VERSION-windows-x64.zip: one file, for Windows 10, Server 2016 and later
  deb       netprobe_VERSION_amd64.deb: for the Debian or Ubuntu that this runs on

They come into dist/, those with libraries in them together with an SBOM (SPDX, JSON); dist/SHA256SUMS has the checksums.
What is missing is installed by apt, when it has the rights. For linux and windows the libraries are built from Debian's
sources first, which takes ten minutes of a processor, once: packaging/deps/README.md says how, and where they are kept.

NETPROBE_SIGN    a command that signs the file named by its one argument, in place; given netprobe.exe before it is packed
NETPROBE_JOBS    how many compilers run at a time (all processors)
END
}

jobs="${NETPROBE_JOBS:-$(nproc)}"
version="$(sed -nE 's/^project\(netprobe VERSION ([0-9.]+) .*/\1/p' CMakeLists.txt)"

# The time of what is packed is that of the commit; of a tree without one, of the newest change that is written down.
epoch() {
  git -c safe.directory='*' log -1 --format=%ct 2>/dev/null || date -u -d "$(newest_change)" +%s
}
newest_change() { sed -nE 's/^\.Dd (.*)/\1/p' docs/netprobe.1; }

# build_for windows|linux: leaves netprobe, stripped, in build/package-TARGET/bin. No path of this machine gets into it.
build_for() {
  local target="$1" tree="build/package-$1" log="build/package-$1.log"
  deps="$(packaging/deps/build "$target")"
  say "building netprobe for $target"
  {
    cmake --fresh -S . -B "$tree" -G Ninja "-DCMAKE_TOOLCHAIN_FILE=$root/packaging/deps/$target.cmake" "-DNETPROBE_DEPS=$deps" \
      -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE='-O2 -DNDEBUG' -DBUILD_TESTING=OFF \
      "-DCMAKE_CXX_FLAGS=-ffile-prefix-map=$root=. -ffile-prefix-map=$deps=deps" &&
      cmake --build "$tree" --target netprobe --parallel "$jobs"
  } >"$log" 2>&1 </dev/null || {
    grep -E -A5 'error:|Error|FAILED' "$log" | head -n 40 >&2 || true
    fail "netprobe does not build for $target; $log has the whole of it"
  }
}

# lay_out NAME BINARY: the folder that is packed, with what belongs to the program on every system.
lay_out() {
  stage="build/dist/$1"
  rm -rf "$stage"
  mkdir -p "$stage/licences" dist
  cp "$2" "$stage/"
  cp LICENSE CHANGELOG.md "$stage/"
  cp "$deps"/licences/*.txt "$stage/licences/"
  carry_readme >"$stage/README.md"
  sbom "$1" "$deps/versions" "$2" >"$stage/netprobe.spdx.json"
  cp "$stage/netprobe.spdx.json" "dist/$1.spdx.json"
}

# What of the README is for those who have the file and not the sources.
carry_readme() {
  sed -n '1,/^    \.\/run\.sh/{ /^    \.\/run\.sh/d; p }' README.md
  sed -n '/^## What it answers/,/^## Inside/{ /^## Inside/d; p }' README.md |
    sed 's|\./run\.sh |netprobe check |; s| *(run\.sh leaves .*)$||; /cmake --install/,+1d'
  printf '%s\n' 'licences/ has those of the libraries that are in the file, netprobe.spdx.json their names and versions.'
}

same_time() { find "build/dist/$1" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }

package_linux() {
  local name="netprobe-$version-linux-x64"
  build_for linux
  strip build/package-linux/bin/netprobe
  lay_out "$name" build/package-linux/bin/netprobe
  cp docs/netprobe.1 "$stage/"
  cp completions/netprobe "$stage/netprobe.bash-completion"
  tar -C build/dist --sort=name --format=ustar --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    --mtime="@$SOURCE_DATE_EPOCH" -c "$name" | gzip -n -9 >"dist/$name.tar.gz"
  made "$name.tar.gz"
}

package_windows() {
  local name="netprobe-$version-windows-x64"
  install_packages mandoc
  build_for windows
  x86_64-w64-mingw32-strip build/package-windows/bin/netprobe.exe
  [[ -z "${NETPROBE_SIGN:-}" ]] || "$NETPROBE_SIGN" build/package-windows/bin/netprobe.exe ||
    fail "$NETPROBE_SIGN did not sign netprobe.exe"
  lay_out "$name" build/package-windows/bin/netprobe.exe
  mandoc -T html -O style= docs/netprobe.1 >"$stage/netprobe.html"
  same_time "$name"
  (cd build/dist && find "$name" -type f | LC_ALL=C sort >"$name.files" &&
    TZ=UTC cmake -E tar c "$root/dist/$name.zip" --format=zip --files-from="$name.files")
  made "$name.zip"
}

package_deb() {
  local tree=build/package-deb log="$root/build/package-deb.log"
  install_packages "${build_packages[@]}" dpkg-dev file
  say "building netprobe for this system"
  {
    cmake --fresh -S . -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr -DBUILD_TESTING=OFF \
      -DCMAKE_CXX_FLAGS_RELEASE='-O2 -DNDEBUG' "-DCMAKE_CXX_FLAGS=-fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=$root=." \
      "-DCMAKE_EXE_LINKER_FLAGS=-Wl,-z,relro,-z,now" &&
      cmake --build "$tree" --parallel "$jobs" && cd "$tree" && cpack -G DEB
  } >"$log" 2>&1 </dev/null || {
    tail -n 30 "$log" >&2
    fail "the package could not be made; $log has the whole of it"
  }
  mkdir -p dist
  cp "$tree/netprobe_${version}_amd64.deb" dist/
  made "netprobe_${version}_amd64.deb"
}

made() {
  (cd dist && LC_ALL=C && sha256sum -- netprobe* >SHA256SUMS)
  printf 'dist/%s\n' "$1"
}

main() {
  local what
  [[ $# -gt 0 && "${1:-}" != --help && "${1:-}" != -h ]] || {
    usage
    exit $(($# > 0 ? 0 : 2))
  }
  for what in "$@"; do
    [[ "$what" =~ ^(linux|windows|deb)$ ]] || fail "there is no package '$what'; say linux, windows or deb"
  done
  SOURCE_DATE_EPOCH="$(epoch)"
  export SOURCE_DATE_EPOCH
  mkdir -p build
  for what in "$@"; do
    "package_$what"
  done
}

# A test takes the functions alone.
[[ "${BASH_SOURCE[0]}" != "$0" ]] || main "$@"
