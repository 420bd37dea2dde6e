#pragma once

#include "netprobe/core/plan.h"
#include "netprobe/core/url.h"
#include "netprobe/probe/prober.h"

#include <cstddef>
#include <string>
#include <vector>

namespace netprobe {

struct FetchOrder {
  Url url;
  std::size_t most = std::size_t{1024} * 1024;  ///< bytes; one more may come back, to tell
  Limits limits;
  Families families = Families::both;
  std::vector<std::string> resolvers;  ///< as in a plan
  SearchList search;                   ///< where a name that is not complete is looked up
};

/// A file from a server, or why there is none.
struct Fetched {
  std::string text;
  std::string content_type;  ///< as it was served; empty without one
  std::string problem;       ///< "tcp.refused: …", "it is answered with 404 Not Found"; or empty
  RunEnd end = RunEnd::finished;  ///< the deadline or a signal may have cut it short
};

/// Gets a small file by HTTP or HTTPS: directly, past every proxy, as clients get the script that
/// is to tell them of proxies. Redirects are followed three times, within the scheme.
Fetched fetch(Prober& prober, const FetchOrder& order);

}  // namespace netprobe
