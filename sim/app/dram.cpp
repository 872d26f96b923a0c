// systole dram
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/byte_size.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "config/memory_io.hpp"
#include "frontend/address_trace.hpp"
#include "report/dram_report.hpp"

namespace systole::app {

namespace {

using timing::DramPatternKind;

constexpr std::int64_t kLongestTimeline = 1'000'000;

const std::vector<std::pair<std::string, DramPatternKind>>& patterns() {
  static const std::vector<std::pair<std::string, DramPatternKind>> kPatterns{
      {"stream", DramPatternKind::stream},
      {"stride", DramPatternKind::stride},
      {"random", DramPatternKind::random},
      {"mixed", DramPatternKind::mixed}};
  return kPatterns;
}

config::MemoryConfig memory_from(const Arguments& arguments) {
  Diagnostics diagnostics;
  config::MemoryConfig memory =
      config::read_memory(arguments.one("memory"), arguments.all("set"), diagnostics);
  diagnostics.throw_if_errors();
  return memory;
}

double reads_from(const Arguments& arguments, DramPatternKind kind) {
  const auto text = arguments.find("reads");
  if (!text) return kind == DramPatternKind::mixed ? 0.5 : 1.0;
  const auto share = parse_double(*text);
  if (!share || *share < 0.0 || *share > 1.0) {
    throw UserError(fmt::format("--reads: '{}' is not a share from 0 to 1", *text));
  }
  return *share;
}

/// What is asked for, and in words.
struct Traffic {
  timing::DramAccesses accesses;
  std::string text;
};

Traffic traffic_of_trace(const Arguments& arguments, const config::MemoryConfig& memory) {
  for (const char* option : {"reads", "bytes", "stride", "seed"}) {
    if (arguments.has(option)) {
      throw UserError(
          fmt::format("--{} is for patterns; a trace says itself what it asks for", option));
    }
  }
  const std::string path = arguments.one("pattern");
  const auto trace = std::make_shared<frontend::AddressTrace>(path);
  const Bytes burst = memory.burst_bytes();
  const auto next = [trace, burst]() -> std::optional<timing::DramAccess> {
    const auto access = trace->next();
    if (!access) return std::nullopt;
    const Address start =
        access->address / static_cast<Address>(burst) * static_cast<Address>(burst);
    return timing::DramAccess{start, burst, access->write, access->cycle};
  };
  return {next, "trace " + path};
}

Traffic traffic_of_pattern(const Arguments& arguments, const config::MemoryConfig& memory,
                           DramPatternKind kind) {
  timing::DramPattern pattern;
  pattern.kind = kind;
  pattern.bytes = bytes_from("bytes", arguments.one("bytes"));
  pattern.reads = reads_from(arguments, kind);
  pattern.seed = static_cast<std::uint64_t>(*arguments.integer("seed", 0, INT64_MAX));
  pattern.stride = bytes_from("stride", arguments.one("stride"));
  if (pattern.stride > memory.capacity_bytes()) {
    throw UserError(
        fmt::format("--stride: {} bytes are more than the memory holds", pattern.stride));
  }
  std::string text =
      fmt::format("{}, {} % reads", arguments.one("pattern"), six_digits(100.0 * pattern.reads));
  if (kind == DramPatternKind::stride) text += fmt::format(", every {} bytes", pattern.stride);
  return {timing::accesses_of(pattern, memory), text};
}

Traffic traffic_from(const Arguments& arguments, const config::MemoryConfig& memory) {
  const std::string given = arguments.one("pattern");
  std::vector<std::string> names;
  for (const auto& [name, kind] : patterns()) {
    if (name == given) return traffic_of_pattern(arguments, memory, kind);
    names.push_back(name);
  }
  if (std::filesystem::exists(given)) return traffic_of_trace(arguments, memory);
  throw UserError(
      fmt::format("--pattern: '{}' is neither stream, stride, random or mixed nor a trace file{}",
                  given, suggestion(given, names)));
}

int dram(const Arguments& arguments) {
  const config::MemoryConfig memory = memory_from(arguments);
  timing::DramDrive drive;
  drive.timeline = arguments.integer("timeline", 1, kLongestTimeline).value_or(0);
  const std::string fidelity = arguments.one("fidelity");
  if (fidelity == "cycle") drive.level = timing::DramLevelOfDetail::cycle;
  const Traffic traffic = traffic_from(arguments, memory);
  const timing::DramOutcome outcome = timing::drive_dram(memory, traffic.accesses, drive);
  if (outcome.bytes == 0) throw UserError(traffic.text + ": there is no access in it");
  const report::DramRun run{memory, traffic.text, fidelity, outcome};
  print(arguments.has("json") ? report::dram_json(run) : report::dram_summary(run));
  return kExitDone;
}

std::vector<Option> options() {
  Option memory{"memory", 'm', "NAME|FILE", "a shipped memory or a YAML file"};
  memory.completes = Completes::memory;
  Option pattern{"pattern", 'p', "PATTERN|FILE",
                 "stream, stride, random, mixed, or a trace of lines `0xADDR R|W [cycle]`",
                 "stream"};
  pattern.completes = Completes::file;
  Option fidelity{"fidelity", 0, "LEVEL",
                  "tile (runs are answered at once) or cycle (command by command)", "tile"};
  fidelity.choices = {"tile", "cycle"};
  Option set{"set", 0, "KEY=VALUE", "changes the memory, as in --set controller.read_queue=64"};
  set.repeated = true;
  return {memory,
          pattern,
          {"reads", 'r', "SHARE",
           "share of the bursts that are read; 1, and 0.5 for mixed, where it is not given"},
          {"bytes", 'b', "SIZE", "how much is moved, as in 64MiB", "64MiB"},
          {"stride", 0, "SIZE", "distance of the bursts of pattern stride", "4KiB"},
          fidelity,
          {"timeline", 0, "N", "adds the first N commands"},
          {"seed", 0, "N", "of what is drawn: random addresses, reads and writes", "1"},
          set,
          {"json", 0, "", "prints one JSON object"},
          {"help", 'h', "", "this text"}};
}

}  // namespace

Command dram_command() {
  Command command;
  command.name = "dram";
  command.summary = "drives a memory on its own and says what it delivers";
  command.usage = {"--memory NAME|FILE [--pattern stream|stride|random|mixed|FILE] [options]"};
  command.description =
      "Asks a memory for a pattern of accesses, or those of a trace, as fast as it takes them, and "
      "prints the "
      "bandwidth with its share of the peak, latencies, row hits, misses and conflicts, commands "
      "and energy.";
  command.options = options();
  command.examples = {
      {"systole dram --memory hbm3", "64 MiB in a row: the bandwidth a long copy gets"},
      {"systole dram --memory ddr4_2400 --pattern random --reads 0.67 --bytes 4MiB --fidelity "
       "cycle",
       "random reads and writes, command by command"},
      {"systole dram --memory ddr5_4800 --pattern stride --stride 64KiB --bytes 1MiB --timeline 20",
       "what an unlucky stride does, with the first commands"},
      {"systole dram --memory lpddr5_6400 --set controller.page_policy=closed --json | jq "
       ".share_of_peak",
       "one number of a changed memory"}};
  command.run = dram;
  return command;
}

}  // namespace systole::app
