#include "app/run_files.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "app/result_files.hpp"
#include "base/error.hpp"
#include "report/chrome_trace.hpp"
#include "report/vcd.hpp"

namespace systole::app {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostEvents = 100'000'000;
constexpr std::int64_t kMostCores = 1'000'000;
constexpr std::int64_t kMostPes = 4096;

result::TimelineLevel level_from(const std::string& text) {
  if (text == "unit") return result::TimelineLevel::unit;
  return text == "dram" ? result::TimelineLevel::dram : result::TimelineLevel::tile;
}

/// One job's file, or a file in a folder that several share.
std::string path_for(const std::string& asked, const std::vector<Job>& jobs, std::size_t job,
                     const char* ending) {
  std::error_code ignored;
  const bool folder = jobs.size() > 1 || fs::is_directory(asked, ignored) || asked.back() == '/';
  if (!folder) return asked;
  fs::create_directories(asked, ignored);
  const std::string name =
      jobs.size() == 1 ? fmt::format("{}{}", jobs[job].program.workload, ending)
                       : file_name(job, jobs[job].chip.name, jobs[job].program.workload) + ending;
  return (fs::path(asked) / name).string();
}

void require_few_pes(const config::Chip& chip) {
  if (chip.core.matrix.kind != config::MatrixUnitKind::systolic) return;  // refused by the run
  const std::int64_t pes = chip.core.count * chip.core.matrix.rows * chip.core.matrix.cols;
  if (pes <= kMostPes) return;
  throw UserError(fmt::format(
      "a waveform holds up to {} PEs, and chip {} has {}: make it smaller, as with --set "
      "core.matrix.rows=16 --set core.matrix.cols=16 --set core.count=1",
      kMostPes, chip.name, pes));
}

report::VcdWriter::Settings waves_of(const config::Chip& chip) {
  report::VcdWriter::Settings settings;
  settings.clock_mhz = chip.clock_mhz;
  for (std::int64_t core = 0; core < chip.core.count; ++core) {
    settings.arrays.push_back(
        {fmt::format("core_{}", core), chip.core.matrix.rows, chip.core.matrix.cols});
  }
  return settings;
}

}  // namespace

std::vector<Option> run_file_options() {
  Option timeline{"timeline", 0, "FILE",
                  "writes what every unit did and when as FILE for Perfetto (ui.perfetto.dev); "
                  "several runs write into folder FILE"};
  timeline.completes = Completes::file;
  Option level{"timeline-level", 0, "LEVEL",
               "unit (when each worked), tile (every command and token) or dram (bank commands as "
               "well)",
               "tile"};
  level.choices = {"unit", "tile", "dram"};
  Option vcd{"vcd", 0, "FILE",
             "--fidelity cycle: writes what every PE did as a waveform for GTKWave"};
  vcd.completes = Completes::file;
  return {timeline,
          level,
          {"timeline-cores", 0, "N", "shows the first N cores", "4"},
          {"timeline-events", 0, "N", "ends detail after N commands and tokens", "1000000"},
          vcd};
}

RunFiles::RunFiles(const Arguments& arguments, const std::vector<Job>& jobs) {
  detail_.level = level_from(arguments.one("timeline-level"));
  detail_.cores = *arguments.integer("timeline-cores", 1, kMostCores);
  detail_.events = *arguments.integer("timeline-events", 1, kMostEvents);
  for (const char* option : {"timeline-level", "timeline-cores", "timeline-events"}) {
    if (arguments.has(option) && !arguments.has("timeline"))
      throw UserError(
          fmt::format("--{} is for --timeline: say where with --timeline FILE", option));
  }
  open_timelines(arguments, jobs);
  open_waveforms(arguments, jobs);
}

std::string RunFiles::open(const std::string& path) {
  files_.push_back(std::make_unique<NamelessFile>(path));
  return files_.back()->path_to_write();
}

void RunFiles::open_timelines(const Arguments& arguments, const std::vector<Job>& jobs) {
  const auto asked = arguments.find("timeline");
  if (!asked) return;
  if (asked->empty()) throw UserError("--timeline needs the name of a file");
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string path = open(path_for(*asked, jobs, i, ".json"));
    timelines_.push_back(std::make_shared<report::ChromeTrace>(path));
  }
}

void RunFiles::open_waveforms(const Arguments& arguments, const std::vector<Job>& jobs) {
  const auto asked = arguments.find("vcd");
  if (!asked) return;
  if (asked->empty()) throw UserError("--vcd needs the name of a file");
  if (arguments.one("fidelity") != "cycle")
    throw UserError("--vcd shows PEs, which only the cycle level has: add --fidelity cycle");
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    require_few_pes(jobs[i].chip);
    const std::string path = open(path_for(*asked, jobs, i, ".vcd"));
    waveforms_.push_back(std::make_shared<report::VcdWriter>(path, waves_of(jobs[i].chip)));
  }
}

system::RunOptions RunFiles::options_of(std::size_t job, const system::RunOptions& common) const {
  system::RunOptions options = common;
  options.timeline_detail = detail_;
  if (!timelines_.empty()) options.timeline = timelines_.at(job);
  if (!waveforms_.empty()) options.beats = waveforms_.at(job);
  return options;
}

std::vector<std::string> RunFiles::keep() {
  std::vector<std::string> paths;
  for (const auto& file : files_) paths.push_back(file->appear());
  return paths;
}

}  // namespace systole::app
