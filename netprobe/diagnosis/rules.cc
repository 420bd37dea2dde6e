#include "netprobe/diagnosis/rules.h"

#include "netprobe/diagnosis/rule_lines.h"

#include <array>

namespace netprobe {

namespace {

bool anything(const Facts& /*facts*/, const Hit& /*hit*/) { return true; }
Accusation accuse_nobody(const Facts& /*facts*/, std::span<const Hit> /*hits*/) { return {}; }

constexpr std::array rules = {
    Rule{"network.none", no_network, accuse_network, Root::network},
    Rule{"captive-portal", behind_portal, accuse_portal, Root::network},
    Rule{"clock.certificates", wrong_clock, accuse_clock, Root::network},
    Rule{"dns.hosts", overridden_by_hosts, accuse_hosts, Root::network},
    Rule{"proxy-settings.bypass", exempted_wrongly, accuse_bypass},
    Rule{"proxy-settings.stale", stale_proxy, accuse_stale, Root::proxy},
    Rule{"proxy.unusable", is_unusable_proxy, accuse_unusable, Root::proxy},
    Rule{"proxy.refusal", proxy_says_no, accuse_proxy},
    Rule{"proxy.upstream", proxy_cannot, accuse_upstream},
    Rule{"dns.resolver", resolver_fails, accuse_resolver, Root::silence},
    Rule{"dns.missing", name_missing, accuse_missing},
    Rule{"dns.sinkhole", sinkholed, accuse_sinkhole},
    Rule{"private-endpoint", at_private_endpoint, accuse_private_endpoint},
    Rule{"dns.private", at_private_address, accuse_private_address},
    Rule{"host-firewall", denied_here, accuse_host_firewall},
    Rule{"route.none", no_route, accuse_route},
    Rule{"firewall.prohibited", prohibited, accuse_prohibiting},
    Rule{"firewall.unreachable", unreachable, accuse_unreachable},
    Rule{"firewall.reset", reset, accuse_reset},
    Rule{"firewall.silent", silent, accuse_silence},
    Rule{"firewall.name-filter", cut_after_hello, accuse_name_filter},
    Rule{"tls.inspection", intercepted, accuse_interceptor},
    Rule{"tls.untrusted", untrusted, accuse_untrusted},
    Rule{"tls.certificate", bad_certificate, accuse_server},
    Rule{"tls.stranger", not_tls, accuse_stranger},
    Rule{"http.portal", portal_page, accuse_page},
    Rule{"http.failed", http_failed, accuse_http},
    Rule{"unexplained", anything, accuse_nobody},
};

}  // namespace

std::span<const Rule> all_rules() { return rules; }

}  // namespace netprobe
