#include "tests/proxy/libcurl.h"

#include "netprobe/core/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace netprobe::testing_support {

namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

constexpr std::array proxy_variables = {
    "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
    "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY",
};

/// Puts these variables, and no other proxy variables, into the environment while it lives.
class EnvironmentOf {
 public:
  explicit EnvironmentOf(const Variables& variables) {
    for (const char* name : proxy_variables) {
      const char* const value = std::getenv(name);
      if (value != nullptr) {
        before_[name] = value;
      }
    }
    set(variables);
  }
  EnvironmentOf(const EnvironmentOf&) = delete;
  EnvironmentOf& operator=(const EnvironmentOf&) = delete;
  ~EnvironmentOf() { set(before_); }

 private:
  static void set(const Variables& variables) {
    for (const char* name : proxy_variables) {
      unsetenv(name);
    }
    for (const auto& [name, value] : variables) {
      setenv(name.c_str(), value.c_str(), 1);
    }
  }
  Variables before_;
};

std::string text_of(const curl_sockaddr& address) {
  sockaddr_storage storage{};
  std::memcpy(&storage, &address.addr, address.addrlen);
  std::array<char, INET6_ADDRSTRLEN> text{};
  sockaddr_in v4{};
  std::memcpy(&v4, &storage, sizeof v4);
  inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  return fmt::format("{}:{}", text.data(), ntohs(v4.sin_port));
}

curl_socket_t note_and_refuse(void* noted, curlsocktype /*purpose*/, curl_sockaddr* address) {
  *static_cast<std::string*>(noted) = text_of(*address);
  return CURL_SOCKET_BAD;
}

/// The address that libcurl asks a socket for. Nothing is sent and nothing resolved.
std::string destination(CURL* easy, const std::string& url) {
  std::string noted = refused;
  const List everything_pinned(curl_slist_append(nullptr, fmt::format("::{}", pinned).c_str()),
                               curl_slist_free_all);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, everything_pinned.get());
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, note_and_refuse);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &noted);
  curl_easy_perform(easy);
  return noted;
}

curl_socket_t hand_over(void* socket, curlsocktype /*purpose*/, curl_sockaddr* /*address*/) {
  return *static_cast<int*>(socket);
}

int say_connected(void* /*data*/, curl_socket_t /*socket*/, curlsocktype /*purpose*/) {
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

std::string decoded_base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    bits = (bits << 6U) | static_cast<unsigned>(digits.find(c));
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xffU);
    }
  }
  return out;
}

/// Both ends of a TCP connection on loopback; -1 where it failed. Ours is connected without
/// blocking: libcurl 7.88 connects an already connected socket once more, which the kernel takes
/// from such a socket alone (EISCONN otherwise).
std::pair<int, int> connected_pair() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int ours = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof address);
  int theirs = -1;
  if (bind(listener, &generic, size) == 0 && listen(listener, 1) == 0 &&
      getsockname(listener, &generic, &size) == 0 &&
      (connect(ours, &generic, size) == 0 || errno == EINPROGRESS)) {
    theirs = accept(listener, nullptr, nullptr);
  }
  close(listener);
  return {ours, theirs};
}

/// The request that libcurl sends through the proxy.
std::string request_through(const std::string& proxy) {
  auto [ours, theirs] = connected_pair();
  constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  const auto sent = write(theirs, answer.data(), answer.size());
  const Easy easy(curl_easy_init(), curl_easy_cleanup);
  curl_easy_setopt(easy.get(), CURLOPT_URL, "http://target.example/");
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, proxy.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, 2000L);
  curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETFUNCTION, hand_over);
  curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETDATA, &ours);
  curl_easy_setopt(easy.get(), CURLOPT_SOCKOPTFUNCTION, say_connected);
  const CURLcode code = curl_easy_perform(easy.get());
  std::array<char, 4096> request{};
  const auto size =
      code == CURLE_OK && sent > 0 ? recv(theirs, request.data(), request.size(), MSG_DONTWAIT) : 0;
  close(theirs);
  return {request.data(), static_cast<std::size_t>(size > 0 ? size : 0)};
}

}  // namespace

std::string libcurl_destination(const std::string& url, const Variables& environment) {
  const EnvironmentOf only(environment);
  const Easy easy(curl_easy_init(), curl_easy_cleanup);
  return destination(easy.get(), url);
}

bool libcurl_bypasses(const std::string& host, const std::string& bypass_list) {
  const Easy easy(curl_easy_init(), curl_easy_cleanup);
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "http://127.0.0.1:9");
  curl_easy_setopt(easy.get(), CURLOPT_NOPROXY, bypass_list.c_str());
  return destination(easy.get(), fmt::format("https://{}/", host)) == pinned;
}

std::optional<std::pair<std::string, std::string>> libcurl_credentials(const std::string& proxy) {
  constexpr std::string_view header = "Proxy-Authorization: Basic ";
  for (const std::string& line : split(request_through(proxy), "\r\n")) {
    if (line.starts_with(header)) {
      const std::string pair = decoded_base64(std::string_view(line).substr(header.size()));
      const std::size_t colon = pair.find(':');
      return std::pair(pair.substr(0, colon), pair.substr(colon + 1));
    }
  }
  return std::nullopt;
}

}  // namespace netprobe::testing_support
