#include "app/exchanges.hpp"

#include <map>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "timing/collective.hpp"

namespace systole::app {

namespace {

/// Switches add up floating-point types.
bool is_float(DType dtype) {
  switch (dtype) {
    case DType::int64:
    case DType::int32:
    case DType::int16:
    case DType::int8:
    case DType::int4:
      return false;
    default:
      return true;
  }
}

timing::CollectiveRequest request_of(const workload::Operator& op,
                                     const workload::Collective& work) {
  timing::CollectiveRequest request;
  request.kind = timing::collective_kind_from(name_of(work.kind)).value();
  request.ranks = work.ranks;
  request.floats = is_float(op.input_dtype);
  request.bytes = bytes_of(op.input_dtype, work.elements);
  if (work.kind == workload::CollectiveKind::all_gather) {
    request.bytes = checked_mul(request.bytes, work.ranks, "the bytes of an all_gather");
  }
  return request;
}

/// All collectives of one kind.
struct Sum {
  std::int64_t count = 0;
  double seconds = 0.0;
  double measured_seconds = 0.0;
};

std::string line_of(const std::string& kind, const Sum& sum, const std::string& network) {
  std::string text = fmt::format("{:<12} {} x {}, {} on {}", "exchanges", sum.count, kind,
                                 human_seconds(sum.seconds), network);
  if (sum.measured_seconds > 0.0) {
    text += fmt::format(", {} measured", human_seconds(sum.measured_seconds));
  }
  return text + "\n";
}

}  // namespace

Option network_option() {
  Option network{"network", 0, "NAME|FILE",
                 "also says what the workload's collectives take on a network of such chips"};
  network.completes = Completes::network;
  return network;
}

std::optional<config::NetworkConfig> network_from(const Arguments& arguments) {
  const auto name = arguments.find("network");
  if (!name) return std::nullopt;
  return config::read_network(*name);
}

std::string exchanges_text(const workload::Graph& graph, const config::NetworkConfig& network) {
  std::map<std::string, Sum> kinds;
  Sum all;
  for (const workload::Operator& op : graph.operators) {
    const auto* const work = std::get_if<workload::Collective>(&op.work);
    if (work == nullptr) continue;
    const double seconds = timing::collective_time(network, request_of(op, *work)).seconds();
    for (Sum* const sum :
         {&kinds[fmt::format("{} of {} ranks", name_of(work->kind), work->ranks)], &all}) {
      ++sum->count;
      sum->seconds += seconds;
      sum->measured_seconds += op.measured_seconds.value_or(0.0);
    }
  }
  if (all.count == 0) return fmt::format("{:<12} none in this workload\n", "exchanges");
  std::string text;
  for (const auto& [kind, sum] : kinds) text += line_of(kind, sum, network.name);
  return text +
         fmt::format("{:<12} {} in all, apart from the chip's time and one after the other\n", "",
                     human_seconds(all.seconds));
}

}  // namespace systole::app
