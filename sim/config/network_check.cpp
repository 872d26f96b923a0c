#include "config/network_check.hpp"

#include <charconv>
#include <numeric>

#include <fmt/format.h>

#include "base/text.hpp"

namespace systole::config {

namespace {

/// {4, 4, 4} of "4x4x4"; nothing where it says something else.
std::vector<std::int64_t> dimensions_in(const std::string& text) {
  std::vector<std::int64_t> dims;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    std::int64_t value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || value < 2 || value > 1'000'000 || dims.size() == 3) return {};
    dims.push_back(value);
    if (next == end) return dims;
    if (*next != 'x') return {};
    at = next + 1;
  }
}

std::size_t dimensions_wanted(NetworkTopology topology) {
  if (topology == NetworkTopology::torus2d) return 2;
  return topology == NetworkTopology::torus3d ? 3 : 0;
}

std::int64_t product_of(const std::vector<std::int64_t>& dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<>());
}

class LevelChecker {
 public:
  LevelChecker(const NetworkLevel& level, std::string path, const KeyPlaces& places,
               Diagnostics& diagnostics)
      : level_(level), path_(std::move(path)), places_(places), diagnostics_(diagnostics) {}

  void check() {
    const std::string link = path_ + ".link";
    if (level_.link.bandwidth_gb_per_s <= 0.0 && places_.usable({link.c_str()})) {
      report("link", "expected a link, by name or with its keys; 'systole list links' names some");
    }
    check_dims();
    if (level_.in_switch && level_.topology != NetworkTopology::switched) {
      report("in_switch", "only a switch adds up: expected topology: switch");
    }
  }

 private:
  void report(const char* key, const std::string& message) {
    const std::string path = path_ + "." + key;
    diagnostics_.error(places_.of(path), path, message);
  }

  void check_dims() {
    const std::size_t wanted = dimensions_wanted(level_.topology);
    if (wanted == 0) {
      if (!level_.dims.empty()) report("dims", "only a torus has dims; leave it out");
      return;
    }
    const auto dims = dimensions_in(level_.dims);
    if (dims.size() != wanted) {
      report("dims", fmt::format("expected {}, {} numbers of 2 or more, got '{}'",
                                 wanted == 2 ? "4x4" : "4x4x4", wanted, level_.dims));
    } else if (product_of(dims) != level_.size) {
      report("dims", fmt::format("{} is {} members, but size says {}", level_.dims,
                                 product_of(dims), level_.size));
    }
  }

  const NetworkLevel& level_;
  std::string path_;
  const KeyPlaces& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<std::int64_t> dimensions_of(const NetworkLevel& level) {
  if (dimensions_wanted(level.topology) == 0) return {level.size};
  return dimensions_in(level.dims);
}

void check_network(const NetworkConfig& network, const KeyPlaces& places,
                   Diagnostics& diagnostics) {
  if (diagnostics.has_errors()) return;
  const auto levels = network.levels();
  for (std::size_t i = 0; i < levels.size(); ++i) {
    LevelChecker(levels[i], fmt::format("level_{}", i + 1), places, diagnostics).check();
  }
  if (network.level_3 && !network.level_2) {
    diagnostics.error(places.of("level_3"), "level_3", "expected a level_2 below it");
  }
}

}  // namespace systole::config
