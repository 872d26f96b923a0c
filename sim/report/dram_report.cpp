#include "report/dram_report.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/facts.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;
using timing::DramCommand;
using timing::DramEnergyUse;
using timing::DramStatistics;
using timing::LatencyHistogram;

constexpr double kGiga = 1e9;
constexpr double kBitsPerByte = 8.0;

double seconds_of(Femtoseconds time) {
  return static_cast<double>(time) / static_cast<double>(kFemtosecondsPerSecond);
}

double bytes_per_second(const DramRun& run) {
  const double seconds = seconds_of(run.outcome.time);
  return seconds > 0.0 ? static_cast<double>(run.outcome.bytes) / seconds : 0.0;
}

double nanoseconds(double clocks, const DramRun& run) {
  return clocks * static_cast<double>(run.memory.timing.tck_ps) * 1e-3;
}

DramEnergyUse energy_of(const DramRun& run) {
  return timing::energy_of(run.outcome.statistics, run.memory, run.outcome.time);
}

std::string line(const char* what, const std::string& text) {
  return fmt::format("{:<12} {}\n", what, text);
}

std::string rows_text(const DramStatistics& s) {
  const std::int64_t all = s.row_hits + s.row_misses + s.row_conflicts;
  return fmt::format("{} % hits, {} % misses, {} % conflicts of {}", percent(s.row_hits, all),
                     percent(s.row_misses, all), percent(s.row_conflicts, all), all);
}

std::string commands_text(const DramStatistics& s) {
  std::string text;
  for (std::size_t i = 0; i < timing::kDramCommands; ++i) {
    if (s.commands[i] == 0) continue;
    const char* const comma = text.empty() ? "" : ", ";
    text += fmt::format("{}{} {}", comma, name_of(static_cast<DramCommand>(i)), s.commands[i]);
  }
  return text;
}

std::string energy_text(const DramRun& run) {
  const DramEnergyUse use = energy_of(run);
  if (use.total() <= 0.0) return "unknown";
  const double bits = static_cast<double>(run.outcome.bytes) * kBitsPerByte;
  std::string parts;
  const auto add = [&](const char* name, double part) {
    if (part > 0.0)
      parts +=
          fmt::format("{} {} {} %", parts.empty() ? ":" : ",", name, percent(part, use.total()));
  };
  add("activate", use.activate);
  add("read", use.read);
  add("write", use.write);
  add("refresh", use.refresh);
  add("standby", use.background);
  return fmt::format("{} pJ/bit{}", six_digits(use.total() / bits), parts);
}

std::string latency_table(const DramRun& run) {
  Table table(
      {{"latency, ns", Align::left}, {"min"}, {"mean"}, {"p50"}, {"p90"}, {"p99"}, {"max"}});
  const auto add = [&](const char* name, const LatencyHistogram& latency) {
    if (latency.count() == 0) return;
    const auto cell = [&](double clocks) {
      return fmt::format("{:.1f}", nanoseconds(clocks, run));
    };
    const auto part = [&](double share) {
      return cell(static_cast<double>(latency.percentile(share)));
    };
    table.row({name, cell(static_cast<double>(latency.smallest())), cell(latency.mean()), part(0.5),
               part(0.9), part(0.99), cell(static_cast<double>(latency.largest()))});
  };
  add("reads", run.outcome.statistics.read_latency);
  add("writes", run.outcome.statistics.write_latency);
  return table.empty() ? "" : "\n" + table.text();
}

std::string timeline_table(const DramRun& run) {
  if (run.outcome.timeline.empty()) return "";
  Table table({{"ns"}, {"channel"}, {"command", Align::left}, {"bank"}, {"row"}});
  for (const timing::DramCommandRecord& record : run.outcome.timeline) {
    const double time =
        static_cast<double>(record.tick) * static_cast<double>(run.outcome.tick) * 1e-6;
    const std::string row = record.location.row < 0 ? "" : std::to_string(record.location.row);
    table.row({fmt::format("{:.2f}", time), std::to_string(record.channel),
               std::string(name_of(record.command)), std::to_string(record.location.bank), row});
  }
  return "\n" + table.text();
}

