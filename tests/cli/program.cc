#include "tests/cli/program.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace netprobe {

namespace fs = std::filesystem;

namespace {

/// A call that is not refused after all would probe: then in a network of its own, without a way
/// out, where that is permitted.
const std::string& sandbox() {
  static const std::string words =
      std::system("unshare -rn true 2>/dev/null") == 0 ? "unshare -rn " : "";
  return words;
}

/// What a run of the tests writes: in a folder of its own, which is gone when the run is over.
class Folder {
 public:
  Folder() { fs::create_directory(path_); }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_ = fs::path(testing::TempDir()) / fmt::format("netprobe-test-{}", getpid());
};

fs::path temporary(const std::string& name) {
  static const Folder folder;
  return folder.path() / name;
}

}  // namespace

Ended call(const std::string& arguments, const std::string& variables) {
  const fs::path errors = temporary("errors");
  const std::string command = fmt::format("{}env -i {} {} {} 2>{} </dev/null", sandbox(), variables,
                                          NETPROBE_BINARY, arguments, errors.string());
  Ended ended;
  std::FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t got = 1; got > 0;) {
    got = std::fread(buffer.data(), 1, buffer.size(), pipe);
    ended.output.append(buffer.data(), got);
  }
  ended.status = WEXITSTATUS(pclose(pipe));
  std::ifstream file(errors);
  ended.errors.assign(std::istreambuf_iterator<char>(file), {});
  return ended;
}

std::string file_with(const std::string& name, const std::string& text) {
  const fs::path path = temporary(name);
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

}  // namespace netprobe
