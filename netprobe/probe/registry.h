#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netprobe {

/// Where Windows keeps its settings. On a system without a registry every answer is empty.

enum class Hive {
  machine,  ///< HKEY_LOCAL_MACHINE, of 64-bit programs
  caller,   ///< HKEY_CURRENT_USER
  users,    ///< HKEY_USERS: the hives that are loaded now, by SID
};

/// "HKLM", as people and reg.exe write it.
std::string_view name_of(Hive hive);

/// One value, of the kinds that settings are kept in. Whoever wants one kind takes its member: the
/// others are empty.
struct RegistryValue {
  std::optional<std::string> text;      ///< REG_SZ, REG_EXPAND_SZ (with what it stands for)
  std::optional<std::uint32_t> number;  ///< REG_DWORD
  std::optional<std::string> bytes;     ///< REG_BINARY
  std::vector<std::string> texts;       ///< REG_MULTI_SZ
  bool is_denied = false;  ///< it is there, or may be, and this process may not read it
};

/// Values and keys are read up to 1 MB and 1000 names each; what is longer counts as not there.
RegistryValue registry_value(Hive hive, const std::string& key, const std::string& name);

/// The names of the keys below a key; empty where there is no such key.
std::vector<std::string> registry_keys(Hive hive, const std::string& key);

}  // namespace netprobe
