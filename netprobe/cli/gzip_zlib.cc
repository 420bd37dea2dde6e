#include "netprobe/cli/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace netprobe {

namespace {

constexpr int gzip_and_largest_window = 15 + 16;  // zlib's manual: windowBits of deflateInit2

tl::unexpected<Error> not_packed() {
  return tl::unexpected<Error>({Error::Kind::internal, "zlib would not compress it"});
}

/// zlib takes what it reads for something that it might write.
Bytef* input_of(std::string_view bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

/// Calls `step` until it says that it is done: false. Hands it no more than zlib can count.
template <typename Step>
void feed(z_stream& stream, std::string_view bytes, Step step) {
  constexpr std::size_t most = std::size_t{1} << 30U;
  do {
    const std::string_view piece = bytes.substr(0, most);
    bytes.remove_prefix(piece.size());
    stream.next_in = input_of(piece);
    stream.avail_in = static_cast<uInt>(piece.size());
    if (!step(bytes.empty())) {
      return;
    }
  } while (!bytes.empty());
}

}  // namespace

bool has_gzip() { return true; }

Result<std::string> gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int memory = 8;  // zlib's default
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_and_largest_window, memory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return not_packed();
  }
  std::string out;
  std::array<Bytef, 65536> buffer{};
  int state = Z_OK;
  feed(stream, bytes, [&](bool last) {
    do {
      stream.next_out = buffer.data();
      stream.avail_out = static_cast<uInt>(buffer.size());
      state = deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
      out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    return true;
  });
  deflateEnd(&stream);
  return state == Z_STREAM_END ? Result<std::string>(std::move(out)) : not_packed();
}

Result<std::string> gunzip(std::string_view file, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, gzip_and_largest_window) != Z_OK) {
    return not_packed();
  }
  std::string out;
  std::array<Bytef, 65536> buffer{};
  int state = Z_OK;
  feed(stream, file, [&](bool) {
    do {
      stream.next_out = buffer.data();
      stream.avail_out = static_cast<uInt>(buffer.size());
      state = inflate(&stream, Z_NO_FLUSH);
      out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
    } while (state == Z_OK && stream.avail_out == 0 && out.size() <= most);
    return state == Z_OK && out.size() <= most;
  });
  inflateEnd(&stream);
  if (out.size() > most) {
    return input_error("what is compressed in it is too large");
  }
  return state == Z_STREAM_END ? Result<std::string>(std::move(out))
                               : input_error("it is no whole file of gzip");
}

}  // namespace netprobe
