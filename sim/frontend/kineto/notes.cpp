#include "frontend/kineto/notes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "frontend/kineto/kernel_name.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr double kSecondsPerNanosecond = 1e-9;
constexpr double kSecondsPerPicosecond = 1e-12;
constexpr std::size_t kMostListed = 5;

/// Time of all events, the time in which at least one ran, and first begin to last end.
struct Busy {
  double sum = 0.0;
  std::int64_t busy_ns = 0;
  std::int64_t span_ns = 0;
};

/// Expects events in the order of their begins.
Busy busy_of(const std::vector<GpuEvent>& events) {
  Busy busy;
  if (events.empty()) return busy;
  std::int64_t covered = events.front().begin_ns;
  for (const GpuEvent& event : events) {
    busy.sum += static_cast<double>(event.picoseconds) * kSecondsPerPicosecond;
    const std::int64_t from = std::max(covered, event.begin_ns);
    busy.busy_ns += std::max<std::int64_t>(event.end_ns() - from, 0);
    covered = std::max(covered, event.end_ns());
  }
  busy.span_ns = covered - events.front().begin_ns;
  return busy;
}

std::string time_note(const Trace& trace) {
  const Busy busy = busy_of(trace.gpu);
  std::map<GpuWork, std::size_t> counts;
  std::set<Id> streams;
  for (const GpuEvent& event : trace.gpu) {
    ++counts[event.work];
    streams.insert(event.stream);
  }
  return fmt::format(
      "measured{}: {} kernels, {} copies and {} fills on {} stream(s) take {} in sum; the GPU was "
      "busy for {} of {}",
      trace.device.empty() ? "" : " on " + trace.device, counts[GpuWork::kernel],
      counts[GpuWork::copy], counts[GpuWork::fill], streams.size(), human_seconds(busy.sum),
      human_seconds(static_cast<double>(busy.busy_ns) * kSecondsPerNanosecond),
      human_seconds(static_cast<double>(busy.span_ns) * kSecondsPerNanosecond));
}

/// Names, most frequent first, and how many more there are.
std::string listed(const std::map<std::string, std::size_t>& counts) {
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [name, count] : counts) order.emplace_back(count, name);
  std::sort(order.rbegin(), order.rend());
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(order.size(), kMostListed); ++i)
    words.push_back(fmt::format("{} x {}", order[i].first, order[i].second));
  if (order.size() > kMostListed)
    words.push_back(fmt::format("{} more", order.size() - kMostListed));
  return fmt::format("{}", fmt::join(words, ", "));
}

struct Products {
  std::size_t launched = 0;
  std::size_t linked = 0;
  std::size_t unseen = 0;
  std::map<std::string, std::size_t> unlinked;
};

Products products_of(const Trace& trace, const std::vector<Link>& links,
                     const std::vector<Group>& groups) {
  Products products;
  for (const Group& group : groups) {
    for (const std::size_t event : group.events) {
      const std::string& name = trace.strings[trace.gpu[event].name];
      const KernelFamily family = family_of(name);
      if (family != KernelFamily::product && family != KernelFamily::convolution) continue;
      const bool launched = links[event].origin == Origin::launched;
      const bool linked = group.basis != Basis::kernel_only;
      products.launched += launched ? 1 : 0;
      products.linked += launched && linked ? 1 : 0;
      products.unseen += launched ? 0 : 1;
      if (launched && !linked) ++products.unlinked[short_name(name)];
    }
  }
  return products;
}

std::string product_note(const Products& products) {
  std::string text =
      fmt::format("{} of {} GEMM and convolution kernels whose launch is in the file have shapes",
                  products.linked, products.launched);
  if (!products.unlinked.empty()) text += "; without: " + listed(products.unlinked);
  if (products.unseen > 0)
    text += fmt::format("; {} more have no launch of their own in it", products.unseen);
  return text;
}

std::size_t count_of(const std::vector<Link>& links, Origin origin) {
  return static_cast<std::size_t>(std::count_if(
      links.begin(), links.end(), [=](const Link& link) { return link.origin == origin; }));
}

bool has_shapes(const Trace& trace) {
  return std::any_of(trace.ops.begin(), trace.ops.end(),
                     [](const HostOp& op) { return op.signature != kNone; });
}

bool has_doubles(const Trace& trace) {
  for (Id id = 0; id < trace.strings.size(); ++id) {
    if (trace.strings[id].find("double\x1F") != std::string::npos) return true;
  }
  return false;
}

bool is_unknown(const workload::Operator& op) {
  const auto* vector = std::get_if<workload::Vector>(&op.work);
  return vector != nullptr && vector->kind == workload::VectorKind::unknown;
}

struct Sum {
  std::size_t count = 0;
  double seconds = 0.0;
};

std::string kinds_note(const std::map<std::string, Sum>& kinds, const std::string& what) {
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [kind, sum] : kinds)
    order.emplace_back(sum.seconds,
                       fmt::format("{} x {} ({})", sum.count, kind, human_seconds(sum.seconds)));
  std::sort(order.rbegin(), order.rend());
  constexpr std::size_t kMostKinds = 20;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(order.size(), kMostKinds); ++i)
    words.push_back(order[i].second);
  if (order.size() > kMostKinds)
    words.push_back(fmt::format("{} more kinds", order.size() - kMostKinds));
  return fmt::format("{}: {}", what, fmt::join(words, ", "));
}

}  // namespace

std::vector<std::string> notes_of(const Trace& trace, const std::vector<Link>& links,
                                  const std::vector<Group>& groups) {
  std::vector<std::string> notes{time_note(trace)};
  if (trace.steps > 0)
    notes.push_back(
        fmt::format("the file holds {} profiler step(s), all of them kept", trace.steps));
  if (!has_shapes(trace))
    notes.push_back("no operator has shapes: record with record_shapes=True to simulate them");
  const Products products = products_of(trace, links, groups);
  if (products.launched + products.unseen > 0) notes.push_back(product_note(products));
  const std::size_t unseen = count_of(links, Origin::unseen);
  if (unseen > 0)
    notes.push_back(
        fmt::format("{} kernels, copies and fills were launched before recording began: only their "
                    "time is known",
                    unseen));
  const std::size_t replayed = count_of(links, Origin::graph_launch);
  if (replayed > 0)
    notes.push_back(fmt::format(
        "{} kernels ran in CUDA graphs, whose launches name no operators: only their time is known",
        replayed));
  if (has_doubles(trace)) notes.push_back("double is counted as an 8-byte element (int64)");
  return notes;
}

std::vector<std::string> notes_of(const workload::Graph& graph) {
  std::map<std::string, Sum> unknown;
  std::map<std::string, Sum> opaque;
  for (const workload::Operator& op : graph.operators) {
    if (!is_unknown(op) && !std::holds_alternative<workload::Opaque>(op.work)) continue;
    Sum& sum = (is_unknown(op) ? unknown : opaque)[op.source_kind];
    ++sum.count;
    sum.seconds += op.measured_seconds.value_or(0.0);
  }
  std::vector<std::string> notes;
  if (!unknown.empty())
    notes.push_back(kinds_note(unknown, "unknown operators, costed as movement of their elements"));
  if (!opaque.empty()) notes.push_back(kinds_note(opaque, "only the time is known of"));
  return notes;
}

}  // namespace systole::frontend::kineto
