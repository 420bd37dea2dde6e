#include "netprobe/cli/smbios.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace netprobe {
namespace smbios_test {

using namespace std::string_literals;

std::string structure(char type, const std::string& formatted, const std::string& strings) {
  std::string bytes{type, static_cast<char>(formatted.size() + 4), '\1', '\0'};
  return bytes + formatted + (strings.empty() ? "\0"s : strings) + "\0"s;
}

/// A chassis: manufacturer, type, version, serial number, asset tag by their places.
std::string chassis(char tag, const std::string& strings) {
  return structure('\3', {'\1', '\3', '\2', '\3', tag, '\3'}, strings);
}

const std::string azure = "Microsoft\0 7.0\0x-y\0"s + std::string(azure_asset_tag) + "\0"s;

TEST(Smbios, has_the_tag_of_the_chassis) {
  EXPECT_EQ(chassis_asset_tag(chassis('\4', azure)), azure_asset_tag);
  EXPECT_EQ(chassis_asset_tag(structure('\0', "\1\2"s, "BIOS\0x\0"s) + chassis('\4', azure)),
            azure_asset_tag);
  EXPECT_EQ(chassis_asset_tag(chassis('\1', "Own\0"s)), "Own");
}

TEST(Smbios, without_a_tag_says_nothing) {
  EXPECT_EQ(chassis_asset_tag(""), std::nullopt);
  EXPECT_EQ(chassis_asset_tag(chassis('\0', azure)), std::nullopt);
  EXPECT_EQ(chassis_asset_tag(chassis('\5', azure)), std::nullopt);
  EXPECT_EQ(chassis_asset_tag(structure('\3', "\1\3"s, azure)), std::nullopt);
  EXPECT_EQ(chassis_asset_tag(structure('\x7f', "", "") + chassis('\4', azure)), std::nullopt);
}

TEST(Smbios, cut_off_anywhere_is_no_harm) {
  const std::string whole = structure('\0', "\1\2"s, "BIOS\0x\0"s) + chassis('\4', azure);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(chassis_asset_tag(std::string_view(whole).substr(0, size)), std::nullopt) << size;
  }
  EXPECT_EQ(chassis_asset_tag(whole), azure_asset_tag);
}

}  // namespace smbios_test
}  // namespace netprobe
