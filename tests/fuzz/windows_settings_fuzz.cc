#include "netprobe/core/utf16.h"
#include "proxy/sources.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace netprobe;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

/// The bytes are what the registry holds in each place: no setting comes of them that is neither
/// usable nor told to be unusable, and no text that is not UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  ProxyTexts texts;
  texts.windows.is_here = true;
  WinInetTexts account;
  account.place = "HKU";
  account.connections = bytes;
  account.enable = 1;
  account.server = bytes;
  account.bypass = bytes;
  texts.windows.accounts[std::string(system_sid)] = account;
  texts.windows.winhttp = bytes;
  const Component system{Component::Kind::system, ""};
  const ProxySettings settings = settings_of(system, texts);
  for (const auto& found : {settings.https, settings.http}) {
    require(!found || found->proxy.has_value() == found->setting.problem.empty());
  }
  require(windows_places_of(texts.windows).size() == 5);
  static_cast<void>(windows_script_of(system, texts.windows));
  require(utf16_of(utf8_of_bytes(bytes)).size() <= size / 2);
  require(utf8_of(utf16_of(utf8_of_bytes(bytes))) == utf8_of_bytes(bytes));
  return 0;
}
