#include "reports/probe_words.h"

namespace netprobe {

std::string_view name_of(RowProbe::Role role) {
  switch (role) {
    case RowProbe::Role::representative:
      return "representative";
    case RowProbe::Role::sign_in:
      return "sign-in";
    case RowProbe::Role::sample:
      return "sample";
    case RowProbe::Role::target:
      return "target";
  }
  return "";
}

std::string_view name_of(ControlKind kind) {
  switch (kind) {
    case ControlKind::microsoft_host:
      return "microsoft-host";
    case ControlKind::unrelated_host:
      return "unrelated-host";
    case ControlKind::must_not_resolve:
      return "must-not-resolve";
    case ControlKind::unrouted_address:
      return "unrouted-address";
    case ControlKind::azure_platform:
      return "azure-platform";
    case ControlKind::resolver:
      return "resolver";
    case ControlKind::name_service:
      return "name-service";
    case ControlKind::search_name:
      return "search-name";
    case ControlKind::upload:
      return "upload";
    case ControlKind::unlisted_name:
      return "unlisted-name";
    case ControlKind::windows_tls:
      return "windows-tls";
  }
  return "";
}

std::string_view name_of(AnchorKind kind) {
  switch (kind) {
    case AnchorKind::unverified:
      return "unverified";
    case AnchorKind::expected:
      return "expected";
    case AnchorKind::publicly_trusted:
      return "publicly-trusted";
    case AnchorKind::local:
      return "local";
  }
  return "";
}

}  // namespace netprobe
