#include "netprobe/cli/proxy_texts.h"

#include "netprobe/cli/machine.h"
#include "netprobe/core/text.h"
#include "proxy/hana.h"
#include "proxy/systemd_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace netprobe {

namespace {

namespace fs = std::filesystem;
using Kind = Component::Kind;

constexpr std::size_t most_files = 100;
constexpr auto waagent_path = "/etc/waagent.conf";

/// systemd.unit(5), UNIT FILE LOAD PATH: the first that has a file of a name hides the others'.
const std::vector<std::string>& unit_folders() {
  static const std::vector<std::string> folders = {
      "/etc/systemd/system",           "/run/systemd/system",     "/run/systemd/generator",
      "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};
  return folders;
}

SourceText read_source(const std::string& path) {
  SourceText source{path, std::nullopt, false};
  std::error_code error;
  // Anything else, such as a named pipe, might never end.
  if (fs::is_regular_file(path, error)) {
    source.text = system_file(path);
    source.unreadable = !source.text;
  }
  return source;
}

/// The files of these folders by their names, each from the first folder that has it.
std::vector<std::string> files_in(const std::vector<std::string>& folders,
                                  std::string_view ending) {
  std::map<std::string, std::string> files;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      if (name.ends_with(ending) && !name.starts_with('.') && files.size() < most_files) {
        files.emplace(name, entry->path().string());
      }
    }
  }
  std::vector<std::string> paths;
  paths.reserve(files.size());
  for (const auto& [name, path] : files) {
    paths.push_back(path);
  }
  return paths;
}

void add_sources(const std::vector<std::string>& paths, std::vector<SourceText>& sources) {
  for (const std::string& path : paths) {
    sources.push_back(read_source(path));
  }
}

std::vector<SourceText> system_confs() {
  std::vector<SourceText> sources{read_source("/etc/systemd/system.conf")};
  add_sources(files_in({"/etc/systemd/system.conf.d", "/run/systemd/system.conf.d",
                        "/usr/local/lib/systemd/system.conf.d", "/usr/lib/systemd/system.conf.d"},
                       ".conf"),
              sources);
  return sources;
}

/// "a@.service" of "a@b.service"; the same for what is no instance.
std::string template_of(const std::string& unit) {
  const std::size_t at = unit.find('@');
  return at == std::string::npos ? unit : unit.substr(0, at + 1) + ".service";
}

std::vector<SourceText> unit_files(const std::string& unit) {
  std::vector<SourceText> sources;
  for (const std::string& name : {unit, template_of(unit)}) {
    for (const std::string& folder : unit_folders()) {
      SourceText source = read_source(fmt::format("{}/{}", folder, name));
      if (sources.empty() && (source.text || source.unreadable)) {
        sources.push_back(std::move(source));
      }
    }
  }
  std::vector<std::string> drop_ins;
  for (const std::string& name : {unit, template_of(unit), std::string("service")}) {
    for (const std::string& folder : unit_folders()) {
      drop_ins.push_back(fmt::format("{}/{}.d", folder, name));
    }
  }
  add_sources(files_in(drop_ins, ".conf"), sources);
  return sources;
}

SourceText environment_of(int process) {
  SourceText source = read_source(fmt::format("/proc/{}/environ", process));
  source.place = fmt::format("environment of process {}", process);
  return source;
}

std::optional<int> number_in(const std::optional<std::string>& text) {
  const auto number = parse_number<int>(trim(text.value_or("")));
  return number && *number > 0 ? number : std::nullopt;
}

/// The main process of a unit, as systemd knows it, else as its PID file says.
std::optional<int> main_process(const std::string& unit, const UnitEnvironment& environment) {
  const auto known =
      number_in(command_output({"systemctl", "show", "-p", "MainPID", "--value", "--", unit}));
  return known || environment.pid_file.empty() ? known
                                               : number_in(read_source(environment.pid_file).text);
}

ServiceTexts service_texts(const std::string& unit, std::optional<int> process) {
  ServiceTexts service;
  service.name = unit;
  service.files = unit_files(unit);
  UnitEnvironment environment;
  for (const SourceText& file : service.files) {
    environment = with_unit_file(std::move(environment), file.text.value_or(""), file.place);
  }
  for (const UnitEnvironment::File& file : environment.files) {
    if (service.environment_files.size() < most_files) {
      service.environment_files.push_back(read_source(file.path));
    }
  }
  process = process ? process : main_process(unit, environment);
  if (process) {
    service.process = environment_of(*process);
  }
  return service;
}

/// The agent's unit has one name on Debian and Ubuntu, and another elsewhere (WALinuxAgent, init/).
std::optional<ServiceTexts> waagent_service() {
  for (const char* unit : {"walinuxagent.service", "waagent.service"}) {
    if (!unit_files(unit).empty()) {
      return service_texts(unit, std::nullopt);
    }
  }
  return std::nullopt;
}

