// What is published about a product: for lists, checks and export rules. A run uses none of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/terms.hpp"

namespace systole::config {

/// Peak rates as the vendor states them: 10^12 operations per second, dense, a MAC counted as two;
/// 0 where none is published.
struct StatedPeaks {
  double fp32 = 0.0;
  double tf32 = 0.0;
  double fp16 = 0.0;
  double bf16 = 0.0;
  double fp8 = 0.0;
  double fp4 = 0.0;
  double int8 = 0.0;
  double int4 = 0.0;
};

/// Why the chip's own parameters do not give a stated figure; empty where they do.
struct Disagreements {
  std::string fp32;
  std::string tf32;
  std::string fp16;
  std::string bf16;
  std::string fp8;
  std::string fp4;
  std::string int8;
  std::string int4;
  std::string bandwidth;
  std::string memory;
};

/// Who it is designed and marketed for: export rules ask. other: not for data centers.
enum class Market { not_stated, datacenter, other };
std::string_view name_of(Market market);

/// 0 and empty: not published. A `base:` does not pass its facts on: they are of one product.
struct ChipFacts {
  std::string vendor;
  std::string family;
  std::int64_t year = 0;
  double process_nm = 0.0;
  double die_mm2 = 0.0;
  double non_planar_mm2 = 0.0;  ///< of die_mm2, where not all of it counts for export rules
  Market market = Market::not_stated;
  double tdp_w = 0.0;
  double memory_gb = 0.0;
  double bandwidth_gb_per_s = 0.0;
  double interconnect_gb_per_s = 0.0;
  StatedPeaks peak_tflops;
  Disagreements disagrees;
};

}  // namespace systole::config
