#include "report/collective_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/scatter_svg.hpp"

namespace systole::report {

namespace {

using Json = nlohmann::ordered_json;

std::string line(const char* what, const std::string& text) {
  return fmt::format("{:<14} {}\n", what, text);
}

std::string time_text(Femtoseconds time) {
  return human_seconds(static_cast<double>(time) * 1e-15);
}

std::string percent(Femtoseconds part, Femtoseconds whole) {
  if (whole == 0) return "0 %";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string stage_line(const timing::CollectiveStage& stage) {
  std::int64_t steps = 0;
  Bytes largest = 0;
  for (const timing::StepGroup& group : stage.groups) {
    if (group.lane == 0) steps += group.steps;
    largest = std::max(largest, group.bytes);
  }
  return fmt::format("level {}: {} of {} over {} ranks, {} by {}, {} step{} of up to {}",
                     stage.level + 1, name_of(stage.kind),
                     human_bytes(static_cast<double>(stage.bytes)), stage.ranks,
                     name_of(stage.algorithm), name_of(stage.protocol), steps,
                     steps == 1 ? "" : "s", human_bytes(static_cast<double>(largest)));
}

std::string links_text(const CollectivePoint& point) {
  const result::CollectiveRun& run = *point.run;
  Femtoseconds busiest = 0;
  Femtoseconds waited = 0;
  for (const result::LinkBooks& link : run.links) {
    busiest = std::max(busiest, link.busy);
    waited += link.waited;
  }
  std::string text = fmt::format(
      "{} simulated, {} messages, {} on them; the busiest works {} of the time", run.links.size(),
      run.messages, human_bytes(static_cast<double>(run.wire)), percent(busiest, run.ends.front()));
  if (run.ranks_per_chip > 1) {
    text += fmt::format("; one rank stands for {}", run.ranks_per_chip);
  }
  // Without contention all that waits is a chip's own next message.
  if (waited > 0 && point.time() != point.planned.time)
    text += fmt::format("; messages waited {} for others", time_text(waited));
  return text;
}

std::string time_line(const CollectivePoint& point) {
  if (!point.run) return time_text(point.time()) + " by closed forms";
  if (point.time() == point.planned.time) {
    return time_text(point.time()) + " simulated, exactly as the closed form says";
  }
  return fmt::format("{} simulated, {} by closed forms", time_text(point.time()),
                     time_text(point.planned.time));
}

Json json_of(const CollectivePoint& point) {
  const timing::CollectiveTime& p = point.planned;
  Json stages = Json::array();
  for (const timing::CollectiveStage& stage : p.plan.stages) {
    stages.push_back({{"level", stage.level + 1},
                      {"kind", name_of(stage.kind)},
                      {"algorithm", name_of(stage.algorithm)},
                      {"protocol", name_of(stage.protocol)},
                      {"ranks", stage.ranks},
                      {"bytes", stage.bytes}});
  }
  Json json{{"kind", name_of(point.request.kind)},
            {"ranks", point.request.ranks},
            {"bytes", point.request.bytes},
            {"femtoseconds", point.time()},
            {"closed_form_femtoseconds", p.time},
            {"launch_femtoseconds", p.launch},
            {"latency_femtoseconds", p.latency},
            {"transfer_femtoseconds", p.transfer},
            {"copy_femtoseconds", p.copy},
            {"lower_bound_femtoseconds", p.lower_bound},
            {"bound", name_of(p.bound)},
            {"steps", p.plan.steps()},
            {"stages", stages}};
  if (point.run) {
    json["messages"] = point.run->messages * point.run->ranks_per_chip;
    json["payload_bytes"] = point.run->payload * point.run->ranks_per_chip;
    json["link_bytes"] = point.run->wire * point.run->ranks_per_chip;
  }
  return json;
}

}  // namespace

double algorithm_gb_per_s(const CollectivePoint& point) {
  return point.time() == 0 ? 0.0
                           : static_cast<double>(point.request.bytes) / point.seconds() * 1e-9;
}

double bus_gb_per_s(const CollectivePoint& point) {
  return algorithm_gb_per_s(point) * timing::bus_factor(point.request.kind, point.request.ranks);
}

std::string way_of(const timing::CollectivePlan& plan) {
  std::string text;
  for (const timing::CollectiveStage& stage : plan.stages) {
    const std::string way =
        fmt::format("{} by {}", name_of(stage.algorithm), name_of(stage.protocol));
    if (!text.empty()) text += ", ";
    text += plan.stages.size() > 1 ? fmt::format("{} {}", stage.level + 1, way) : way;
  }
  return text;
}

std::string collective_summary(const config::NetworkConfig& network, const CollectivePoint& point) {
  const timing::CollectiveTime& p = point.planned;
  std::string text = line("network", network.name + ": " + network.description);
  text += line("collective", fmt::format("{} of {} on {} of {} chips", name_of(point.request.kind),
                                         human_bytes(static_cast<double>(point.request.bytes)),
                                         point.request.ranks, network.chips()));
  text += line("time", time_line(point));
  for (const timing::CollectiveStage& stage : p.plan.stages) text += line("", stage_line(stage));
  text += line("goes to", fmt::format("launch {}, steps {}, bytes on links {}, own share {}",
                                      percent(p.launch, p.time), percent(p.latency, p.time),
                                      percent(p.transfer, p.time), percent(p.copy, p.time)));
  text += line("bound by", std::string(name_of(p.bound)));
  text += line("bandwidth",
               fmt::format("{} GB/s of the buffer, {} GB/s on the bus",
                           six_digits(algorithm_gb_per_s(point)), six_digits(bus_gb_per_s(point))));
  text += line("no less than",
               fmt::format("{}, what must leave a chip at the link's full rate, and one hop",
                           time_text(p.lower_bound)));
  if (point.run) text += line("links", links_text(point));
  return text;
}

std::string collective_table(const std::vector<CollectivePoint>& points) {
  Table table({{"size"},
               {"time"},
               {"GB/s"},
               {"bus GB/s"},
               {"steps"},
               {"bound by", Align::left},
               {"how", Align::left},
               {"", Align::left}});
  std::string before;
  for (const CollectivePoint& point : points) {
    const std::string way = way_of(point.planned.plan);
    table.row({human_bytes(static_cast<double>(point.request.bytes)), time_text(point.time()),
               fmt::format("{:.2f}", algorithm_gb_per_s(point)),
               fmt::format("{:.2f}", bus_gb_per_s(point)),
               std::to_string(point.planned.plan.steps()),
               std::string(name_of(point.planned.bound)), way,
               before.empty() || before == way ? "" : "<- changes"});
    before = way;
  }
  return table.text();
}

std::string collective_picture(const std::vector<CollectivePoint>& points) {
  constexpr double kWidth = 60.0;
  double most = 0.0;
  for (const CollectivePoint& point : points) most = std::max(most, bus_gb_per_s(point));
  std::string text = "bus bandwidth\n";
  for (const CollectivePoint& point : points) {
    const double share = most > 0.0 ? bus_gb_per_s(point) / most : 0.0;
    text += fmt::format("{:>9} |{:<60}| {:.1f} GB/s\n",
                        human_bytes(static_cast<double>(point.request.bytes)),
                        std::string(static_cast<std::size_t>(std::lround(share * kWidth)), '#'),
                        bus_gb_per_s(point));
  }
  return text;
}

std::string collective_csv(const std::vector<CollectivePoint>& points) {
  std::string text =
      "collective,ranks,bytes,latency_us,algorithm_gb_per_s,bus_gb_per_s,steps,bound,how\n";
  for (const CollectivePoint& point : points) {
    text += fmt::format("{},{},{},{},{},{},{},{},{}\n", name_of(point.request.kind),
                        point.request.ranks, point.request.bytes, six_digits(point.seconds() * 1e6),
                        six_digits(algorithm_gb_per_s(point)), six_digits(bus_gb_per_s(point)),
                        point.planned.plan.steps(), name_of(point.planned.bound),
                        csv_cell(way_of(point.planned.plan)));
  }
  return text;
}

std::string collective_json(const config::NetworkConfig& network,
                            const std::vector<CollectivePoint>& points) {
  Json json{{"network", network.name}, {"collectives", Json::array()}};
  for (const CollectivePoint& point : points) json["collectives"].push_back(json_of(point));
  return json.dump(2) + "\n";
}

std::string collective_svg(const std::string& title, const std::vector<CollectivePoint>& chosen,
                           const std::vector<CollectivePoint>& others) {
  const auto at = [](const CollectivePoint& point) {
    return ScatterPoint{
        static_cast<double>(point.request.bytes), bus_gb_per_s(point),
        fmt::format("{}: {}, {}", human_bytes(static_cast<double>(point.request.bytes)),
                    way_of(point.planned.plan), time_text(point.time()))};
  };
  Scatter scatter{title, "bytes", "bus bandwidth, GB/s", {}, {}, {}};
  for (const CollectivePoint& point : others) scatter.cloud.push_back(at(point));
  std::string before;
  for (const CollectivePoint& point : chosen) {
    const ScatterPoint place = at(point);
    scatter.line.push_back(place);
    const std::string way = way_of(point.planned.plan);
    if (way != before) scatter.marks.push_back({place.x, place.y, way});
    before = way;
  }
  return scatter_svg(scatter);
}

}  // namespace systole::report
