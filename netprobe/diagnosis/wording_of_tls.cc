#include "netprobe/diagnosis/wording_entry.h"

#include <array>

namespace netprobe {

namespace {

constexpr std::array entries_of_tls = {
    WordingEntry{
        "tls.inspection",
        {},
        "TLS to {hosts} is inspected{reason}",
        "The certificates are signed by an authority that does not issue for Azure, so something "
        "on the way reads what is sent.{inspection}",
        "ask whoever runs the inspection to exempt these hosts from it; never turn certificate "
        "verification off",
        ""},
    WordingEntry{
        "tls.missing-root",
        {},
        "This machine lacks the root certificate of {hosts}",
        "The chain is the service's own: it is signed{reason}, and this machine has no such root "
        "that it trusts. Nobody inspects TLS here.",
        "install that root on this machine; on Debian and Ubuntu it is in the package "
        "ca-certificates",
        "apt-get install --reinstall ca-certificates"},
    WordingEntry{
        "tls.incomplete-chain",
        {},
        "{hosts} sent a chain without a certificate that it needs",
        "The last certificate that was sent is signed{reason}, whose own was not sent. Windows "
        "fetches it by itself; programs that use OpenSSL, as most do on Linux, cannot do without. "
        "Nothing says that TLS is inspected.",
        "ask the server's owner to send the whole chain, or install the missing certificate, which "
        "is at {issuer}, on this machine",
        ""},
    WordingEntry{"tls.untrusted",
                 {},
                 "The certificate of {hosts} is not trusted{reason}",
                 "The chain ends at no authority that this machine trusts.",
                 "if TLS is inspected here, ask whoever does it to exempt the host; else ask the "
                 "server's owner to correct its chain",
                 ""},
    WordingEntry{
        "tls.old-everywhere",
        {},
        "A device on the way terminates TLS and speaks nothing newer than TLS 1.1",
        "On this route no host speaks TLS 1.2, not even hosts that have nothing to do with each "
        "other, although the service itself does. So the answers come from a device in between, "
        "most likely one that inspects TLS. Azure Backup needs TLS 1.2 or later.{inspection}",
        "ask whoever runs the firewall or web gateway which device terminates TLS on this route, "
        "and have the endpoints under \"Hits\" exempted from inspection on it; the device also "
        "needs TLS 1.2 switched on, or an update",
        ""},
    WordingEntry{"tls.certificate", Cause::tls_expired, "The certificate of {hosts} has expired",
                 "Other hosts' certificates are in date, so the clock is not at fault.",
                 "ask the server's owner to renew it", ""},
    WordingEntry{"tls.certificate", Cause::tls_not_yet_valid,
                 "The certificate of {hosts} is not valid yet",
                 "Look at the clock of this machine and of the server.",
                 "correct the clock, or wait for the certificate", "timedatectl"},
    WordingEntry{"tls.certificate", Cause::tls_name_mismatch,
                 "The certificate for {hosts} is somebody else's",
                 "Another server answers at this address.",
                 "look at where the name resolves to, and at who answers there", ""},
    WordingEntry{"tls.certificate",
                 {},
                 "{hosts} and this machine share no TLS version from 1.2 up",
                 "Azure Backup needs TLS 1.2 or later.",
                 "ask whoever runs the device that answers to switch TLS 1.2 on",
                 ""},
    WordingEntry{"tls.stranger", Cause::http_block_page, "A filter's page answers for {hosts}",
                 "The answer is not the service's own.",
                 "ask whoever runs the filter to allow the host", ""},
    WordingEntry{"tls.stranger",
                 {},
                 "What answers for {hosts} does not speak TLS",
                 "The answer to the ClientHello is no TLS record.",
                 "look at which device answers in the service's place",
                 ""},
};

}  // namespace

std::span<const WordingEntry> wordings_of_tls() { return entries_of_tls; }

}  // namespace netprobe
