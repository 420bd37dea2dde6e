#include "netprobe/cli/files.h"

#include "netprobe/cli/file_calls.h"
#include "netprobe/cli/gzip.h"
#include "netprobe/core/text.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <system_error>
#include <utility>

namespace netprobe {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_input = std::size_t{256} * 1024 * 1024;  // product contract, 7

struct CloseFile {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Paths are UTF-8 everywhere here; a plain string would be read in the code page of the system.
fs::path path_of(const std::string& text) {
  return fs::path(std::u8string(text.begin(), text.end()));
}

std::string text_of(const fs::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

std::string reason() { return std::generic_category().message(errno); }

tl::unexpected<Error> unreadable(std::string_view option, const std::string& path,
                                 std::string_view why) {
  return input_error(fmt::format("{}: cannot read \"{}\": {}", option, printable(path, 300), why));
}

tl::unexpected<Error> unwritable(const std::string& path, std::string_view why) {
  return tl::unexpected<Error>(
      {Error::Kind::output, fmt::format("cannot write \"{}\": {}", printable(path, 300), why)});
}

Result<std::string> read_all(std::FILE* file, std::string_view option, const std::string& path) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file);
    text.append(buffer.data(), got);
    if (text.size() > largest_input) {
      return unreadable(option, path, "it is larger than 256 MB");
    }
    if (got < buffer.size()) {
      break;
    }
  }
  if (std::ferror(file) != 0) {
    return unreadable(option, path, reason());
  }
  if (!is_gzip(text)) {
    return text;
  }
  auto unpacked = gunzip(text, largest_input);
  return unpacked ? std::move(unpacked) : unreadable(option, path, unpacked.error().message);
}

bool write_all(std::FILE* file, std::string_view bytes) {
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fflush(file) == 0 && written;
}

/// Beside the file, as a rename does not cross file systems; not named after it, whose name may be
/// as long as a name can be.
std::string temporary_beside(const fs::path& path) {
  std::random_device random;
  return text_of(path.parent_path() / fmt::format(".netprobe.{:08x}.tmp", random()));
}

}  // namespace

Result<std::string> read_input(const std::string& path, std::string_view option) {
  if (path == "-") {
    return std::feof(stdin) != 0
               ? unreadable(option, path, "standard input was read already, by another option")
               : read_all(stdin, option, "standard input");
  }
  std::error_code error;
  const fs::path place = path_of(path);
  if (fs::is_directory(place, error)) {
    return unreadable(option, path, "it is a directory");
  }
  const auto size = fs::is_regular_file(place, error) ? fs::file_size(place, error) : 0;
  if (!error && size > largest_input) {
    return unreadable(option, path, "it is larger than 256 MB");
  }
  const File file(open_to_read(path));
  return file ? read_all(file.get(), option, path) : unreadable(option, path, reason());
}

Result<OutputFile> OutputFile::open(const std::string& path, std::string_view option) {
  const auto named = [&](const tl::unexpected<Error>& error) {
    return tl::unexpected<Error>(
        {error.value().kind, fmt::format("{}: {}", option, error.value().message)});
  };
  std::error_code error;
  const fs::path place = path_of(path);
  const bool compressed = ends_with_ignoring_case(path, ".gz");
  if (compressed && !has_gzip()) {
    return named(unwritable(path, "this netprobe was built without zlib, which compresses"));
  }
  if (path.empty() || fs::is_directory(place, error)) {
    return named(unwritable(path, path.empty() ? "no file was named" : "it is a directory"));
  }
  if (fs::exists(place, error) && !fs::is_regular_file(place, error)) {
    const File direct(open_to_write(path));
    return direct ? Result<OutputFile>(OutputFile(path, false, compressed))
                  : named(unwritable(path, reason()));
  }
  // A link keeps pointing where it points: the file behind it is what is replaced.
  const fs::path target = fs::is_symlink(place, error) ? fs::weakly_canonical(place, error) : place;
  const std::string trial = temporary_beside(target);
  {
    const File file(create_to_write(trial));
    if (!file) {
      return named(unwritable(path, reason()));
    }
  }
  remove_file(trial);
  return OutputFile(text_of(target), true, compressed);
}

Result<void> OutputFile::commit(std::string_view bytes) const {
  if (!compressed_) {
    return write(bytes);
  }
  return gzip(bytes).and_then([&](const std::string& packed) { return write(packed); });
}

Result<void> OutputFile::write(std::string_view bytes) const {
  const std::string written = whole_ ? temporary_beside(path_of(path_)) : path_;
  File file(whole_ ? create_to_write(written) : open_to_write(written));
  const bool is_written = file && write_all(file.get(), bytes) &&
                          std::fclose(file.release()) == 0 &&
                          (!whole_ || replace_file(written, path_));
  if (is_written) {
    return {};
  }
  const std::string why = reason();
  if (whole_) {
    remove_file(written);
  }
  return unwritable(path_, why);
}

Result<void> write_private(const std::string& folder, const std::string& name,
                           std::string_view bytes) {
  const std::string path = file_in(folder, name);
  std::string there;  // the last of the folders that is there
  for (fs::path part; const fs::path& step : path_of(folder)) {
    part /= step;
    std::error_code error;
    const bool is_there = fs::is_directory(part, error);
    if (!is_there && !is_own(there)) {
      return unwritable(path, fmt::format("{} is another user's", there));
    }
    if (!is_there && !make_private_folder(text_of(part))) {
      return unwritable(path, reason());
    }
    there = text_of(part);
  }
  if (!is_own(there)) {
    return unwritable(path, fmt::format("{} is another user's", there));
  }
  const std::string written = temporary_beside(path_of(path));
  File file(create_private(written));
  if (!file) {
    return unwritable(path, reason());
  }
  const bool is_written = write_all(file.get(), bytes) && std::fclose(file.release()) == 0 &&
                          replace_file(written, path);
  if (is_written) {
    return {};
  }
  const std::string why = reason();
  remove_file(written);
  return unwritable(path, why);
}

std::string file_in(const std::string& folder, const std::string& name) {
  return text_of(path_of(folder) / path_of(name));
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path_of(path), error);
}

bool write_stdout(std::string_view bytes) { return write_all(stdout, bytes); }

Result<ExitStatus> print(std::string_view text, ExitStatus exit_status) {
  if (!write_stdout(text)) {
    return tl::unexpected<Error>({Error::Kind::internal, "cannot write to standard output"});
  }
  return exit_status;
}

}  // namespace netprobe
