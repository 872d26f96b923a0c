#include "app/inputs.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "app/kernels.hpp"
#include "app/output.hpp"
#include "app/reading.hpp"
#include "app/software.hpp"
#include "base/error.hpp"
#include "config/chip_io.hpp"
#include "config/scalesim_config.hpp"
#include "frontend/read_workload.hpp"
#include "mapping/compile.hpp"
#include "mapping/mapping_file.hpp"
#include "program/file.hpp"
#include "report/inspection.hpp"

namespace systole::app {

namespace {

/// A reader's remarks belong to the result, once each.
void add_notes(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  for (const std::string& note : more) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
}

/// SCALE-Sim's format knows no overrides: they are laid over what it says.
config::Chip scalesim_chip(const std::string& path, const std::vector<std::string>& overrides,
                           Diagnostics& diagnostics) {
  config::Chip chip = config::read_scalesim_config(path, diagnostics);
  if (overrides.empty() || diagnostics.has_errors()) return chip;
  return config::parse_chip(config::write_chip(chip), path, overrides, diagnostics);
}

/// A chip and what its reader remarked.
struct ChipInput {
  config::Chip chip;
  std::vector<std::string> notes;
  std::optional<config::SoftwareProfile> software{};
};

/// Takes the remarks that came with the last chip read.
ChipInput with_notes(config::Chip chip, const Diagnostics& diagnostics, std::size_t before) {
  const auto& notes = diagnostics.notes();
  return {std::move(chip), {notes.begin() + static_cast<std::ptrdiff_t>(before), notes.end()}};
}

ChipInput with_software(ChipInput input, const Arguments& arguments, const std::string& name) {
  input.software = software_for(arguments, name);
  if (input.software) input.chip = config::with_software(input.chip, *input.software);
  return input;
}

/// Every --chip and --scalesim-config with --set applied. Throws UserError with all mistakes of all
/// of them.
std::vector<ChipInput> read_chips(const Arguments& arguments) {
  if (!arguments.has("chip") && !arguments.has("scalesim-config")) arguments.one("chip");
  check_software(arguments);
  const std::vector<std::string> overrides = arguments.all("set");
  Diagnostics diagnostics;
  std::vector<ChipInput> chips;
  for (const std::string& name : arguments.all("chip")) {
    const std::size_t before = diagnostics.notes().size();
    chips.push_back(
        with_notes(config::read_chip(name, overrides, diagnostics), diagnostics, before));
  }
  for (const std::string& path : arguments.all("scalesim-config")) {
    const std::size_t before = diagnostics.notes().size();
    chips.push_back(with_notes(scalesim_chip(path, overrides, diagnostics), diagnostics, before));
  }
  diagnostics.throw_if_errors();
  std::vector<std::string> names = arguments.all("chip");
  for (const std::string& path : arguments.all("scalesim-config")) names.push_back(path);
  for (std::size_t i = 0; i < chips.size(); ++i) {
    chips[i] = with_software(std::move(chips[i]), arguments, names[i]);
  }
  return chips;
}

/// What a run is about, apart from the chip.
struct Task {
  const Arguments& arguments;
  frontend::ReadOptions reading;
  mapping::Mapping given;  ///< by --mapping
};

Job job_of(const ChipInput& input, const std::string& workload, const Task& task) {
  Diagnostics diagnostics;
  frontend::ReadOptions options = task.reading;
  options.default_dtype = input.chip.default_dtype;
  if (input.software && !input.software->fusion) options.fusion = frontend::Fusion::as_written;
  const mapping::Mapper mapper{kernels_for(task.arguments, input.chip, input.software), task.given};
  const auto graph = std::make_shared<const workload::Graph>(
      frontend::read_workload(workload, options, diagnostics));
  mapping::Compiled compiled = mapping::compile(*graph, input.chip, mapper);
  Job job{input.chip,    std::move(compiled.program), std::move(compiled.mapping), graph, mapper,
          input.software};
  add_notes(job.program.notes, input.notes);
  add_notes(job.program.notes, graph->notes);
  add_notes(job.program.notes, diagnostics.notes());
  if (const auto warning = report::unknown_warning(report::inspect(*graph)))
    add_notes(job.program.notes, {"warning: " + *warning});
  return job;
}

/// Where the Program was compiled, unless --chip says otherwise.
config::Chip chip_of(const program::ProgramFile& file, const std::string& path,
                     const Arguments& arguments) {
  if (arguments.has("chip") || arguments.has("scalesim-config")) {
    std::vector<ChipInput> chips = read_chips(arguments);
    if (chips.size() == 1) return std::move(chips.front().chip);
    throw UserError("--program runs on one chip: give one --chip");
  }
  Diagnostics diagnostics;
  config::Chip chip =
      config::parse_chip(file.chip_yaml, path + " (chip)", arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

Job replayed_job(const Arguments& arguments) {
  arguments.refuse_together("program", "workload");
  for (const Option& option : reading_options()) arguments.refuse_together("program", option.name);
  for (const char* option : {"mapping", "save-mapping"})
    arguments.refuse_together("program", option);
  const std::string path = arguments.one("program");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw UserError(fmt::format("{}: cannot be opened", path));
  program::ProgramFile file = program::read(stream, path);
  config::Chip chip = chip_of(file, path, arguments);
  return {std::move(chip), std::move(file.program), {}, nullptr, {}, {}};
}

}  // namespace

std::vector<Option> input_options() {
  Option chip{"chip", 0, "NAME|FILE", "a shipped chip ('systole list chips') or a YAML file"};
  chip.completes = Completes::chip;
  chip.repeated = true;
  Option scalesim{"scalesim-config", 0, "FILE", "a SCALE-Sim .cfg in place of a chip"};
  scalesim.completes = Completes::file;
  scalesim.repeated = true;
  Option workload{
      "workload", 0, "NAME|FILE",
      "a shipped workload ('systole list workloads') or a file in any format it can be read from"};
  workload.completes = Completes::workload;
  workload.repeated = true;
  Option set{"set", 0, "KEY=VALUE", "changes the chip, as in --set core.matrix.rows=64"};
  set.repeated = true;
  Option mapping{"mapping", 0, "FILE", "a mapping written by --save-mapping, perhaps edited"};
  mapping.completes = Completes::file;
  Option save{"save-mapping", 0, "FILE", "writes the mapping as YAML; - is standard output"};
  save.completes = Completes::file;
  std::vector<Option> options{chip, scalesim, workload, set, software_option()};
  for (Option& option : reading_options()) options.push_back(std::move(option));
  options.insert(options.end(), {mapper_option(), mapping, save});
  return options;
}

void save_mapping(const Arguments& arguments, const std::vector<Job>& jobs) {
  const auto path = arguments.find("save-mapping");
  if (!path) return;
  if (jobs.size() != 1)
    throw UserError("--save-mapping writes one mapping: give one chip and one workload");
  const std::string text = mapping::write_mapping(jobs.front().mapping);
  *path == "-" ? print(text) : write_file_atomically(*path, text);
}

std::vector<Job> jobs_from(const Arguments& arguments) {
  std::vector<Job> jobs;
  if (arguments.has("program")) {
    jobs.push_back(replayed_job(arguments));
    return jobs;
  }
  arguments.one("workload");
  Task task{arguments, read_options_from(arguments), {}};
  if (const auto path = arguments.find("mapping")) task.given = mapping::read_mapping(*path);
  for (const ChipInput& chip : read_chips(arguments)) {
    for (const std::string& workload : arguments.all("workload")) {
      jobs.push_back(job_of(chip, workload, task));
    }
  }
  return jobs;
}

}  // namespace systole::app
