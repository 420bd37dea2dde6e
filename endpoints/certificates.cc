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

std::optional<std::string> read_der(std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const Certificate certificate(d2i_X509(nullptr, &bytes, static_cast<long>(text.size())));
  ERR_clear_error();
  return certificate ? std::optional(der_of(certificate.get())) : std::nullopt;
}

Result<std::vector<std::string>> read_pem(std::string_view text, const std::string& file) {
  std::vector<std::string> all;
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  for (;;) {
    const Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (certificate) {
      all.push_back(der_of(certificate.get()));
      continue;
    }
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE) {
      return all;  // the end of the bundle
    }
    return input_error(fmt::format(
        "{}: certificate {} of the file is broken ({}), expected PEM", file, all.size() + 1,
        printable(ERR_reason_error_string(error) == nullptr ? "unreadable"
                                                            : ERR_reason_error_string(error),
                  100)));
  }
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
    auto der = read_der(text);
    return der ? Result<std::vector<std::string>>(std::vector{std::move(*der)})
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
