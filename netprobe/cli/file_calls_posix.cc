#include "netprobe/cli/file_calls.h"

namespace netprobe {

std::FILE* open_to_read(const std::string& path) { return std::fopen(path.c_str(), "rb"); }

std::FILE* open_to_write(const std::string& path) { return std::fopen(path.c_str(), "wb"); }

std::FILE* create_to_write(const std::string& path) { return std::fopen(path.c_str(), "wbx"); }

bool replace_file(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0;
}

void remove_file(const std::string& path) { static_cast<void>(std::remove(path.c_str())); }

std::string path_of_file_url(std::string path) { return path; }

}  // namespace netprobe
