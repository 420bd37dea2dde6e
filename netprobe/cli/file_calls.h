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

/// The same, for nobody to read but this user. (On Windows the folders of a profile are that by
/// themselves.)
std::FILE* create_private(const std::string& path);
/// A folder for nobody but this user; it may be there already.
bool make_private_folder(const std::string& path);

/// Is it this user's? Who is root for one call leaves nothing of root's in a home that is
/// another's.
bool is_own(const std::string& path);

/// Puts `from` in the place of `to`, which may be there: never is there neither.
bool replace_file(const std::string& from, const std::string& to);
void remove_file(const std::string& path);

/// What stands after "file://" as a path: "/C:/folder/proxy.pac" begins with a drive on Windows.
std::string path_of_file_url(std::string path);

}  // namespace netprobe
