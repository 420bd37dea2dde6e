#include "netprobe/diagnosis/rules.h"

#include "netprobe/diagnosis/rule_lines.h"

#include <array>

namespace netprobe {

namespace {

bool anything(const Facts& /*facts*/, const Hit& /*hit*/) { return true; }
Accusation accuse_nobody(const Facts& /*facts*/, std::span<const Hit> /*hits*/) { return {}; }

constexpr std::array rules = {
    Rule{"network.none", "nothing resolves, and every connect ends on this machine or its link",
         no_network, accuse_network, Root::network},
    Rule{"captive-portal",
         "a connectivity test is answered by somebody else's page, and no HTTPS works directly",
         behind_portal, accuse_portal, Root::network},
    Rule{"clock.certificates",
         "the certificates of unrelated hosts all fail on their dates, all in the same direction",
         wrong_clock, accuse_clock, Root::network},
    Rule{"dns.hosts", "the hosts file answers otherwise than the resolvers do", overridden_by_hosts,
         accuse_hosts, Root::network},
    Rule{"proxy-settings.pac", "the PAC script sends the host a way that fails, and another works",
         sent_wrong_way, accuse_script},
    Rule{"proxy-settings.component",
         "by the settings of the component in force it fails, by those of this process it works",
         works_for_this_process, accuse_component, Root::network},
    Rule{"proxy-settings.bypass", "the bypass list sends the host past a proxy by which it works",
         exempted_wrongly, accuse_bypass},
    Rule{"proxy.crowded", "the proxy takes some connections of a run and not others",
         is_crowded_proxy, accuse_crowded_proxy},
    Rule{"proxy-settings.stale", "the proxy cannot be used, and by another way the host is reached",
         stale_proxy, accuse_stale, Root::proxy},
    Rule{"proxy.unusable", "the proxy itself cannot be reached, or is no proxy", is_unusable_proxy,
         accuse_unusable, Root::proxy},
    Rule{"proxy.refusal", "the proxy answers 407, or refuses the host or the port", proxy_says_no,
         accuse_proxy},
    Rule{"service.everywhere",
         "the host fails at its own end on every way that was tried, and each way reaches others",
         fails_everywhere, accuse_service},
    Rule{"proxy.upstream", "the proxy takes the request and cannot connect further", proxy_cannot,
         accuse_upstream},
    Rule{"dns.resolver", "a resolver is silent, unreachable, fails or refuses", resolver_fails,
         accuse_resolver, Root::silence},
    Rule{"dns.missing", "the name does not exist, or has no address", name_missing, accuse_missing},
    Rule{"dns.sinkhole", "the name leads to an address that cannot be right", sinkholed,
         accuse_sinkhole},
    Rule{"private-endpoint", "an alias of a private endpoint leads to a private address that fails",
         at_private_endpoint, accuse_private_endpoint},
    Rule{"dns.private", "the name leads to a private address that fails", at_private_address,
         accuse_private_address},
    Rule{"host-firewall", "this machine's kernel refuses to send", denied_here,
         accuse_host_firewall},
    Rule{"route.none", "the local table has no way to the address", no_route, accuse_route},
    Rule{"nsg.denied", "the exported rules deny the connection, and nothing answers it",
         denied_by_nsg, accuse_nsg},
    Rule{"route.blackhole", "the exported routes drop the packets, and nothing answers them",
         dropped_by_route, accuse_route_table},
    Rule{"route.forced-tunnel",
         "the exported routes send the packets to an appliance or a gateway, and nothing answers",
         tunnelled_by_route, accuse_tunnel},
    Rule{"firewall.prohibited", "ICMP says that the connection is administratively prohibited",
         prohibited, accuse_prohibiting},
    Rule{"firewall.unreachable", "ICMP says that the host, net or port is unreachable", unreachable,
         accuse_unreachable},
    Rule{"reset.here", "a RST comes although the packet was not let beyond the first hop",
         reset_here, accuse_reset_here},
    Rule{"reset.nearby", "a RST comes although the packet was not let as far as any server",
         reset_nearby, accuse_reset_nearby},
    Rule{"firewall.reset", "a RST answers the SYN", reset, accuse_reset},
    Rule{"silence.here", "packets die before the first hop, which answers on a way that works",
         silent_here, accuse_silence_here},
    Rule{"silence.nearby",
         "packets die behind a private hop, beyond which a way that works goes on", silent_nearby,
         accuse_silence_nearby},
    Rule{"silence.farther", "packets die somewhere behind a hop that answered", silent_farther,
         accuse_silence_farther},
    Rule{"network.silent", "nothing answers a SYN, on any route, and no control does",
         nothing_answers, accuse_nothing_but_network},
    Rule{"firewall.silent", "nothing answers the SYN", silent, accuse_silence},
    Rule{"path-mtu", "the handshake falls silent, and passes with small segments",
         large_segments_vanish, accuse_path_mtu},
    Rule{"firewall.name-filter", "the connection ends or falls silent after the ClientHello",
         cut_after_hello, accuse_name_filter},
    Rule{"tls.inspection", "the chain ends at an authority that does not issue for Azure",
         intercepted, accuse_interceptor},
    Rule{"tls.untrusted", "the chain does not verify, and nothing says who signed it", untrusted,
         accuse_untrusted},
    Rule{"tls.certificate",
         "the certificate has expired, is for another name, or no TLS version is shared",
         bad_certificate, accuse_server},
    Rule{"tls.stranger", "what answers does not speak TLS, or is a filter's page", not_tls,
         accuse_stranger},
    Rule{"http.portal", "a connectivity test is answered by another page", portal_page,
         accuse_page},
    Rule{"http.failed", "the handshake is good, and the request is not answered as it should be",
         http_failed, accuse_http},
    Rule{"unexplained", "anything else", anything, accuse_nobody},
};

}  // namespace

std::span<const Rule> all_rules() { return rules; }

}  // namespace netprobe
