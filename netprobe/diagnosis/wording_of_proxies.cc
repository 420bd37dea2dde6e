#include "netprobe/diagnosis/commands.h"
#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_proxies = {
    WordingEntry{"proxy-settings.pac",
                 {},
                 "The PAC script sends {hosts} the wrong way",
                 "{reason}. That way fails; {elsewhere} these hosts are reached.",
                 "correct the script ({source}) so that it sends these hosts {elsewhere}",
                 ""},
    WordingEntry{"proxy-settings.component",
                 {},
                 "This works for you, and fails for {component}: {hosts}",
                 "{ways}",
                 "{fix}",
                 ""},
    WordingEntry{
        "proxy-settings.unset",
        {},
        "{variable} is not set, so {hosts} go past the proxy, and the direct way is closed",
        "{unset}. Directly it fails; through that proxy it works.",
        "set {variable} to {other} as well, beside {other_source}, for the account that the "
        "agent runs as",
        ""},
    WordingEntry{"proxy-settings.bypass",
                 {},
                 "The bypass list sends {hosts} past the proxy, and the direct way is closed",
                 "{reason}. Directly it fails; through the proxy it works.",
                 "take the entry out of the bypass list, for the account that the agent runs as",
                 ""},
    WordingEntry{
        "proxy-settings.stale",
        {},
        "The proxy {proxy} cannot be used, and is not needed",
        "{source} names a proxy that does not work from here; {elsewhere} the same hosts are "
        "reached.",
        "remove or correct the setting ({source}), for the account that the agent runs as",
        ""},
    WordingEntry{
        "proxy.crowded",
        {},
        "The proxy {proxy} takes some connections and not others",
        "It accepted others in this run, so it listens, and the setting is right. It may "
        "limit the connections of one client, have run out of them, or stand behind a load "
        "balancer one of whose members is down.",
        "have the proxy's limits for one client, and the members behind its name, looked "
        "at; run this again with -j 4 to test gently",
        ""},
    WordingEntry{"proxy.unusable", Cause::proxy_unresolvable,
                 "The proxy's name {proxy} does not resolve",
                 "{source} names a proxy that the resolver does not know.",
                 "correct the name in the setting ({source}), or have it added to DNS", ""},
    WordingEntry{"proxy.unusable", Cause::proxy_timeout, "The proxy {proxy} does not answer",
                 "{source} names a proxy that stays silent.",
                 "start the proxy, open the way to it, or correct the setting ({source})", ""},
    WordingEntry{"proxy.unusable", Cause::proxy_refused, "The proxy {proxy} refuses connections",
                 "Nothing listens where {source} says that the proxy is.",
                 "start the proxy, or correct its port in the setting ({source})", ""},
    WordingEntry{"proxy.unusable", Cause::proxy_unreachable, "The proxy {proxy} cannot be reached",
                 "The way to the proxy that {source} names is closed.",
                 "open the way to the proxy, or correct the setting ({source})", ""},
    WordingEntry{"proxy.unusable", Cause::proxy_not_http, "What answers at {proxy} is not a proxy",
                 "It speaks, but not as a proxy does.",
                 "correct host, port or scheme in the setting ({source})", ""},
    WordingEntry{
        "proxy.unusable", Cause::tls_untrusted,
        "The certificate of the proxy {proxy} is not trusted here",
        "It is signed{reason}. That is the proxy's own certificate; nothing was seen of the "
        "service's.",
        "have the authority that signs for the proxy trusted on this machine, for the account "
        "that the agent runs as; to test with it, give it with --proxy-ca-file",
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
                 "renew the certificate on the proxy", ""},
    WordingEntry{"proxy.unusable", Cause::tls_not_tls, "What answers at {proxy} does not speak TLS",
                 "{source} asks for TLS to the proxy itself (https://).",
                 "write http:// in the setting ({source}), or correct the port", ""},
    WordingEntry{"proxy.unusable",
                 {},
                 "The proxy {proxy} does not work",
                 "It accepts connections, but does not pass them on.",
                 "look at the proxy's own log, and at the setting ({source})",
                 ""},
    WordingEntry{"proxy.rate-limit",
                 {},
                 "The proxy {proxy} limits how much this machine may ask of it",
                 "It answered 429: too many requests. That is no refusal of these hosts.{reason}",
                 "have the proxy's limit of requests for this machine raised, or wait until it is "
                 "lifted; run this again with -j 4 to test gently",
                 ""},
    WordingEntry{
        "proxy.sign-in",
        {},
        "The proxy {proxy} wants somebody to sign in at its page",
        "It answered CONNECT with a page to sign in at, which a service cannot do: whoever "
        "has signed in from this machine passes for a while.{reason}",
        "have this machine, or the backup hosts, exempted from the proxy's sign-in page; "
        "signing in there by a browser helps only until it expires",
        ""},
    WordingEntry{"proxy.refusal", Cause::proxy_auth_required,
                 "The proxy {proxy} asks for a user and a password",
                 "It wants to know who asks, and was shown nothing that it accepts.{reason}", "",
                 ""},  // see login_remedy
    WordingEntry{"proxy.refusal", Cause::proxy_auth_rejected,
                 "The proxy {proxy} rejects the credentials",
                 "It was shown credentials, and does not accept them.{reason}", "", ""},
    WordingEntry{"proxy.refusal", Cause::proxy_port_denied,
                 "The proxy {proxy} refuses CONNECT to this port",
                 "On another port it passes the same hosts.{reason}",
                 "allow the port for CONNECT on the proxy", squid_ports},
    WordingEntry{"proxy.refusal",
                 {},
                 "The proxy {proxy} refuses {hosts}",
                 "It answered CONNECT with a refusal.{reason}",
                 "allow these hosts on the proxy, for {requests}",
                 squid_names},
    WordingEntry{"proxy.upstream", Cause::proxy_upstream_dns,
                 "The proxy {proxy} cannot resolve {hosts}",
                 "The proxy's own resolver does not know the name.{reason}",
                 "correct the resolver that the proxy uses", squid_resolver},
    WordingEntry{"proxy.upstream",
                 {},
                 "The proxy {proxy} cannot reach {hosts}",
                 "The proxy took the request and failed to connect further.{reason}",
                 "open the way from the proxy to these hosts, {ports}",
                 ""},
};

}  // namespace

std::span<const WordingEntry> wordings_of_proxies() { return entries_of_proxies; }

}  // namespace netprobe
