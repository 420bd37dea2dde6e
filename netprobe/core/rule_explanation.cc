#include "netprobe/core/rule_explanation.h"

namespace netprobe {

std::string_view name_of(FieldMatch match) {
  switch (match) {
    case FieldMatch::yes:
      return "yes";
    case FieldMatch::no:
      return "no";
    case FieldMatch::part:
      return "part";
    case FieldMatch::unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace netprobe
