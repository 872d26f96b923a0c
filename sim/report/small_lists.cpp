#include "report/small_lists.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/table.hpp"
#include "base/text.hpp"
#include "report/inspection.hpp"

namespace systole::report {

namespace {

/// "3 + 0 + 2" of what is published, derived and assumed.
std::string knowledge_text(const std::vector<config::Provenance>& provenance) {
  const config::Knowledge known = config::knowledge_of(provenance);
  return fmt::format("{} + {} + {}", known.published, known.derived, known.assumed);
}

std::string microseconds(double us) { return human_seconds(us * 1e-6); }

std::string host_text(const config::HostConfig& host) {
  if (host.graph_capture) return microseconds(host.step_us) + " a step";
  return fmt::format("{} a step, {} a kernel", microseconds(host.step_us),
                     microseconds(host.kernel_us));
}

std::string launch_text(const config::SoftwareProfile& profile) {
  if (!profile.launch) return "the chip's";
  return fmt::format("{}, then {}", microseconds(profile.launch->first_us),
                     microseconds(profile.launch->next_us));
}

}  // namespace

std::string links_table(const std::vector<config::LinkConfig>& links) {
  Table table({{"link", Align::left},
               {"GB/s each way"},
               {"links"},
               {"latency"},
               {"payload %"},
               {"published + derived + assumed"},
               {"what it is", Align::left}});
  for (const config::LinkConfig& link : links) {
    table.row({link.name, six_digits(link.bandwidth_gb_per_s), std::to_string(link.links),
               microseconds(link.latency_us), six_digits(100.0 * link.efficiency),
               knowledge_text(link.provenance), link.description});
  }
  return table.text();
}

namespace {

/// "8 switch nvlink4, then 32 switch infiniband_ndr".
std::string levels_text(const config::NetworkConfig& network) {
  std::string text;
  for (const config::NetworkLevel& level : network.levels()) {
    if (!text.empty()) text += ", then ";
    text += fmt::format("{} {} {}", level.dims.empty() ? std::to_string(level.size) : level.dims,
                        name_of(level.topology), level.link.name);
  }
  return text;
}

}  // namespace

std::string networks_table(const std::vector<config::NetworkConfig>& networks) {
  Table table({{"network", Align::left},
               {"chips"},
               {"levels", Align::left},
               {"library", Align::left},
               {"published + derived + assumed"},
               {"what it is", Align::left}});
  for (const config::NetworkConfig& network : networks) {
    table.row({network.name, std::to_string(network.chips()), levels_text(network), network.library,
               knowledge_text(network.provenance), network.description});
  }
  return table.text();
}

std::string software_table(const std::vector<config::SoftwareProfile>& profiles) {
  Table table({{"software", Align::left},
               {"launch", Align::left},
               {"host", Align::left},
               {"kernels", Align::left},
               {"fusion", Align::left},
               {"published + derived + assumed"},
               {"what it is", Align::left}});
  for (const config::SoftwareProfile& profile : profiles) {
    table.row({profile.name, launch_text(profile), host_text(profile.host), profile.mapper,
               profile.fusion ? "yes" : "no", knowledge_text(profile.provenance),
               profile.description});
  }
  return table.text();
}

std::string workloads_table(const std::vector<workload::Graph>& graphs) {
  Table table({{"workload", Align::left},
               {"operators"},
               {"GMAC"},
               {"parameters"},
               {"bytes"},
               {"kinds"},
               {"types", Align::left}});
  for (const workload::Graph& graph : graphs) {
    const Inspection inspection = inspect(graph);
    table.row({graph.name, std::to_string(graph.operators.size()),
               six_digits(static_cast<double>(inspection.total.macs) * 1e-9),
               human_count(static_cast<double>(graph.parameters.value_or(inspection.weights))),
               human_bytes(static_cast<double>(inspection.total.bytes)),
               std::to_string(inspection.kinds.size()),
               fmt::format("{}", fmt::join(inspection.total.dtypes, ", "))});
  }
  return table.text();
}

}  // namespace systole::report
