#include "netprobe/probe/transfer_route.h"

#include <optional>

namespace netprobe {

namespace {

/// One scheme at a time. Negotiate is not left to libcurl: it would ask the domain's Kerberos
/// servers from within, while everything else waits (see KerberosToken).
unsigned long auth_of(ProxyAuth auth) {
  switch (auth) {
    case ProxyAuth::basic:
      return CURLAUTH_BASIC;
    case ProxyAuth::digest:
      return CURLAUTH_DIGEST;
    case ProxyAuth::ntlm:
      return CURLAUTH_NTLM;
    case ProxyAuth::any:
    case ProxyAuth::negotiate:
      break;
  }
  return CURLAUTH_NONE;
}

long type_of(ProxyScheme scheme) {
  switch (scheme) {
    case ProxyScheme::http:
      return CURLPROXY_HTTP;
    case ProxyScheme::https:
      return CURLPROXY_HTTPS;
    case ProxyScheme::socks4:
      return CURLPROXY_SOCKS4;
    case ProxyScheme::socks4a:
      return CURLPROXY_SOCKS4A;
    case ProxyScheme::socks5:
      return CURLPROXY_SOCKS5;
    case ProxyScheme::socks5h:
      return CURLPROXY_SOCKS5_HOSTNAME;
  }
  return CURLPROXY_HTTP;
}

void set_connect_to(CurlOptions& options, Transfers::Transfer::State& state,
                    const IpAddress& address) {
  const ProbeTask& task = state.task;
  const std::string entry = fmt::format("{}:{}:{}:{}", bracketed(url_host(task)), task.port,
                                        bracketed(address.to_string()), task.port);
  state.connect_to.reset(curl_slist_append(nullptr, entry.c_str()));
  options.set(CURLOPT_CONNECT_TO, state.connect_to.get());
}

void set_direct(CurlOptions& options, Transfers::Transfer::State& state, const IpAddress& address) {
  options.set(CURLOPT_PROXY, "");
  options.set(CURLOPT_NOPROXY, "*");
  set_connect_to(options, state, address);
}

void add_resolve(Transfers::Transfer::State& state, const std::string& host, std::uint16_t port,
                 const IpAddress& address) {
  if (IpAddress::parse(host)) {
    return;
  }
  const std::string entry = fmt::format("{}:{}:{}", host, port, bracketed(address.to_string()));
  state.resolve.reset(curl_slist_append(state.resolve.release(), entry.c_str()));
}

void set_identity(CurlOptions& options, Transfers::Transfer::State& state,
                  const TransferOrder& order) {
  const Proxy& proxy = *state.task.route.proxy;
  const bool socks = !is_http_family(proxy);
  if (order.login == ProxyAuth::negotiate) {
    const std::string field = fmt::format("Proxy-Authorization: Negotiate {}", order.token);
    state.proxy_fields.reset(curl_slist_append(nullptr, field.c_str()));
    options.set(CURLOPT_PROXYHEADER, state.proxy_fields.get());
    options.set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  } else if (proxy.credentials && (socks || order.login)) {
    options.set(CURLOPT_PROXYUSERNAME, proxy.credentials->user.c_str());
    options.set(CURLOPT_PROXYPASSWORD, proxy.credentials->password.reveal().c_str());
    options.set(CURLOPT_PROXYAUTH,
                static_cast<long>(socks ? CURLAUTH_BASIC : auth_of(*order.login)));
  }
  // Not GSSAPI, which libcurl offers a SOCKS proxy by itself, and which asks Kerberos from within.
  options.set(CURLOPT_SOCKS5_AUTH, static_cast<long>(CURLAUTH_BASIC));
}

void set_proxy(CurlOptions& options, Transfers::Transfer::State& state,
               const TransferOrder& order) {
  const Proxy& proxy = *state.task.route.proxy;
  // An HTTPS proxy's certificate is for its name; every other kind is given as the literal address
  // that we are connected to.
  const bool by_name = proxy.scheme == ProxyScheme::https;
  const std::string host = by_name ? proxy.address.host : order.connected_to.to_string();
  options.set(CURLOPT_PROXY, bracketed(host).c_str());
  options.set(CURLOPT_PROXYPORT, static_cast<long>(proxy.address.port));
  options.set(CURLOPT_PROXYTYPE, type_of(proxy.scheme));
  options.set(CURLOPT_NOPROXY, "");
  options.set(CURLOPT_HTTPPROXYTUNNEL, state.tunnel_by_connect() ? 1L : 0L);
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 0L);
  if (by_name) {
    add_resolve(state, proxy.address.host, proxy.address.port, order.connected_to);
  }
  if (state.task.address && state.through_tunnel()) {
    // The proxy is sent the address of the range, and the ClientHello carries the sign-in name.
    set_connect_to(options, state, *state.task.address);
  }
  if (order.pinned) {
    add_resolve(state, url_host(state.task), state.task.port, *order.pinned);
  }
  if (state.resolve) {
    options.set(CURLOPT_RESOLVE, state.resolve.get());
  }
  set_identity(options, state, order);
}

}  // namespace

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

std::string url_host(const ProbeTask& task) {
  if (!task.server_name.empty()) {
    return task.server_name;
  }
  return task.host.empty() ? task.address->to_string() : task.host;
}

void set_route(CurlOptions& options, Transfers::Transfer::State& state,
               const TransferOrder& order) {
  if (state.task.route.proxy) {
    set_proxy(options, state, order);
  } else {
    set_direct(options, state, order.connected_to);
  }
}

}  // namespace netprobe
