#pragma once

#include "tests/diagnosis/scene.h"

#include <optional>
#include <string>
#include <vector>

namespace netprobe {

inline const std::string blob = "ceuswatcab01.blob.core.windows.net";
inline const std::string login = "login.microsoftonline.com";
inline const std::string blob_row = "*.blob.core.windows.net";

/// Two rows, of storage and of sign-in; both pass by the routes that are given.
Scene scene_of(const std::vector<RouteKind>& routes = {RouteKind::direct},
               RouteKind in_force = RouteKind::direct);

/// A trial beside the attempt of a host by a route, and how it ended.
ProbeTask tried(Scene& scene, const std::string& host, RouteKind route, ControlKind kind,
                std::optional<Cause> cause);

/// An experiment about a trial, and how it ended.
void then(Scene& scene, const ProbeTask& trial, Experiment kind, std::optional<Cause> cause);

}  // namespace netprobe
