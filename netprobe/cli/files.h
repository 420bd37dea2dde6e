#pragma once

#include "netprobe/cli/exit_status.h"
#include "netprobe/core/result.h"

#include <string>
#include <string_view>

namespace netprobe {

/// The one reader of input files. `path` "-" is standard input, once. The error names the option
/// that gave the path, and the file: missing, a directory, unreadable, or over 256 MB. A file of
/// gzip is read as what is compressed in it.
Result<std::string> read_input(const std::string& path, std::string_view option);

/// The one writer. A file is written whole or not at all: to a temporary file beside it, then
/// renamed. `open` proves before any packet is sent that this will be possible, and leaves nothing
/// behind; a file that is not committed is as it was. Something that is no regular file (a pipe,
/// /dev/stdout) is written directly. Where the name ends in ".gz" the bytes are compressed.
class OutputFile {
 public:
  static Result<OutputFile> open(const std::string& path, std::string_view option);

  [[nodiscard]] Result<void> commit(std::string_view bytes) const;

 private:
  OutputFile(std::string path, bool whole, bool compressed)
      : path_(std::move(path)), whole_(whole), compressed_(compressed) {}

  [[nodiscard]] Result<void> write(std::string_view bytes) const;

  std::string path_;
  bool whole_;  ///< by way of a temporary file
  bool compressed_;
};

/// Writes a file that is its user's alone (where the system knows that: mode 0600) into a folder
/// that is made if need be, whole or not at all.
Result<void> write_private(const std::string& folder, const std::string& name,
                           std::string_view bytes);
/// The path of that file.
std::string file_in(const std::string& folder, const std::string& name);
bool is_file(const std::string& path);

/// All of standard output at once; false when it cannot be written (a closed pipe, a full disk).
bool write_stdout(std::string_view bytes);
/// The same for a command that is done with it: its exit status, or that it cannot be written.
Result<ExitStatus> print(std::string_view text, ExitStatus exit_status = ExitStatus::ready);

}  // namespace netprobe
