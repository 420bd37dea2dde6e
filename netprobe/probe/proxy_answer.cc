#include "netprobe/probe/proxy_answer.h"

#include "netprobe/core/text.h"
#include "netprobe/probe/auth_challenge.h"
#include "netprobe/probe/proxy_products.h"

#include <algorithm>
#include <utility>

namespace netprobe {

ProxyFacts answer_of(const std::vector<HeaderBlock>& blocks) {
  ProxyFacts facts;
  facts.status = blocks.back().status;
  facts.reason = blocks.back().reason;
  facts.product = std::string(proxy_product_in(blocks.back().headers, "").value_or(""));
  // The first refusal lists what the proxy offers, the last one may not.
  auto& offered = facts.schemes_offered;
  for (const HeaderBlock& block : blocks) {
    for (const auto& [name, value] : block.headers) {
      const bool names_schemes =
          equals_ignoring_case(name, "Proxy-Authenticate") ||
          (block.status == 401 && equals_ignoring_case(name, "WWW-Authenticate"));
      if (!names_schemes) {
        continue;
      }
      for (std::string& scheme : schemes_in(value)) {
        if (offered.size() < most_schemes &&
            std::find(offered.begin(), offered.end(), scheme) == offered.end()) {
          offered.push_back(std::move(scheme));
        }
      }
    }
  }
  return facts;
}

ProxyFacts answer_in_full(const TransferTrace& trace, const ProbeTask& task) {
  ProxyFacts facts = answer_of(trace.blocks);
  RefusalPage page = read_refusal(trace.blocks.back().headers, trace.body);
  const std::string password = task.credentials ? task.credentials->password.reveal() : "";
  const bool repeats = !password.empty() && (page.text.find(password) != std::string::npos ||
                                             page.reason.find(password) != std::string::npos);
  facts.product = std::move(page.product);
  facts.policy = repeats ? "" : std::move(page.reason);
  facts.page = repeats ? "" : std::move(page.text);
  return facts;
}

}  // namespace netprobe
