#pragma once

#include "netprobe/core/observation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netprobe {

/// What our hooks saw of one TLS session: plain data.
struct TlsTrace {
  bool began = false;           ///< a ClientHello was sent
  bool finished = false;        ///< the handshake is done, and the certificate good enough to go on
  bool name_matches = true;     ///< the leaf carries the name that was asked for
  bool strange_record = false;  ///< the first bytes that came were no TLS record
  bool any_record = false;      ///< OpenSSL has read the header of a record
  int alert = -1;               ///< the number of the alert that came (RFC 8446, 6); -1: none
  int reason = 0;               ///< why OpenSSL ended the handshake: SSL_R_…; 0: it did not
  TlsFacts facts;
  std::optional<Failure> certificate_failure;  ///< why we ended it over the certificate
  Instant began_at{}, ended_at{};
  bool operator==(const TlsTrace&) const = default;
};

/// One block of headers, as it came.
struct HeaderBlock {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  bool complete = false;
  bool operator==(const HeaderBlock&) const = default;
};

/// What our hooks saw of one transfer. Hooks only append; `judge_transfer` turns it into a verdict.
struct TransferTrace {
  std::string not_started;  ///< why libcurl would not do what we ask of it; nothing was sent then
  int curl_code = 0;        ///< CURLE_…
  std::string curl_text;
  long os_errno = 0;
  long proxy_error = 0;            ///< CURLPX_…
  bool expired = false;            ///< our own timer ended it
  std::optional<ProxyAuth> login;  ///< by which scheme an HTTP proxy was shown who we are
  bool tunnel_asked = false;       ///< CONNECT, or the SOCKS greeting, was sent
  bool tunnel_open = false;        ///< CONNECT was answered with 2xx, or SOCKS granted it
  bool request_sent = false;
  bool too_many_headers = false;
  bool interim_answer = false;       ///< 1xx came, which is passed over
  bool ended_by_interim = false;     ///< libcurl took it for the answer to CONNECT
  bool strange_line = false;         ///< what came where a status line was due is none
  std::uint64_t bytes_received = 0;  ///< on the connection, read or not; 0 when unknown
  TlsTrace proxy_tls, tls;
  std::vector<HeaderBlock> proxy_blocks;  ///< answers to CONNECT
  std::vector<HeaderBlock> blocks;        ///< answers to the request
  std::string body;                       ///< bounded
  std::optional<WallTime> received;
  Instant tunnel_began_at{}, tunnel_ended_at{}, request_at{}, first_byte_at{};
  bool operator==(const TransferTrace&) const = default;
};

}  // namespace netprobe
