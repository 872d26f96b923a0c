// What a chip is made of beyond what a run needs to know: for energy, area and price. No cycle
// depends on it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace systole::config {

/// What stands around the units of a core. fixed: a sequencer of few instructions; simd: a
/// processor for wide vectors; simt: schedulers for thousands of threads;
/// graphics: those, with ray tracing, rasterisers and video.
enum class CoreControl { fixed, simd, simt, graphics };

struct SiliconConfig {
  std::string die;  ///< name of the die; products that share one are one sample of its area
  /// A file of configs/technology; empty: the one that is nearest to facts.process_nm, else n7.
  std::string technology;
  /// Dies that hold shared buffer, memory interfaces and links, where those are not on the dies of
  /// the cores; empty: everything is on one kind of die.
  std::string base_technology;
  /// A kind of memory in configs/cost/interfaces.yaml; empty: by dram.memory, else `ddr4`.
  std::string memory;
  /// Interfaces to stacks or devices on the die, unused ones included; at least as many as the
  /// bandwidth takes.
  std::int64_t memory_interfaces = 0;
  CoreControl control = CoreControl::fixed;
  std::int64_t disabled_cores = 0;  ///< on the die, and not used in this product
  std::int64_t disabled_shared_buffer_kib = 0;
  std::int64_t other_sram_kib = 0;  ///< of a core, beside core.sram
  std::int64_t fp64_lanes = 0;      ///< of a core
  double link_gb_per_s = 0.0;       ///< to other chips, both directions together
  std::int64_t host_lanes = 0;      ///< of PCIe
  std::int64_t dies = 1;            ///< that the cores are spread over
  /// Given where the product is cut from a die that this description is not of; 0: estimated.
  double area_mm2 = 0.0;
};

std::string_view name_of(CoreControl control);

}  // namespace systole::config
