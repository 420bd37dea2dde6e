#include "netprobe/probe/machine.h"

#include "netprobe/core/text.h"
#include "netprobe/core/utf16.h"
#include "netprobe/probe/registry.h"
#include "netprobe/probe/socket_address.h"
#include "netprobe/probe/tcp_socket.h"
#include "netprobe/probe/winsock.h"

#include <iphlpapi.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <vector>

namespace netprobe {

namespace {

/// Sockets are not counted here; ports are, 16384 to a far end by default.
constexpr std::size_t reasonable_sockets = 8192;
constexpr ULONG most_adapter_bytes = 1024 * 1024;

std::vector<std::wstring> environment_entries() {
  std::vector<std::wstring> entries;
  wchar_t* const block = GetEnvironmentStringsW();
  for (const wchar_t* entry = block; entry != nullptr && *entry != L'\0';) {
    entries.emplace_back(entry);
    entry += entries.back().size() + 1;
  }
  FreeEnvironmentStringsW(block);
  return entries;
}

}  // namespace

std::vector<IpAddress> own_addresses() {
  use_winsock();
  constexpr ULONG flags =
      GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
  ULONG size = 16 * 1024;
  std::vector<unsigned char> room;
  ULONG status = ERROR_BUFFER_OVERFLOW;
  // The list may grow between two calls.
  for (int i = 0; i < 3 && status == ERROR_BUFFER_OVERFLOW && size <= most_adapter_bytes; ++i) {
    room.assign(size, 0);
    status = GetAdaptersAddresses(AF_UNSPEC, flags, nullptr,
                                  reinterpret_cast<IP_ADAPTER_ADDRESSES*>(room.data()), &size);
  }
  std::vector<IpAddress> addresses;
  if (status != ERROR_SUCCESS) {
    return addresses;
  }
  for (const auto* adapter = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(room.data());
       adapter != nullptr; adapter = adapter->Next) {
    for (const auto* one = adapter->FirstUnicastAddress; one != nullptr; one = one->Next) {
      if (const auto address = address_of(one->Address.lpSockaddr)) {
        addresses.push_back(*address);
      }
    }
  }
  return addresses;
}

std::optional<IpAddress> outgoing_address() {
  use_winsock();
  const Socket witness(socket(AF_INET, SOCK_DGRAM, 0));
  const SocketAddress to = socket_address(IpAddress::v4(0xCB007101), 9);  // 203.0.113.1
  sockaddr_storage own{};
  int size = sizeof own;
  auto* const address = reinterpret_cast<sockaddr*>(&own);
  const bool known = witness.is_open() && connect(witness.descriptor(), to.get(), to.size) == 0 &&
                     getsockname(witness.descriptor(), address, &size) == 0;
  return known ? address_of(address) : std::nullopt;
}

std::size_t raise_descriptor_limit() { return reasonable_sockets; }

bool has_variable(const char* name) {
  return GetEnvironmentVariableW(wide_of(name).c_str(), nullptr, 0) > 1;
}

std::string hosts_file_path() {
  const RegistryValue folder = registry_value(
      Hive::machine, R"(SYSTEM\CurrentControlSet\Services\Tcpip\Parameters)", "DataBasePath");
  if (folder.text && !folder.text->empty()) {
    return *folder.text + R"(\hosts)";
  }
  std::array<wchar_t, MAX_PATH> system{};
  const UINT size = GetSystemDirectoryW(system.data(), static_cast<UINT>(system.size()));
  return utf8_of_wide({system.data(), std::min<std::size_t>(size, system.size() - 1)}) +
         R"(\drivers\etc\hosts)";
}

std::string read_hosts_file(std::size_t limit) {
  std::ifstream file(std::filesystem::path(wide_of(hosts_file_path())), std::ios::binary);
  std::string text;
  std::array<char, 4096> buffer{};
  while (file && text.size() < limit) {
    const std::size_t room = std::min(buffer.size(), limit - text.size());
    file.read(buffer.data(), static_cast<std::streamsize>(room));
    text.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  return text;
}

std::vector<std::string> inherited_variables(std::initializer_list<std::string_view> names) {
  std::vector<std::string> variables;
  for (const std::wstring& entry : environment_entries()) {
    const std::string variable = utf8_of_wide(entry);
    // "=C:=C:\folder" is how the shell remembers the folder of each drive.
    const std::string name = variable.substr(0, variable.find('=', 1));
    const bool wanted = std::any_of(names.begin(), names.end(), [&](std::string_view one) {
      return one.ends_with('*') ? starts_with_ignoring_case(name, one.substr(0, one.size() - 1))
                                : equals_ignoring_case(name, one);
    });
    if (wanted && name.size() < variable.size()) {
      variables.push_back(variable);
    }
  }
  return variables;
}

BrokenPipeGuard::BrokenPipeGuard() : former_(nullptr) {}  // there is no such signal

BrokenPipeGuard::~BrokenPipeGuard() = default;

}  // namespace netprobe
