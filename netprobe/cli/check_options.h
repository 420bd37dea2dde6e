#pragma once

#include "netprobe/core/secret.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): a name of the library
class App;
}

namespace netprobe {

/// The options that `check` and `plan` share, as they were typed. Nothing is parsed here beyond
/// numbers: `make_request` turns them into values and says what is wrong with them.
struct CheckOptions {
  std::vector<std::string> workloads{"mars"};
  std::string cloud = "public";
  std::string list = "today";
  std::vector<std::string> regions;
  std::vector<std::string> ports;
  std::vector<std::string> hosts;
  std::vector<std::string> target_files;
  std::string depth = "http";
  bool no_azure_platform = false;
  bool no_controls = false;
  bool no_follow_up = false;
  std::vector<std::string> catalog_files;
  std::string component = "env";
  std::string proxy;
  std::string pac;
  bool wpad = false;
  std::string proxy_bypass;
  std::string proxy_auth = "any";
  std::string proxy_user;
  std::string proxy_password_file;
  std::optional<Secret> typed_password;  ///< no option: asked for at the terminal
  std::vector<std::string> proxy_ca_files;
  std::vector<std::string> routes;
  std::vector<std::string> dns_servers;
  std::vector<std::string> ca_files;
  std::vector<std::string> expected_root_files;
  bool ipv4_only = false;
  bool ipv6_only = false;
  double connect_timeout = 5;
  double timeout = 15;
  std::optional<double> deadline;
  int retries = 1;
  int concurrency = 1024;
  int samples = 8;
  std::vector<std::string> nsg_files;
  std::string route_table_file;
  std::string service_tags_file;
  std::string config_file;
};

/// How a result is told.
struct CheckOutput {
  std::string format = "text";
  std::string file = "-";            ///< for the report, in place of standard output
  bool quiet = false;                ///< the verdict alone
  bool verbose = false;              ///< of text: all that is known
  std::vector<std::string> reports;  ///< FORMAT=FILE
  std::string fail_on = "blocked";
  std::string progress = "auto";
  bool no_save = false;  ///< the report is not kept for `remedy` and `explain`
  std::string color = "auto";
};

void add_check_options(CLI::App& command, CheckOptions& options);
void add_output_options(CLI::App& command, CheckOutput& output);
/// Those of them that a report has that was saved: where it goes, and how.
void add_report_options(CLI::App& command, CheckOutput& output);
/// And of these: `--output`; `--fail-on`; and how text looks, `--verbose` and `--color`.
void add_file_option(CLI::App& command, CheckOutput& output);
void add_fail_on_option(CLI::App& command, CheckOutput& output, const char* what);
void add_looks_options(CLI::App& command, CheckOutput& output);

}  // namespace netprobe
