# shellcheck shell=bash
# Sourced by package.sh: what is in the file, as SPDX 2.3 in JSON. The libraries and versions are those that packaging/deps
# has noted when it built them.

# sbom NAME VERSIONS FILE: of the package NAME, whose program is FILE.
sbom() {
  local sum created
  sum="$(sha256sum "$3" | cut -d' ' -f1)"
  created="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
  cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "$1",
  "documentNamespace": "https://spdx.org/spdxdocs/$1-$sum",
  "creationInfo": {"created": "$created", "creators": ["Tool: netprobe-package.sh"]},
  "packages": [
    {
      "SPDXID": "SPDXRef-netprobe", "name": "netprobe", "versionInfo": "$version",
      "packageFileName": "${3##*/}", "primaryPackagePurpose": "APPLICATION",
      "downloadLocation": "NOASSERTION", "filesAnalyzed": false,
      "licenseConcluded": "MIT", "licenseDeclared": "MIT", "copyrightText": "NOASSERTION",
      "checksums": [{"algorithm": "SHA256", "checksumValue": "$sum"}]
    }$(while read -r line; do sbom_package "$line"; done <"$2")
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-netprobe"}$(
    while read -r _ name _; do sbom_link "$name"; done <"$2"
  )
  ]
}
END
}

# A line of versions: kind, name, version, suite, checksum (of the .dsc or .deb), licence. The compiler's have no checksum.
sbom_package() {
  local kind name version suite sum licence about=''
  read -r kind name version suite sum licence <<<"$1"
  [[ "$kind" == runtime ]] || about=", \"checksums\": [{\"algorithm\": \"SHA256\", \"checksumValue\": \"$sum\"}]"
  cat <<END
,
    {
      "SPDXID": "$(spdx_id "$name")", "name": "$name", "versionInfo": "$version",
      "supplier": "Organization: Debian", "downloadLocation": "NOASSERTION", "filesAnalyzed": false,
      "licenseConcluded": "NOASSERTION", "licenseDeclared": "$licence", "copyrightText": "NOASSERTION",
      "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
        "referenceLocator": "pkg:deb/debian/$(purl_text "$name")@$(purl_text "$version")$(purl_of_kind "$kind" "$suite")"}]$about
    }
END
}

spdx_id() { printf 'SPDXRef-%s\n' "${1//[^A-Za-z0-9.-]/-}"; }

purl_text() { sed 's/+/%2B/g; s/:/%3A/g' <<<"$1"; }

purl_of_kind() {
  case "$1" in
    source) printf '?arch=source&distro=%s\n' "$2" ;;
    *) printf '?distro=%s\n' "$2" ;;
  esac
}

sbom_link() {
  cat <<END
,
    {"spdxElementId": "SPDXRef-netprobe", "relationshipType": "STATIC_LINK", "relatedSpdxElement": "$(spdx_id "$1")"}
END
}
