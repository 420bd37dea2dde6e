#include "netprobe/core/version.h"
#include "netprobe/probe/instance_metadata.h"
#include "netprobe/probe/transfer_inside.h"
#include "netprobe/probe/transfer_route.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace netprobe {

namespace {

/// Is the far end asked for TLS?
bool wants_tls(const ProbeTask& task) {
  return task.protocol == Protocol::https && task.depth >= Depth::tls;
}

std::string url_of(const ProbeTask& task) {
  return fmt::format("{}://{}:{}{}", wants_tls(task) ? "https" : "http", bracketed(url_host(task)),
                     task.port, task.path);
}

void set_transport(CurlOptions& options, Transfers::Transfer::State& state,
                   Transfers::Machine& machine) {
  options.set(CURLOPT_OPENSOCKETFUNCTION, &Hooks::open_socket);
  options.set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&state));
  options.set(CURLOPT_SOCKOPTFUNCTION, &Hooks::already_connected);
  options.set(CURLOPT_SOCKOPTDATA, static_cast<void*>(&state));
  options.set(CURLOPT_CLOSESOCKETFUNCTION, &Hooks::close);
  options.set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(&machine));
  options.set(CURLOPT_FRESH_CONNECT, 1L);
  options.set(CURLOPT_FORBID_REUSE, 1L);
  options.set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_CONNECTTIMEOUT_MS, 86400000L);  // our own timer ends it
}

void set_tls(CurlOptions& options, Transfers::Transfer::State& state) {
  // First, so that a libcurl over another TLS library is told by this one's name.
  options.set(CURLOPT_SSL_CTX_FUNCTION, &Hooks::tls_context);
  options.set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(&state));
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // The certificate is judged by our own callback, which ends the handshake; the name is checked
  // there too.
  for (const CURLoption option : {CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST,
                                  CURLOPT_SSL_SESSIONID_CACHE, CURLOPT_SSL_ENABLE_ALPN}) {
    options.set(option, 0L);
  }
  for (const CURLoption option :
       {CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH}) {
    options.set(option, static_cast<const char*>(nullptr));
  }
  // libcurl keeps the certificate store of its first connection for all later ones: an HTTPS proxy
  // and the service behind it are trusted by different ones.
  options.set(CURLOPT_CA_CACHE_TIMEOUT, 0L);
}

/// What SCHANNEL offers by default on Windows Server 2016 and on 2019, the suites that both have,
/// in their order (learn.microsoft.com, "TLS cipher suites in Windows 10 v1607", "… v1809");
/// without 3DES, which no library of today speaks.
constexpr const char* windows_ciphers =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:"
    "ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-SHA:"
    "ECDHE-RSA-AES128-SHA:AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256:"
    "AES256-SHA:AES128-SHA";

void speak_as_windows(CurlOptions& options) {
  options.set(CURLOPT_SSLVERSION,
              static_cast<long>(CURL_SSLVERSION_TLSv1_2) | CURL_SSLVERSION_MAX_TLSv1_2);
  options.set(CURLOPT_SSL_CIPHER_LIST, windows_ciphers);
}

/// RFC 7617: user and password joined by a colon, in Base64.
std::string basic_credentials(const Credentials& credentials) {
  const std::string plain = credentials.user + ":" + credentials.password.reveal();
  std::vector<unsigned char> encoded(4 * ((plain.size() + 2) / 3) + 1);
  const int size =
      EVP_EncodeBlock(encoded.data(), reinterpret_cast<const unsigned char*>(plain.data()),
                      static_cast<int>(plain.size()));
  return {encoded.begin(), encoded.begin() + size};
}

void add_header(Transfers::Transfer::State& state, const std::string& line) {
  state.headers.reset(curl_slist_append(state.headers.release(), line.c_str()));
}

/// What some far ends want beside, or in place of, a plain GET.
void set_request_of_its_own(CurlOptions& options, Transfers::Transfer::State& state) {
  const ProbeTask& task = state.task;
  if (task.address && task.address->to_string() == instance_metadata_address) {
    add_header(state, "Metadata: true");
  }
  // Several fields, none of them longer than gateways are used to.
  constexpr int longest_field = 1500;
  for (int left = task.padding; left > 0; left -= longest_field) {
    const auto length = static_cast<std::size_t>(std::min(left, longest_field));
    add_header(state, "X-Netprobe-Padding: " + std::string(length, 'x'));
  }
  if (!task.connect_for.empty()) {
    options.set(CURLOPT_CUSTOMREQUEST, "CONNECT");
    options.set(CURLOPT_REQUEST_TARGET, task.connect_for.c_str());
    add_header(state, "Host: " + task.connect_for);
    if (task.credentials) {
      add_header(state, "Proxy-Authorization: Basic " + basic_credentials(*task.credentials));
    }
  }
  if (state.headers) {
    options.set(CURLOPT_HTTPHEADER, state.headers.get());
  }
}

void set_http(CurlOptions& options, Transfers::Transfer::State& state, const std::string& agent) {
  options.set(CURLOPT_URL, url_of(state.task).c_str());
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_HTTPGET, 1L);
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_USERAGENT, agent.c_str());
  options.set(CURLOPT_ERRORBUFFER, state.error.data());
  options.set(CURLOPT_VERBOSE, 1L);
  options.set(CURLOPT_DEBUGFUNCTION, &Hooks::debug);
  options.set(CURLOPT_DEBUGDATA, static_cast<void*>(&state));
  options.set(CURLOPT_HEADERFUNCTION, &Hooks::header);
  options.set(CURLOPT_HEADERDATA, static_cast<void*>(&state));
  options.set(CURLOPT_WRITEFUNCTION, &Hooks::body);
  options.set(CURLOPT_WRITEDATA, static_cast<void*>(&state));
  options.set(CURLOPT_PRIVATE, static_cast<void*>(&state));
  options.set(CURLOPT_CONNECT_ONLY, state.task.depth < Depth::http ? 1L : 0L);
  set_request_of_its_own(options, state);
}

}  // namespace

std::string libcurl_name() {
  const curl_version_info_data* const info = curl_version_info(CURLVERSION_NOW);
  return fmt::format("libcurl {} ({})", info->version,
                     info->ssl_version == nullptr ? "without TLS" : info->ssl_version);
}

std::string prepare_transfer(Transfers::Transfer::State& state, Transfers::Machine& machine,
                             const TransferOrder& order) {
  CurlOptions options(state.easy.get());
  set_transport(options, state, machine);
  set_tls(options, state);
  if (state.task.windows_tls) {
    speak_as_windows(options);
  }
  set_http(options, state, fmt::format("netprobe/{}", tool_version()));
  set_route(options, state, order);
  return options.refused();
}

std::string rehearse_transfer(Transfers::Machine& machine) {
  Transfers::Transfer::State state;
  state.task.host = "localhost";
  state.easy.reset(curl_easy_init());
  std::string refused = prepare_transfer(state, machine,
                                         {.task = state.task,
                                          .connected_to = IpAddress::v4(0x7f000001),
                                          .pinned = std::nullopt,
                                          .limits = {},
                                          .login = std::nullopt,
                                          .token = ""});
  state.easy.reset();  // before what its options point to
  return refused;
}

}  // namespace netprobe