double rounded(double value) { return std::strtod(six_digits(value).c_str(), nullptr); }

Json latency_json(const LatencyHistogram& latency, const DramRun& run) {
  if (latency.count() == 0) return nullptr;
  const auto ns = [&](double clocks) { return rounded(nanoseconds(clocks, run)); };
  const auto part = [&](double share) {
    return ns(static_cast<double>(latency.percentile(share)));
  };
  return {{"count", latency.count()},
          {"min", ns(static_cast<double>(latency.smallest()))},
          {"mean", ns(latency.mean())},
          {"p50", part(0.5)},
          {"p90", part(0.9)},
          {"p99", part(0.99)},
          {"max", ns(static_cast<double>(latency.largest()))}};
}

Json commands_json(const DramStatistics& s) {
  Json commands = Json::object();
  for (std::size_t i = 0; i < timing::kDramCommands; ++i) {
    commands[std::string(name_of(static_cast<DramCommand>(i)))] = s.commands[i];
  }
  return commands;
}

Json energy_json(const DramRun& run) {
  const DramEnergyUse use = energy_of(run);
  if (use.total() <= 0.0) return nullptr;
  const double bits = static_cast<double>(run.outcome.bytes) * kBitsPerByte;
  return {{"activate_pj", rounded(use.activate)},     {"read_pj", rounded(use.read)},
          {"write_pj", rounded(use.write)},           {"refresh_pj", rounded(use.refresh)},
          {"background_pj", rounded(use.background)}, {"pj_per_bit", rounded(use.total() / bits)}};
}

Json timeline_json(const DramRun& run) {
  Json commands = Json::array();
  for (const timing::DramCommandRecord& record : run.outcome.timeline) {
    commands.push_back({{"fs", record.tick * run.outcome.tick},
                        {"channel", record.channel},
                        {"command", name_of(record.command)},
                        {"bank", record.location.bank},
                        {"row", record.location.row}});
  }
  return commands;
}

}  // namespace

std::string dram_summary(const DramRun& run) {
  const DramStatistics& s = run.outcome.statistics;
  const double peak = run.memory.peak_bytes_per_second();
  const double rate = bytes_per_second(run);
  std::string text = fmt::format("{}, {} ({})\n\n", run.memory.name, run.pattern, run.fidelity);
  text += line("bandwidth", fmt::format("{} GB/s, {} % of {} GB/s", six_digits(rate / kGiga),
                                        percent(rate, peak), six_digits(peak / kGiga)));
  text += line("time", fmt::format("{} for {}", human_seconds(seconds_of(run.outcome.time)),
                                   human_bytes(static_cast<double>(run.outcome.bytes))));
  text += line("bursts", fmt::format("{} read, {} written, {} bytes each", s.reads, s.writes,
                                     run.memory.burst_bytes()));
  text += line("rows", rows_text(s));
  text += line("commands", commands_text(s));
  text += line("energy", energy_text(run));
  return text + latency_table(run) + timeline_table(run);
}

std::string dram_json(const DramRun& run) {
  const DramStatistics& s = run.outcome.statistics;
  const double peak = run.memory.peak_bytes_per_second();
  Json json = {{"schema", kDramSchema},
               {"memory", run.memory.name},
               {"pattern", run.pattern},
               {"fidelity", run.fidelity},
               {"bytes", run.outcome.bytes},
               {"time_fs", run.outcome.time},
               {"gb_per_s", rounded(bytes_per_second(run) / kGiga)},
               {"peak_gb_per_s", rounded(peak / kGiga)},
               {"share_of_peak", rounded(bytes_per_second(run) / peak)},
               {"reads", s.reads},
               {"writes", s.writes},
               {"forwarded_reads", s.forwarded},
               {"row_hits", s.row_hits},
               {"row_misses", s.row_misses},
               {"row_conflicts", s.row_conflicts},
               {"commands", commands_json(s)},
               {"read_latency_ns", latency_json(s.read_latency, run)},
               {"write_latency_ns", latency_json(s.write_latency, run)},
               {"energy", energy_json(run)}};
  if (!run.outcome.timeline.empty()) json["timeline"] = timeline_json(run);
  return json.dump(2) + "\n";
}

}  // namespace systole::report
