#include "netprobe/probe/registry.h"

#include "netprobe/core/utf16.h"

#include <windows.h>

#include <array>
#include <cstring>

namespace netprobe {

namespace {

constexpr DWORD most_bytes = 1024 * 1024;
constexpr DWORD most_keys = 1000;
constexpr DWORD longest_key_name = 256;

HKEY root_of(Hive hive) {
  switch (hive) {
    case Hive::machine:
      return HKEY_LOCAL_MACHINE;
    case Hive::caller:
      return HKEY_CURRENT_USER;
    case Hive::users:
      return HKEY_USERS;
  }
  return nullptr;
}

/// A key that is open for reading; `status` says why it is none.
class Key {
 public:
  Key(Hive hive, const std::string& path)
      : status_(RegOpenKeyExW(root_of(hive), wide_of(path).c_str(), 0, KEY_READ | KEY_WOW64_64KEY,
                              &handle_)) {}
  ~Key() {
    if (status_ == ERROR_SUCCESS) {
      RegCloseKey(handle_);
    }
  }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  [[nodiscard]] LSTATUS status() const { return status_; }
  [[nodiscard]] HKEY handle() const { return handle_; }

 private:
  HKEY handle_ = nullptr;
  LSTATUS status_;
};

/// The bytes of a value, which may grow between asking for its size and reading it.
LSTATUS read_bytes(const Key& key, const std::wstring& name, DWORD& type, std::string& bytes) {
  DWORD size = 0;
  LSTATUS status = RegQueryValueExW(key.handle(), name.c_str(), nullptr, &type, nullptr, &size);
  if (status != ERROR_SUCCESS || size > most_bytes) {
    return status == ERROR_SUCCESS ? ERROR_MORE_DATA : status;
  }
  bytes.assign(size, '\0');
  status = RegQueryValueExW(key.handle(), name.c_str(), nullptr, &type,
                            reinterpret_cast<BYTE*>(bytes.data()), &size);
  bytes.resize(status == ERROR_SUCCESS ? size : 0);
  return status;
}

std::string expanded(const std::string& text) {
  const std::wstring wide = wide_of(text);
  const DWORD size = ExpandEnvironmentStringsW(wide.c_str(), nullptr, 0);
  if (size == 0 || size > most_bytes) {
    return text;
  }
  std::wstring out(size, L'\0');
  const DWORD written = ExpandEnvironmentStringsW(wide.c_str(), out.data(), size);
  out.resize(written > 0 && written <= size ? written - 1 : 0);
  return utf8_of_wide(out);
}

std::vector<std::string> texts_in(std::string_view bytes) {
  std::vector<std::string> texts;
  while (bytes.size() >= 2) {
    std::size_t end = 0;
    while (end + 1 < bytes.size() && (bytes[end] != '\0' || bytes[end + 1] != '\0')) {
      end += 2;
    }
    if (end > 0) {
      texts.push_back(utf8_of_bytes(bytes.substr(0, end)));
    }
    bytes.remove_prefix(std::min(end + 2, bytes.size()));
  }
  return texts;
}

RegistryValue value_of(DWORD type, std::string bytes) {
  RegistryValue value;
  if (type == REG_SZ) {
    value.text = utf8_of_bytes(bytes);
  } else if (type == REG_EXPAND_SZ) {
    value.text = expanded(utf8_of_bytes(bytes));
  } else if (type == REG_MULTI_SZ) {
    value.texts = texts_in(bytes);
  } else if (type == REG_DWORD && bytes.size() == sizeof(std::uint32_t)) {
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    value.number = number;
  } else if (type == REG_BINARY) {
    value.bytes = std::move(bytes);
  }
  return value;
}

}  // namespace

RegistryValue registry_value(Hive hive, const std::string& key, const std::string& name) {
  const Key open(hive, key);
  DWORD type = REG_NONE;
  std::string bytes;
  const LSTATUS status =
      open.status() == ERROR_SUCCESS ? read_bytes(open, wide_of(name), type, bytes) : open.status();
  if (status == ERROR_SUCCESS) {
    return value_of(type, std::move(bytes));
  }
  RegistryValue value;
  value.is_denied = status == ERROR_ACCESS_DENIED;
  return value;
}

std::vector<std::string> registry_keys(Hive hive, const std::string& key) {
  std::vector<std::string> names;
  const Key open(hive, key);
  std::array<wchar_t, longest_key_name> name{};
  for (DWORD i = 0; open.status() == ERROR_SUCCESS && i < most_keys; ++i) {
    auto size = static_cast<DWORD>(name.size());
    if (RegEnumKeyExW(open.handle(), i, name.data(), &size, nullptr, nullptr, nullptr, nullptr) !=
        ERROR_SUCCESS) {
      break;
    }
    names.push_back(utf8_of_wide({name.data(), size}));
  }
  return names;
}

}  // namespace netprobe
