#include "netprobe/cli/gzip.h"

namespace netprobe {

namespace {

tl::unexpected<Error> without_zlib() {
  return usage_error("this netprobe was built without zlib, and knows no files of gzip");
}

}  // namespace

bool has_gzip() { return false; }

Result<std::string> gzip(std::string_view) { return without_zlib(); }

Result<std::string> gunzip(std::string_view, std::size_t) { return without_zlib(); }

}  // namespace netprobe
