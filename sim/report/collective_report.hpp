// What a collective takes, in words, as a table over sizes, as a picture, and as data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/network.hpp"
#include "result/collective_run.hpp"
#include "timing/collective.hpp"

namespace systole::report {

/// One collective: the closed form and, where it was simulated, what the links did.
struct CollectivePoint {
  timing::CollectiveRequest request;
  timing::CollectiveTime planned;
  std::optional<result::CollectiveRun> run;

  Femtoseconds time() const { return run ? run->ends.front() : planned.time; }
  double seconds() const { return static_cast<double>(time()) * 1e-15; }
};

/// 10^9 bytes of the buffer in a second, and the same as if each link carried it once.
double algorithm_gb_per_s(const CollectivePoint& point);
double bus_gb_per_s(const CollectivePoint& point);

/// "ring by ll128" for each stage, from inside out.
std::string way_of(const timing::CollectivePlan& plan);

std::string collective_summary(const config::NetworkConfig& network, const CollectivePoint& point);
/// One row per size; a mark stands where the algorithm or the protocol changes.
std::string collective_table(const std::vector<CollectivePoint>& points);
/// Bus bandwidth against size, for terminals.
std::string collective_picture(const std::vector<CollectivePoint>& points);
std::string collective_csv(const std::vector<CollectivePoint>& points);
std::string collective_json(const config::NetworkConfig& network,
                            const std::vector<CollectivePoint>& points);

/// Bus bandwidth against size: the line is what is chosen, the cloud what single ways would give.
std::string collective_svg(const std::string& title, const std::vector<CollectivePoint>& chosen,
                           const std::vector<CollectivePoint>& others);

}  // namespace systole::report
