#include "netprobe/cli/files.h"

#include "netprobe/cli/gzip.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace netprobe {
namespace files_test {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files()
      : folder_(fs::path(testing::TempDir()) /
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name)).rdbuf();
    return text.str();
  }
  [[nodiscard]] std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

 private:
  fs::path folder_;
};

TEST_F(Files, are_read_whole) {
  put("in", std::string(200000, 'x'));
  EXPECT_EQ(read_input(path("in"), "--targets")->size(), 200000U);
}

TEST_F(Files, that_cannot_be_read_are_named_with_their_option) {
  const auto missing = read_input(path("missing"), "--targets");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, Error::Kind::input);
  EXPECT_NE(missing.error().message.find("--targets: cannot read"), std::string::npos);
  EXPECT_NE(read_input(path(""), "--catalog").error().message.find("it is a directory"),
            std::string::npos);
}

TEST_F(Files, larger_than_the_limit_are_refused_unread) {
  put("big", "");
  fs::resize_file(path("big"), std::uintmax_t{300} * 1024 * 1024);  // sparse: costs nothing
  EXPECT_NE(read_input(path("big"), "--targets").error().message.find("larger than 256 MB"),
            std::string::npos);
}

TEST_F(Files, are_written_whole_and_leave_nothing_beside_them) {
  put("out", "old");
  auto file = OutputFile::open(path("out"), "--report");
  ASSERT_TRUE(file);
  EXPECT_EQ(content("out"), "old");
  EXPECT_EQ(file_count(), 1) << "while the run lasts, which anything may end";
  EXPECT_TRUE(file->commit("new"));
  EXPECT_EQ(content("out"), "new");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(Files, named_so_are_compressed_and_read_again) {
  if (!has_gzip()) {
    GTEST_SKIP() << "built without zlib";
  }
  const std::string text = std::string(3 << 20, 'x') + "the end";
  for (const char* name : {"out.gz", "OUT.GZ"}) {
    put(name, "old");
    auto file = OutputFile::open(path(name), "--report");
    ASSERT_TRUE(file);
    EXPECT_EQ(content(name), "old");
    EXPECT_TRUE(file->commit(text));
    EXPECT_TRUE(is_gzip(content(name)));
    EXPECT_LT(content(name).size(), text.size() / 100);
    EXPECT_EQ(read_input(path(name), "--targets"), text);
  }
  EXPECT_EQ(content("out.gz"), content("OUT.GZ")) << "the same for the same bytes";
}

TEST_F(Files, of_gzip_that_are_cut_off_or_unpack_to_too_much_are_refused) {
  if (!has_gzip()) {
    GTEST_SKIP() << "built without zlib";
  }
  const std::string file = *gzip(std::string(1 << 20, 'x'));
  const auto refusal = [](const Result<std::string>& read) {
    return read ? "" : read.error().message;
  };
  EXPECT_EQ(gunzip(file, 1 << 20), std::string(1 << 20, 'x'));
  EXPECT_EQ(refusal(gunzip(file, 1000)), "what is compressed in it is too large");
  EXPECT_EQ(refusal(gunzip(file.substr(0, file.size() - 1), 1 << 20)),
            "it is no whole file of gzip");
  put("cut.gz", file.substr(0, 20));
  EXPECT_NE(refusal(read_input(path("cut.gz"), "--targets")).find("no whole file of gzip"),
            std::string::npos);
}

TEST_F(Files, that_are_never_committed_stay_as_they_were) {
  put("out", "old");
  { const auto file = OutputFile::open(path("out"), "--report"); }
  EXPECT_EQ(content("out"), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(Files, may_have_the_longest_name) {
  const std::string longest(255, 'x');
  EXPECT_TRUE(OutputFile::open(path(longest), "--report")->commit("new"));
  EXPECT_EQ(content(longest), "new");
}

TEST_F(Files, that_cannot_be_written_are_found_before_anything_is_sent) {
  const auto file = OutputFile::open(path("no/such/folder/out"), "--report");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, Error::Kind::output);
  EXPECT_FALSE(OutputFile::open(path(""), "--report"));
  EXPECT_FALSE(OutputFile::open("", "--report"));
}

TEST_F(Files, behind_a_link_are_replaced_and_the_link_stays) {
  put("real", "old");
  fs::create_symlink(path("real"), path("link"));
  EXPECT_TRUE(OutputFile::open(path("link"), "--report")->commit("new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content("real"), "new");
}

}  // namespace files_test
}  // namespace netprobe
