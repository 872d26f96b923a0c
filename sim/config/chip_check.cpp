#include "config/chip_check.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace systole::config {

namespace {

constexpr const char* kSize = "core.sram.size_kib";
constexpr std::array<const char*, 3> kParts{"core.sram.input_kib", "core.sram.weight_kib",
                                            "core.sram.output_kib"};

class Checker {
 public:
  Checker(const Chip& chip, const KeyPlaces& places, Diagnostics& diagnostics)
      : chip_(chip), places_(places), diagnostics_(diagnostics) {}

  void sram_parts() {
    if (!places_.usable({kSize, kParts[0], kParts[1], kParts[2]})) return;
    const SramConfig& sram = chip_.core.sram;
    const std::array<std::int64_t, 3> sizes{sram.input_kib, sram.weight_kib, sram.output_kib};
    std::vector<std::string> missing;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      sum += sizes[i];
      if (sizes[i] == 0) missing.emplace_back(kParts[i]);
    }
    if (missing.size() == kParts.size()) return;
    if (!missing.empty()) {
      error(first_given_part(), fmt::format("give all three parts or none; {} missing or 0",
                                            fmt::join(missing, " and ")));
    } else if (sum > sram.size_kib) {
      error(first_given_part(),
            fmt::format("the parts {} + {} + {} = {} KiB are larger than {} = {}", sizes[0],
                        sizes[1], sizes[2], sum, kSize, sram.size_kib));
    }
  }

  void bursts() {
    constexpr const char* kBurst = "core.dma.burst_bytes";
    constexpr const char* kInterleave = "dram.interleave_bytes";
    if (!places_.usable({kBurst, kInterleave, "dram.model"})) return;
    if (chip_.dram.model == DramModel::banked) return;
    const std::int64_t burst = chip_.core.dma.burst_bytes;
    const std::int64_t interleave = chip_.dram.interleave_bytes;
    if (burst <= interleave) return;
    // Blame the key that the file gives; the other one may be a default.
    const char* const key = places_.given(kBurst) ? kBurst : kInterleave;
    error(key,
          fmt::format(
              "a burst of {} bytes is larger than {} = {}, so it would lie in several channels",
              burst, kInterleave, interleave));
  }

  void cores() {
    constexpr const char* kCount = "core.count";
    if (!places_.usable({kCount}) || chip_.core.count == 1) return;
    error(kCount,
          fmt::format("{} cores: more than one core is not modelled yet, use 1", chip_.core.count));
    if (!places_.usable({"accounting"}) || chip_.accounting != Accounting::scalesim) return;
    error("accounting", "scalesim counts the cycles of one core only, use whole_operator");
  }

 private:
  const char* first_given_part() const {
    const auto given = std::find_if(kParts.begin(), kParts.end(),
                                    [this](auto path) { return places_.given(path); });
    return given == kParts.end() ? kSize : *given;
  }
  void error(const char* path, const std::string& message) {
    diagnostics_.error(places_.of(path), path, message);
  }

  const Chip& chip_;
  const KeyPlaces& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_chip(const Chip& chip, const KeyPlaces& places, Diagnostics& diagnostics) {
  Checker checker(chip, places, diagnostics);
  checker.sram_parts();
  checker.bursts();
  checker.cores();
}

}  // namespace systole::config
