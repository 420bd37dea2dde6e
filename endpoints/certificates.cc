#include "endpoints/certificates.h"

#include "netprobe/core/text.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <limits>
#include <memory>
#include <optional>

namespace netprobe {

namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;

constexpr std::string_view pem_begin = "-----BEGIN ";

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) {
    return {};
  }
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

/// The certificate at the beginning of \p text; what is behind it is left in \p text.
std::optional<std::string> take_der(std::string_view& text) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(text.data());
  const auto* bytes = begin;
  const Certificate certificate(d2i_X509(nullptr, &bytes, static_cast<long>(text.size())));
  ERR_clear_error();
  if (!certificate) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(bytes - begin));
  return der_of(certificate.get());
}

/// Is it one SEQUENCE that begins with another (RFC 5280, 4.1)? Parsing it whole, with its key, is
/// left to whoever needs it: a bundle of 146 roots takes 20 ms.
bool looks_like_certificate(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  auto left = static_cast<long>(der.size());
  for (int depth = 0; depth < 2; ++depth) {
    const unsigned char* const begin = at;
    long length = 0;
    int tag = 0;
    int kind = 0;
    const int flags = ASN1_get_object(&at, &length, &tag, &kind, left);
    const bool whole = depth > 0 || length + (at - begin) == left;
    if ((flags & 0x80) != 0 || tag != V_ASN1_SEQUENCE || !whole) {
      return false;
    }
    left = length;
  }
  return true;
}

struct PemBlock {
  std::string name, bytes;
};

/// The next block of a bundle; none at its end, or where it is broken (OpenSSL's queue tells).
std::optional<PemBlock> read_block(BIO* bio) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
  if (PEM_read_bio(bio, &name, &header, &bytes, &size) != 1) {
    return std::nullopt;
  }
  PemBlock block{name,
                 std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size))};
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(bytes);
  return block;
}

bool is_certificate(const PemBlock& block) {
  return block.name == PEM_STRING_X509 || block.name == PEM_STRING_X509_OLD ||
         block.name == PEM_STRING_X509_TRUSTED;
}

/// Without what OpenSSL's "TRUSTED CERTIFICATE" adds behind it.
std::optional<std::string> certificate_in(const PemBlock& block) {
  if (block.name == PEM_STRING_X509_TRUSTED) {
    std::string_view bytes = block.bytes;
    return take_der(bytes);
  }
  return looks_like_certificate(block.bytes) ? std::optional(block.bytes) : std::nullopt;
}

Result<std::vector<std::string>> read_pem(std::string_view text, const std::string& file) {
  std::vector<std::string> all;
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const auto broken = [&](const char* why) {
    return input_error(fmt::format("{}: certificate {} of the file is broken ({}), expected PEM",
                                   file, all.size() + 1,
                                   printable(why == nullptr ? "unreadable" : why, 100)));
  };
  while (const auto block = read_block(bio.get())) {
    if (!is_certificate(*block)) {
      continue;
    }
    auto der = certificate_in(*block);
    if (!der) {
      return broken("no X.509 certificate");
    }
    all.push_back(std::move(*der));
  }
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const bool at_end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  return at_end ? Result<std::vector<std::string>>(std::move(all))
                : broken(ERR_reason_error_string(error));
}

}  // namespace

Result<std::vector<std::string>> parse_certificates(std::string_view text, std::string_view file) {
  const std::string name = printable(file, 300);
  if (trim(text).empty()) {
    return input_error(
        fmt::format("{}: the file is empty, expected certificates in PEM or DER form", name));
  }
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return input_error(fmt::format("{}: the file is too large for certificates", name));
  }
  if (text.find(pem_begin) == std::string_view::npos) {
    auto der = take_der(text);
    return der && trim(text).empty()
               ? Result<std::vector<std::string>>(std::vector{std::move(*der)})
               : input_error(fmt::format("{}: found no certificate, expected PEM or DER", name));
  }
  auto all = read_pem(text, name);
  if (all && all->empty()) {
    const bool key = text.find("PRIVATE KEY-----") != std::string_view::npos;
    return input_error(fmt::format("{}: found {}, expected certificates", name,
                                   key ? "only a private key" : "no certificate"));
  }
  return all;
}

}  // namespace netprobe
