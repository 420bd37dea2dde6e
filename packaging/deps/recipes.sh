# shellcheck shell=bash
# Sourced by build: how each library is configured, in the order in which they need each other. netprobe speaks HTTP, TLS and
# the protocols of proxies, and resolves names itself: what else a library can do is left out.
# A recipe is given the unpacked source, and has: $target $prefix $work $recipe $jobs.

cmake_install() {
  local source="$1" tree="$work/tree-$2"
  shift 2
  cmake -S "$source" -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=Release "-DCMAKE_TOOLCHAIN_FILE=$recipe/$target.cmake" \
    "-DNETPROBE_DEPS=$prefix" "-DCMAKE_INSTALL_PREFIX=$prefix" -DCMAKE_INSTALL_LIBDIR=lib -DBUILD_SHARED_LIBS=OFF \
    "-DCMAKE_C_FLAGS=-ffile-prefix-map=$work=." "-DCMAKE_CXX_FLAGS=-ffile-prefix-map=$work=." \
    -DCMAKE_C_FLAGS_RELEASE='-O2 -DNDEBUG' -DCMAKE_CXX_FLAGS_RELEASE='-O2 -DNDEBUG' "$@"
  cmake --build "$tree" --parallel "$jobs"
  cmake --install "$tree"
}

# No configuration file is read, and no module or engine loaded: on Windows, whoever may write where they are looked for
# would run code as SYSTEM, so that place cannot exist; elsewhere, those of the system are for another OpenSSL.
# The whole of it is told by `openssl version -a`, so no path of this machine is in it.
build_openssl() {
  local options=(no-shared no-tests no-apps no-docs no-autoload-config no-module no-dso no-engine no-idea no-mdc2 no-rc5
    no-ssl3 no-quic no-cmp no-comp no-afalgeng)
  if [[ "$target" == windows ]]; then
    options+=(mingw64 --cross-compile-prefix=x86_64-w64-mingw32- --prefix='?:/none' --openssldir='?:/none')
  else
    options+=(linux-x86_64 --prefix=/nonexistent --openssldir=/etc/ssl)
  fi
  cd "$1"
  CC=gcc CFLAGS=-O2 ./Configure "${options[@]}"
  make -j "$jobs" build_libs
  install -d "$prefix/include/openssl" "$prefix/lib"
  install -m 644 include/openssl/*.h "$prefix/include/openssl/"
  install -m 644 libssl.a libcrypto.a "$prefix/lib/"
}

# What Debian patched into 1.18 takes a name of glibc's for granted.
build_c_ares() {
  cmake_install "$1" c-ares "-DCMAKE_C_FLAGS=-ffile-prefix-map=$work=. $([[ "$target" == linux ]] || printf '%s' -DINADDRSZ=4)" \
    -DCARES_STATIC=ON -DCARES_SHARED=OFF -DCARES_BUILD_TOOLS=OFF -DCARES_BUILD_TESTS=OFF
}

build_libuv1() {
  cmake_install "$1" libuv -DLIBUV_BUILD_SHARED=OFF -DLIBUV_BUILD_TESTS=OFF -DLIBUV_BUILD_BENCH=OFF
  # Debian calls it so.
  sed 's/^Name: .*/Name: libuv/; s/-l:libuv\.a/-luv/' "$prefix/lib/pkgconfig/libuv-static.pc" >"$prefix/lib/pkgconfig/libuv.pc"
}

build_fmtlib() { cmake_install "$1" fmt -DFMT_TEST=OFF -DFMT_DOC=OFF; }

build_pacparser() {
  cmake_install "$recipe/pacparser" pacparser "-DPACPARSER_SOURCE=$1" "-DPACPARSER_VERSION=$(upstream_version "$2")"
}

# Without SSPI, which would replace libcurl's own NTLM and Digest, and without GSSAPI. Each address is pinned by netprobe; the
# threaded resolver is never asked.
build_curl() {
  cmake_install "$1" curl -DHTTP_ONLY=ON -DCURL_USE_OPENSSL=ON -DCURL_WINDOWS_SSPI=OFF -DCURL_USE_GSSAPI=OFF \
    -DBUILD_CURL_EXE=OFF -DBUILD_STATIC_LIBS=ON -DBUILD_LIBCURL_DOCS=OFF -DBUILD_MISC_DOCS=OFF -DBUILD_TESTING=OFF \
    -DBUILD_EXAMPLES=OFF -DENABLE_CURL_MANUAL=OFF -DCURL_USE_PKGCONFIG=OFF -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF \
    -DUSE_LIBIDN2=OFF -DUSE_NGHTTP2=OFF -DCURL_ZLIB=OFF -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DCURL_DISABLE_ALTSVC=ON \
    -DCURL_DISABLE_HSTS=ON -DCURL_DISABLE_DOH=ON -DCURL_DISABLE_WEBSOCKETS=ON -DCURL_DISABLE_NETRC=ON \
    -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none -DCURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON
}

# Copied: to search /usr/include as well would find the headers of this machine's C library.
install_headers() {
  local files="$work/headers-$2" folder
  mkdir "$files"
  dpkg-deb --extract "$1" "$files"
  cp -r "$files/usr/include" "$prefix/"
  for folder in cmake pkgconfig; do
    [[ ! -d "$files/usr/share/$folder" ]] || cp -r "$files/usr/share/$folder" "$prefix/share/"
  done
  sed -i 's|^prefix=/usr$|prefix='"$prefix"'|; s|-I/usr/include|-I'"$prefix"'/include|' "$prefix"/share/pkgconfig/*.pc
  keep_licence "$files/usr/share/doc/$2/copyright" "$2"
}
