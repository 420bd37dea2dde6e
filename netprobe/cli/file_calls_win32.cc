#include "netprobe/cli/file_calls.h"

#include "netprobe/core/utf16.h"
#include "netprobe/probe/winsock.h"

#include <fcntl.h>
#include <io.h>

#include <cerrno>
#include <cstdint>

namespace netprobe {

namespace {

void keep_reason() {
  switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      errno = ENOENT;
      return;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
      errno = EACCES;
      return;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
      errno = EEXIST;
      return;
    case ERROR_DISK_FULL:
      errno = ENOSPC;
      return;
    default:
      errno = EIO;
  }
}

}  // namespace

std::FILE* open_to_read(const std::string& path) { return _wfopen(wide_of(path).c_str(), L"rb"); }

std::FILE* open_to_write(const std::string& path) { return _wfopen(wide_of(path).c_str(), L"wb"); }

/// The C library of older systems takes "x" for nothing.
std::FILE* create_to_write(const std::string& path) {
  HANDLE handle = CreateFileW(wide_of(path).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                              FILE_ATTRIBUTE_NORMAL, nullptr);
  if (handle == INVALID_HANDLE_VALUE) {
    keep_reason();
    return nullptr;
  }
  const int descriptor =
      _open_osfhandle(reinterpret_cast<std::intptr_t>(handle), _O_BINARY | _O_WRONLY);
  if (descriptor < 0) {
    CloseHandle(handle);
    return nullptr;
  }
  return _fdopen(descriptor, "wb");  // which owns both from here on
}

std::FILE* create_private(const std::string& path) { return create_to_write(path); }

bool make_private_folder(const std::string& path) {
  const bool made = CreateDirectoryW(wide_of(path).c_str(), nullptr) != 0 ||
                    GetLastError() == ERROR_ALREADY_EXISTS;
  if (!made) {
    keep_reason();
  }
  return made;
}

bool is_own(const std::string& path) {
  static_cast<void>(path);  // a profile is its user's alone
  return true;
}

bool replace_file(const std::string& from, const std::string& to) {
  const bool replaced = MoveFileExW(wide_of(from).c_str(), wide_of(to).c_str(),
                                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0;
  if (!replaced) {
    keep_reason();
  }
  return replaced;
}

void remove_file(const std::string& path) { DeleteFileW(wide_of(path).c_str()); }

std::string path_of_file_url(std::string path) {
  const bool has_drive = path.size() > 2 && path[0] == '/' && path[2] == ':';
  return has_drive ? path.substr(1) : path;
}

}  // namespace netprobe
