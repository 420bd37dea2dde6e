#include "netprobe/cli/file_calls.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace netprobe {

std::FILE* open_to_read(const std::string& path) { return std::fopen(path.c_str(), "rb"); }

std::FILE* open_to_write(const std::string& path) { return std::fopen(path.c_str(), "wb"); }

std::FILE* create_to_write(const std::string& path) { return std::fopen(path.c_str(), "wbx"); }

std::FILE* create_private(const std::string& path) {
  constexpr mode_t for_the_user = 0600;
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, for_the_user);
  if (descriptor < 0) {
    return nullptr;
  }
  std::FILE* const file = fdopen(descriptor, "wb");
  if (file == nullptr) {
    close(descriptor);
  }
  return file;
}

bool make_private_folder(const std::string& path) {
  constexpr mode_t for_the_user = 0700;
  return mkdir(path.c_str(), for_the_user) == 0 || errno == EEXIST;
}

bool is_own(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && found.st_uid == geteuid();
}

bool replace_file(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0;
}

void remove_file(const std::string& path) { static_cast<void>(std::remove(path.c_str())); }

std::string path_of_file_url(std::string path) { return path; }

}  // namespace netprobe
