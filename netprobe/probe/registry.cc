#include "netprobe/probe/registry.h"

namespace netprobe {

std::string_view name_of(Hive hive) {
  switch (hive) {
    case Hive::machine:
      return "HKLM";
    case Hive::caller:
      return "HKCU";
    case Hive::users:
      return "HKU";
  }
  return "";
}

}  // namespace netprobe
