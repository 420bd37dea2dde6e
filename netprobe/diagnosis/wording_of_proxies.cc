#include "netprobe/diagnosis/commands.h"
#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_proxies = {
    WordingEntry{"proxy-settings.pac",
                 {},
                 "The PAC script gives {hosts} a route that fails",
                 "{reason}. That route fails; {elsewhere} these hosts are reached.",
                 "ask whoever maintains the PAC script ({source}) to send these hosts {elsewhere}",
                 ""},
    WordingEntry{"proxy-settings.component",
                 {},
                 "This works for you, and fails for {component}: {hosts}",
                 "{ways}",
                 "{fix}",
                 ""},
    WordingEntry{"proxy-settings.unset",
                 {},
                 "{variable} is not set, so connections to {hosts} bypass the proxy, and the "
                 "direct route is blocked",
                 "{unset}. The direct route fails; through that proxy it works.",
                 "set {variable}={other} too, in the same place as {other_source}, for the account "
                 "that the agent runs as, and restart the agent",
                 ""},
    WordingEntry{"proxy-settings.bypass",
                 {},
                 "The bypass list keeps {hosts} off the proxy, and the direct route is blocked",
                 "{reason}. The direct route fails; through the proxy it works.",
                 "remove the entry from the bypass list of the account that the agent runs as, and "
                 "restart the agent",
                 ""},
    WordingEntry{"proxy-settings.stale",
                 {},
                 "The proxy {proxy} does not work; {elsewhere} the same hosts are reached",
                 "{source} names that proxy, and it failed for {hosts}.",
                 "correct the setting ({source}) for the account that the agent runs as, or remove "
                 "it if that proxy is out of use; if the setting is right, ask whoever runs the "
                 "proxy why it fails",
                 ""},
    WordingEntry{"proxy.crowded",
                 {},
                 "The proxy {proxy} takes some connections and not others",
                 "It accepted others in this run, so it listens, and the setting is right. It may "
                 "limit the connections of one client, have run out of them, or stand behind a "
                 "load balancer one of whose members is down.",
                 "ask whoever runs the proxy to check its limits for one client, and the members "
                 "behind its name; run this again with -j 4 to test gently",
                 ""},
    WordingEntry{"proxy.unusable", Cause::proxy_unresolvable,
                 "The proxy's name {proxy} does not resolve",
                 "{source} names a proxy that the resolver does not know.",
                 "correct the name in the setting ({source}), or have it added to DNS", ""},
    WordingEntry{"proxy.unusable", Cause::proxy_timeout, "The proxy {proxy} gives no usable answer",
                 "{source} names it. Either it does not accept connections, or it accepts them and "
                 "never answers: the evidence says which.",
                 "ask whoever runs the proxy to check that it is up and reachable from this "
                 "machine, or correct the setting ({source})",
                 ""},
    WordingEntry{
        "proxy.unusable", Cause::proxy_refused, "The proxy {proxy} refuses connections",
        "Nothing listens where {source} says that the proxy is.",
        "ask whoever runs the proxy to start it, or correct its port in the setting ({source})",
        ""},
    WordingEntry{"proxy.unusable", Cause::proxy_unreachable, "The proxy {proxy} cannot be reached",
                 "The way to the proxy that {source} names is closed.",
                 "ask the network team to open the way from this machine to the proxy, or correct "
                 "the setting ({source})",
                 ""},
    WordingEntry{"proxy.unusable", Cause::proxy_not_http, "What answers at {proxy} is not a proxy",
                 "It speaks, but not as a proxy does.",
                 "correct host, port or scheme in the setting ({source})", ""},
    WordingEntry{"proxy.unusable", Cause::tls_untrusted,
                 "The certificate of the proxy {proxy} is not trusted here",
                 "It is signed{reason}. That is the proxy's own certificate; nothing was seen of "
                 "the service's.",
                 "have the authority that signs for the proxy trusted on this machine, for the "
                 "account that the agent runs as; to test with it, give it with --proxy-ca-file",
                 ""},
    WordingEntry{"proxy.unusable", Cause::tls_name_mismatch,
                 "The certificate of the proxy {proxy} is for another name",
                 "TLS to the proxy itself ends there; nothing was seen of the service.",
                 "name the proxy as its certificate does, in the setting ({source}), or have the "
                 "certificate made out to this name",
                 ""},
    WordingEntry{"proxy.unusable", Cause::tls_expired,
                 "The certificate of the proxy {proxy} has expired",
                 "TLS to the proxy itself ends there; nothing was seen of the service.",
                 "ask whoever runs the proxy to renew its certificate", ""},
    WordingEntry{"proxy.unusable", Cause::tls_not_tls, "What answers at {proxy} does not speak TLS",
                 "{source} asks for TLS to the proxy itself (https://).",
                 "write http:// in the setting ({source}), or correct the port", ""},
    WordingEntry{"proxy.unusable",
                 {},
                 "The proxy {proxy} does not work",
                 "It accepts connections, but does not pass them on.",
                 "ask whoever runs the proxy what its log says, and check the setting ({source})",
                 ""},
    WordingEntry{"proxy.rate-limit",
                 {},
                 "The proxy {proxy} is rate-limiting this machine (429)",
                 "It answered that it gets too many requests; it does not refuse these hosts as "
                 "such.{reason}",
                 "ask whoever runs the proxy to raise its request limit for this machine; run this "
                 "again later with -j 4, which tests gently",
                 ""},
    WordingEntry{
        "proxy.sign-in",
        {},
        "The proxy {proxy} demands a sign-in on a web page, which a backup service cannot do",
        "It answered CONNECT with its sign-in page. Once somebody has signed in from this machine "
        "it may let traffic through for a while, so a test by hand can pass and the nightly backup "
        "still fail.{reason}",
        "ask whoever runs the proxy to exempt this machine, or the backup hosts, from its sign-in "
        "page; signing in with a browser helps only until that sign-in expires",
        ""},
    WordingEntry{"proxy.refusal", Cause::proxy_auth_required,
                 "The proxy {proxy} asks for a user and a password",
                 "It demands a user and a password, and was given none that it accepts.{reason}",
                 "", ""},  // see login_remedy
    WordingEntry{"proxy.refusal", Cause::proxy_auth_rejected,
                 "The proxy {proxy} rejects the credentials",
                 "It was given credentials, and does not accept them.{reason}", "", ""},
    WordingEntry{"proxy.refusal", Cause::proxy_port_denied, "The proxy {proxy} refuses {requests}",
                 "On another port it passes the same hosts.{reason}",
                 "ask whoever runs the proxy to allow {requests}", squid_ports},
    WordingEntry{"proxy.refusal",
                 {},
                 "The proxy {proxy} refuses {hosts}",
                 "It answered CONNECT with a refusal.{reason}",
                 "ask whoever runs the proxy to allow these hosts, for {requests}",
                 squid_names},
    WordingEntry{"proxy.upstream", Cause::proxy_upstream_dns,
                 "The proxy {proxy} cannot resolve {hosts}",
                 "The proxy's own resolver does not know the name.{reason}",
                 "ask whoever runs the proxy to correct the resolver that it uses", squid_resolver},
    WordingEntry{"proxy.upstream",
                 {},
                 "The proxy {proxy} cannot reach {hosts}",
                 "The proxy took the request and failed to connect further.{reason}",
                 "ask whoever runs the proxy to open the way from it to these hosts, {ports}",
                 ""},
};

}  // namespace

std::span<const WordingEntry> wordings_of_proxies() { return entries_of_proxies; }

}  // namespace netprobe
