#pragma once

#include "netprobe/core/result.h"

#include <string>
#include <string_view>

namespace netprobe {

/// The one reader of input files. `path` "-" is standard input, once. The error names the option
/// that gave the path, and the file: missing, a directory, unreadable, or over 256 MB.
Result<std::string> read_input(const std::string& path, std::string_view option);

/// The one writer. A file is written whole or not at all: to a temporary file beside it, then
/// renamed. `open` proves before any packet is sent that this will be possible; a file that is
/// never committed leaves nothing behind, and an existing one as it was. Something that is no
/// regular file (a pipe, /dev/stdout) is written directly.
class OutputFile {
 public:
  static Result<OutputFile> open(const std::string& path, std::string_view option);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&& other) noexcept;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  [[nodiscard]] Result<void> commit(std::string_view bytes);

 private:
  OutputFile(std::string path, std::string temporary)
      : path_(std::move(path)), temporary_(std::move(temporary)) {}

  std::string path_;
  std::string temporary_;  ///< empty: written directly, or already renamed
};

/// All of standard output at once; false when it cannot be written (a closed pipe, a full disk).
bool write_stdout(std::string_view bytes);

}  // namespace netprobe
