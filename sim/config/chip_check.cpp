#include "config/chip_check.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/chip_fields.hpp"

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
    if (chip_.dram.model == DramModel::banked || !places_.usable({kBurst, kInterleave})) return;
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

  void memory() {
    constexpr const char* kModel = "dram.model";
    constexpr const char* kMemory = "dram.memory";
    if (!places_.usable({kModel, kMemory})) return;
    const bool banked = chip_.dram.model == DramModel::banked;
    const bool named = !chip_.dram.memory.empty();
    if (banked && !named && !chip_.dram.banks) {
      error(kModel, "banked needs dram.memory: a name of `systole list memories` or a file");
    } else if (!banked && (named || chip_.dram.banks)) {
      error(named ? kMemory : "memory",
            fmt::format("a memory has a meaning with {}: banked only, not with {}", kModel,
                        name_of(chip_.dram.model)));
    }
  }

  /// SCALE-Sim counts the cycles of one array, and of nothing else.
  void accounting() {
    constexpr const char* kAccounting = "accounting";
    if (!places_.usable({kAccounting}) || chip_.accounting != Accounting::scalesim) return;
    const auto refuse = [&](const char* key, bool there, const char* what) {
      if (!there || !places_.usable({key})) return;
      error(kAccounting, fmt::format("scalesim counts the cycles of one core's array only, and {}; "
                                     "use whole_operator",
                                     what));
    };
    const CoreConfig& core = chip_.core;
    refuse("core.count", core.count > 1, "core.count is larger than 1");
    refuse("core.matrix.kind", core.matrix.kind == MatrixUnitKind::dot_product,
           "core.matrix.kind is dot_product");
    refuse("core.vector.lanes", core.vector.lanes > 0, "core.vector.lanes is larger than 0");
    const bool launches = chip_.launch.first_us > 0.0 || chip_.launch.next_us > 0.0;
    refuse("launch.first_us", launches, "launch has a cost");
  }

  void matrix_unit() {
    constexpr const char* kKind = "core.matrix.kind";
    constexpr const char* kBanks = "core.sram.banks";
    const MatrixUnitConfig& unit = chip_.core.matrix;
    const bool dot_product = unit.kind == MatrixUnitKind::dot_product;
    if (places_.usable({kKind, kBanks}) && dot_product && chip_.core.sram.banks > 0) {
      error(kBanks, "bank conflicts are modelled for systolic arrays only; use 0 with dot_product");
    }
    constexpr const char* kRates = "core.matrix.rates";
    const auto supported = [&](DType dtype) { return unit.rates.of(dtype) > 0.0; };
    if (std::none_of(Words<DType>::values.begin(), Words<DType>::values.end(), supported)) {
      error(kRates, "all rates are 0, so nothing can be multiplied");
    }
  }

  void interconnect() {
    const InterconnectConfig& net = chip_.interconnect;
    constexpr const char* kTopology = "interconnect.topology";
    constexpr const char* kPacket = "interconnect.packet_bytes";
    constexpr const char* kInterleave = "interconnect.interleave_bytes";
    if (!places_.usable({kTopology}) || !net.exists()) return;
    if (places_.usable({kPacket, kInterleave}) && net.interleave_bytes % net.packet_bytes != 0) {
      error(kInterleave, fmt::format("{} bytes are no multiple of {} = {}, so a packet would lie "
                                     "behind two ports",
                                     net.interleave_bytes, kPacket, net.packet_bytes));
    }
  }

  void shared_buffer() {
    constexpr const char* kBuffer = "shared_buffer.size_kib";
    const SharedBufferConfig& buffer = chip_.shared_buffer;
    if (!places_.usable({kBuffer, "shared_buffer.slices", "shared_buffer.ways",
                         "shared_buffer.block_bytes", "shared_buffer.copies"}) ||
        !buffer.exists()) {
      return;
    }
    const Bytes row = buffer.slices * buffer.ways * buffer.block_bytes;
    if (buffer.size_kib * kKib % (row * buffer.copies) == 0) return;
    error(kBuffer,
          fmt::format("{} KiB for {} copies cannot be divided into {} slices of whole sets "
                      "of {} ways of {} bytes; use a multiple of {} bytes",
                      buffer.size_kib, buffer.copies, buffer.slices, buffer.ways,
                      buffer.block_bytes, row * buffer.copies));
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
  checker.memory();
  checker.accounting();
  checker.matrix_unit();
  checker.interconnect();
  checker.shared_buffer();
}

}  // namespace systole::config
