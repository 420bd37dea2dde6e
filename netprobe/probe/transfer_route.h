#pragma once

#include "netprobe/probe/transfer_inside.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <string>

namespace netprobe {

/// Sets options, and keeps what libcurl says to the first one that it refuses.
class CurlOptions {
 public:
  explicit CurlOptions(CURL* easy) : easy_(easy) {}
  template <typename Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_, option, value);
    if (code != CURLE_OK && refused_.empty()) {
      const curl_easyoption* const known = curl_easy_option_by_id(option);
      refused_ = fmt::format("{} refuses CURLOPT_{}: {}", libcurl_name(),
                             known == nullptr ? "?" : known->name, curl_easy_strerror(code));
    }
  }
  [[nodiscard]] const std::string& refused() const { return refused_; }

 private:
  CURL* easy_;
  std::string refused_;
};

/// The host of the URL: what the certificate must carry, which may be another name than the one
/// whose address it is; else the name that was looked up, or the literal address.
std::string url_host(const ProbeTask& task);

/// As it stands in a URL: an IPv6 address in brackets.
std::string bracketed(const std::string& host);

/// By which way the far end is reached: at the address, or through the task's proxy, and as whom.
/// What the options point to is kept by the state.
void set_route(CurlOptions& options, Transfers::Transfer::State& state, const TransferOrder& order);

}  // namespace netprobe
