# shellcheck shell=bash
# Sourced by build: gets Debian's sources, by apt, from the archive that this machine's apt uses. Lists and state are in a
# folder of their own ($apt_state): the machine's apt is asked where it gets Debian from, and is left as it is. apt verifies
# the archive's signature; what is pinned is compared with its pin besides.

apt_there() {
  apt-get -qq -o "Dir::State=$apt_state" -o Dir::State::status=/dev/null -o "Dir::Cache=$apt_state/cache" \
    -o "Dir::Etc::SourceList=$apt_state/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=2 "$@"
}

# archive_of LABEL: where this machine's apt gets it from; one line or none. NETPROBE_DEBIAN_ARCHIVE and
# NETPROBE_DEBIAN_SECURITY_ARCHIVE say so on a machine that is no Debian.
# shellcheck disable=SC2016 # the dollar is apt's
archive_of() {
  local given='NETPROBE_DEBIAN_ARCHIVE'
  [[ "$1" != Debian-Security ]] || given='NETPROBE_DEBIAN_SECURITY_ARCHIVE'
  if [[ -n "${!given:-}" ]]; then
    printf '%s\n' "${!given}"
  else
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' "Label: $1" | sort -u | sed -n 1p
  fi
}

debian_keyring() {
  local file
  for file in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
    if [[ -r "$file" ]]; then
      printf '%s\n' "$file"
      return
    fi
  done
  fail "Debian's keys are missing; install the package debian-archive-keyring"
}

list_archives() {
  local site security suite keys kind
  site="$(archive_of Debian)"
  security="$(archive_of Debian-Security)"
  keys="$(debian_keyring)"
  [[ -n "$site" ]] || fail "apt knows no archive of Debian here, and that is where the sources come from." \
    "Refresh its lists (apt-get update), or name an archive in NETPROBE_DEBIAN_ARCHIVE"
  while read -r suite; do
    for kind in deb deb-src; do
      printf '%s [signed-by=%s] %s %s main\n' "$kind" "$keys" "$site" "$suite"
      [[ -z "$security" ]] || printf '%s [signed-by=%s] %s %s-security main\n' "$kind" "$keys" "$security" "$suite"
    done
  done < <(pins | cut -d' ' -f4 | sort -u)
}

refresh_lists() {
  [[ ! -e "$apt_state/refreshed" ]] || return 0
  rm -rf "$apt_state"
  mkdir -p "$apt_state"/{lists,cache/archives}/partial
  list_archives >"$apt_state/sources.list"
  say "asking the archive of Debian for its lists"
  apt_there update || fail "apt could not fetch the lists of Debian's archive"
  touch "$apt_state/refreshed"
}

# The kinds, names, versions, suites, checksums and licences of the pins, by one blank.
pins() { sed -E '/^ *(#|$)/d; s/ +/ /g' "$recipe/pins"; }

pinned_names() { pins | cut -d' ' -f2 | uniq; }

# file_of KIND NAME VERSION: the file that its checksum is of. An epoch is no part of names.
file_of() {
  case "$1" in
    source) printf '%s_%s.dsc\n' "$2" "${3#*:}" ;;
    headers) printf '%s_%s_all.deb\n' "$2" "${3#*:}" ;;
  esac
}

checksum() { sha256sum "$1" | cut -d' ' -f1; }

# download KIND NAME VERSION: into $sources; fails where the archive has it not, or not all of it.
download() {
  case "$1" in
    source) (cd "$sources" && apt_there source --download-only --only-source "$2=$3") ;;
    headers) (cd "$sources" && apt_there download "$2=$3") ;;
  esac >>"$log" 2>&1
}

# get_pinned NAME: says in $got which pin it was.
get_pinned() {
  local kind name version suite sum licence file
  while read -r kind name version suite sum licence; do
    file="$sources/$(file_of "$kind" "$name" "$version")"
    if [[ -e "$file.complete" ]] || { refresh_lists && download "$kind" "$name" "$version"; }; then
      [[ "$(checksum "$file")" == "$sum" ]] || fail "$file is not what is pinned: sha256 $(checksum "$file"), not $sum"
      touch "$file.complete"
      got="$kind $name $version $suite $sum $licence"
      return
    fi
    say "the archive has no $name $version (any more)"
  done < <(pins | grep -E "^[a-z]+ $1 ")
  return 1
}

# The versions that the lists have, the newest first.
listed_versions() {
  if [[ "$1" == source ]]; then
    apt_cache showsrc --only-source "$2" | sed -n 's/^Version: //p'
  else
    apt_cache show "$2" | sed -n 's/^Version: //p'
  fi | sort -ruV
}

apt_cache() {
  apt-cache -o "Dir::State=$apt_state" -o Dir::State::status=/dev/null -o "Dir::Cache=$apt_state/cache" \
    -o "Dir::Etc::SourceList=$apt_state/sources.list" -o Dir::Etc::SourceParts=/dev/null "$@"
}

# get_newest KIND NAME LICENCE: what the archive has today, as its signed lists describe it; nobody has tried it with netprobe.
get_newest() {
  local version file
  refresh_lists
  while read -r version; do
    if download "$1" "$2" "$version"; then
      file="$sources/$(file_of "$1" "$2" "$version")"
      say "NOTE: $2 is taken in version $version, which is not pinned: it is what the archive has today"
      got="$1 $2 $version unpinned $(checksum "$file") $3"
      return
    fi
  done < <(listed_versions "$1" "$2")
  return 1
}

# get NAME: its files into $sources; $got then has kind, name, version, suite, checksum, licence.
get() {
  local kind licence
  read -r kind _ _ _ _ licence < <(pins | grep -m1 -E "^[a-z]+ $1 ")
  get_pinned "$1" && return
  [[ -z "${NETPROBE_DEPS_PINNED:-}" ]] || fail "$1 is not to be had as pinned, and NETPROBE_DEPS_PINNED forbids another"
  get_newest "$kind" "$1" "$licence" || fail "the archive has no $1 at all; $log has what apt said"
}
