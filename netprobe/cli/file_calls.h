#pragma once

#include <cstdio>
#include <string>

namespace netprobe {

/// What the C library does otherwise on each system. Paths are UTF-8; what fails leaves its reason
/// in errno.

std::FILE* open_to_read(const std::string& path);
/// Empties what is there.
std::FILE* open_to_write(const std::string& path);
/// Only where nothing of that name is there, however many try it at the same time.
std::FILE* create_to_write(const std::string& path);

/// Puts `from` in the place of `to`, which may be there: never is there neither.
bool replace_file(const std::string& from, const std::string& to);
void remove_file(const std::string& path);

/// What stands after "file://" as a path: "/C:/folder/proxy.pac" begins with a drive on Windows.
std::string path_of_file_url(std::string path);

}  // namespace netprobe
