#pragma once

#include "endpoints/catalog.h"

#include <map>

namespace netprobe {

/// The catalog of a cloud that the program carries, read once: with sanitizers that takes a while.
inline const Catalog& carried_catalog(Cloud cloud) {
  static const std::map<Cloud, Catalog> catalogs = {
      {Cloud::public_cloud, embedded_catalog(Cloud::public_cloud).value()},
      {Cloud::us_government, embedded_catalog(Cloud::us_government).value()},
      {Cloud::china, embedded_catalog(Cloud::china).value()}};
  return catalogs.at(cloud);
}

}  // namespace netprobe