bool runs_from(int process, std::string_view folder) {
  std::error_code error;
  const auto program = fs::read_symlink(fmt::format("/proc/{}/exe", process), error).string();
  const auto words = read_source(fmt::format("/proc/{}/cmdline", process)).text.value_or("");
  return program.starts_with(folder) || words.starts_with(folder);
}

std::optional<int> first_process_from(std::string_view folder) {
  std::vector<int> processes;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    if (const auto number = parse_number<int>(entry->path().filename().string())) {
      processes.push_back(*number);
    }
  }
  std::sort(processes.begin(), processes.end());
  const auto found = std::find_if(processes.begin(), processes.end(),
                                  [&](int process) { return runs_from(process, folder); });
  return found == processes.end() ? std::nullopt : std::optional(*found);
}

/// The unit that a process belongs to, from its control group (cgroups(7)); empty where it has
/// none.
std::string unit_of(int process) {
  const auto text = read_source(fmt::format("/proc/{}/cgroup", process)).text.value_or("");
  for (const std::string_view line : split(text, "\n")) {
    const std::string_view last = line.substr(line.rfind('/') + 1);
    if (last.ends_with(".service")) {
      return service_unit_name(last);
    }
  }
  return "";
}

std::optional<ServiceTexts> hana_service() {
  const auto process = first_process_from(hana_programs);
  if (!process) {
    return std::nullopt;
  }
  const std::string unit = unit_of(*process);
  ServiceTexts service = unit.empty() ? ServiceTexts{} : service_texts(unit, process);
  service.name = unit.empty() ? "the SAP HANA backup extension" : unit;
  service.process = environment_of(*process);
  return service;
}

void add_desktops(const EnvironmentVariables& environment, ProxyTexts& texts) {
  texts.gsettings.push_back(
      {"gsettings org.gnome.system.proxy",
       command_output({"gsettings", "list-recursively", "org.gnome.system.proxy"})});
  std::error_code error;
  for (fs::directory_iterator entry("/etc/dconf/db", error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().string().ends_with(".d")) {
      add_sources(files_in({entry->path().string()}, ""), texts.dconf_keyfiles);
    }
  }
  const auto variable = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  const std::string config = variable("XDG_CONFIG_HOME");
  const std::string home = variable("HOME");
  if (!config.empty() || !home.empty()) {
    texts.kioslavercs.push_back(
        read_source((config.empty() ? home + "/.config" : config) + "/kioslaverc"));
  }
  texts.kioslavercs.push_back(read_source("/etc/xdg/kioslaverc"));
}

}  // namespace

std::span<const Kind> components_here() {
  static constexpr auto kinds =
      std::to_array({Kind::env, Kind::waagent, Kind::hana, Kind::service});
  return kinds;
}

ProxyTexts proxy_texts_of(const Component& component, const EnvironmentVariables& environment) {
  ProxyTexts texts;
  texts.environment = environment;
  if (component.kind != Kind::env) {
    texts.system_confs = system_confs();
  }
  if (component.kind == Kind::waagent) {
    texts.waagent_conf = read_source(waagent_path);
    texts.waagent_service = waagent_service();
  } else if (component.kind == Kind::hana) {
    texts.hana_overrides = read_source(hana_overrides_path);
    texts.hana_service = hana_service();
  } else if (component.kind == Kind::service) {
    texts.services = {service_texts(component.unit, std::nullopt)};
  }
  return texts;
}

ProxyTexts all_proxy_texts(const std::vector<std::string>& services,
                           const EnvironmentVariables& environment) {
  ProxyTexts texts;
  texts.environment = environment;
  texts.pam_environments = {read_source("/etc/environment")};
  texts.profiles = {read_source("/etc/profile")};
  add_sources(files_in({"/etc/profile.d"}, ".sh"), texts.profiles);
  texts.system_confs = system_confs();
  texts.waagent_conf = read_source(waagent_path);
  texts.waagent_service = waagent_service();
  texts.hana_overrides = read_source(hana_overrides_path);
  texts.hana_service = hana_service();
  for (const std::string& unit : services) {
    texts.services.push_back(service_texts(unit, std::nullopt));
  }
  add_desktops(environment, texts);
  add_sources(files_in({"/etc/apt/apt.conf.d"}, ""), texts.apt_confs);
  texts.apt_confs.push_back(read_source("/etc/apt/apt.conf"));
  return texts;
}

bool is_service_known(const ProxyTexts& texts, const std::string& unit) {
  return std::any_of(texts.services.begin(), texts.services.end(), [&](const ServiceTexts& one) {
    return one.name == unit && (!one.files.empty() || !one.process.place.empty());
  });
}

}  // namespace netprobe
