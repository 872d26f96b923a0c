#include "app/rerun.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "app/software.hpp"
#include "base/data_files.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "frontend/native_workload_writer.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "mapping/mapping_file.hpp"

namespace systole::app {

namespace {

constexpr const char* kChip = "resolved.yaml";
constexpr const char* kWorkload = "workload.yaml";
constexpr const char* kMapping = "mapping.yaml";
constexpr const char* kSettings = "run.yaml";

bool is_empty(const mapping::Mapping& mapping) {
  return mapping.products.empty() && mapping.attentions.empty();
}

config::RunSettings settings_of(const Job& job, const Execution& execution) {
  config::RunSettings settings;
  settings.name = job.program.workload;
  settings.version = SYSTOLE_VERSION;
  settings.fidelity = system::name_of(execution.options.fidelity);
  settings.caches = execution.options.caches == system::Caches::warm ? "warm" : "cold";
  settings.seed = static_cast<std::int64_t>(execution.options.seed);
  settings.mapper = mapping::name_of(job.mapper.rules);
  settings.given_mapping = !is_empty(job.mapper.given);
  if (job.software) {
    settings.software = job.software->name;
    settings.host = job.software->host;
  }
  return settings;
}

std::string text_in(const std::string& directory, const char* name) {
  const std::string path = (std::filesystem::path(directory) / name).string();
  if (!std::filesystem::exists(path)) {
    throw UserError(fmt::format(
        "{}: {} is not there, so the run cannot be done again; 'systole run --out DIR' leaves it, "
        "except for replayed Programs",
        directory, name));
  }
  return read_file(path);
}

config::Chip chip_in(const std::string& directory) {
  Diagnostics diagnostics;
  const std::string path = (std::filesystem::path(directory) / kChip).string();
  config::Chip chip = config::parse_chip(text_in(directory, kChip), path, {}, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

workload::Graph graph_in(const std::string& directory) {
  Diagnostics diagnostics;
  frontend::ReadOptions options;
  options.format = "native";
  // What is written there was joined already.
  options.fusion = frontend::Fusion::as_written;
  return frontend::read_workload_text((std::filesystem::path(directory) / kWorkload).string(),
                                      text_in(directory, kWorkload), options, diagnostics);
}

mapping::Mapper mapper_in(const std::string& directory, const config::RunSettings& settings) {
  mapping::Mapper mapper;
  const auto rules = mapping::rules_from(settings.mapper);
  if (!rules) {
    throw UserError(fmt::format("{}/{}: mapper: '{}' is no mapper's name", directory, kSettings,
                                settings.mapper));
  }
  mapper.rules = *rules;
  if (settings.given_mapping) {
    mapper.given = mapping::parse_mapping(text_in(directory, kMapping), kMapping);
  }
  return mapper;
}

system::RunOptions options_in(const std::string& directory, const config::RunSettings& settings) {
  system::RunOptions options;
  const auto fidelity = system::fidelity_from(settings.fidelity);
  if (!fidelity) {
    throw UserError(fmt::format("{}/{}: fidelity: '{}' is none of analytic, tile and cycle",
                                directory, kSettings, settings.fidelity));
  }
  options.fidelity = *fidelity;
  options.caches = settings.caches == "warm" ? system::Caches::warm : system::Caches::cold;
  options.seed = static_cast<std::uint64_t>(settings.seed);
  return options;
}

}  // namespace

FileTree rerun_files(const Job& job, const Execution& execution) {
  FileTree files{{kChip, config::write_chip(job.chip)}};
  if (!job.graph) return files;
  files[kWorkload] = frontend::write_native_workload(*job.graph);
  files[kSettings] = config::write_run_settings(settings_of(job, execution));
  if (!is_empty(job.mapper.given)) files[kMapping] = mapping::write_mapping(job.mapper.given);
  return files;
}

std::optional<config::RunSettings> read_settings(const std::string& directory) {
  const std::filesystem::path path = std::filesystem::path(directory) / kSettings;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return config::parse_run_settings(read_file(path.string()), path.string());
}

Rerun read_rerun(const std::string& directory, const Execution& execution) {
  const config::RunSettings settings =
      config::parse_run_settings(text_in(directory, kSettings), directory + "/" + kSettings);
  Rerun rerun{{}, execution};
  rerun.execution.options = options_in(directory, settings);
  Job& job = rerun.job;
  job.chip = chip_in(directory);
  job.graph = std::make_shared<const workload::Graph>(graph_in(directory));
  job.mapper = mapper_in(directory, settings);
  mapping::Compiled compiled = mapping::compile(*job.graph, job.chip, job.mapper);
  job.program = std::move(compiled.program);
  job.mapping = std::move(compiled.mapping);
  if (!settings.software.empty()) {
    config::SoftwareProfile software;
    software.name = settings.software;
    software.host = settings.host;
    job.software = software;
  }
  return rerun;
}

}  // namespace systole::app
