// The options of `systole serve-sim`: requests, engines, and what was promised.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "serve/requests.hpp"
#include "serve/statistics.hpp"

namespace systole::app {

std::vector<Option> request_options();
std::vector<Option> engine_options();
std::vector<Option> promise_options();

/// Requests, and how they come at another rate.
struct RequestSource {
  std::string text;   ///< "Poisson" or the trace's path
  double rate = 0.0;  ///< per second; 0 where all come at once
  /// The same requests at a rate; as they are for 0.
  std::function<std::vector<serve::Request>(double)> at_rate;
};
RequestSource request_source_from(const Arguments& arguments);

/// All but what follows from the model: blocks and the time to copy one.
serve::ClusterConfig cluster_from(const Arguments& arguments);

/// --slo; nothing where it is not given.
std::optional<serve::Slo> slo_from(const Arguments& arguments);

/// A number in [low, high] of an option that is given or has a fallback; nothing otherwise.
std::optional<double> number_from(const Arguments& arguments, const std::string& option, double low,
                                  double high);

}  // namespace systole::app
