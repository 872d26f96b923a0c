// What stands between a model and a chip, as typed struct: launch costs, what the host takes,
// fusion and the kernels of a library. A software profile is a YAML file of configs/software; it
// joins a chip only where a run asks for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/chip.hpp"

namespace systole::config {

/// The folder of shipped profiles, as find_data_file and list_data_files name it.
constexpr const char* kSoftwareFolder = "configs/software";

/// What the host takes before the chip can begin.
struct HostConfig {
  double step_us = 0.0;    ///< once, before the first kernel of a run
  double kernel_us = 0.0;  ///< for each kernel that it issues, while the chip works on earlier ones
  /// The kernels of a run were recorded before and are issued by one call: only step_us is paid.
  bool graph_capture = false;
  double prompt_us = 0.0;    ///< more for a step that reads prompts: tokens, blocks and masks
  double sequence_us = 0.0;  ///< more for each sequence of a step: sampling, text, bookkeeping
  /// What a graph that waits behind another takes to begin, beyond the launch of its first kernel.
  double graph_us = 0.0;
};

/// What a stack makes of exchanges between chips, beside what its library takes on a network.
struct ExchangeConfig {
  double start_us = 0.0;    ///< more for each: ranks that wait for one another
  double link_share = 1.0;  ///< of the rate at which the library moves bytes
};

/// What a framework's allocator does in a step. Tensors that are exchanged stay taken until the
/// host, which runs ahead of the chip, sees their exchange done; a step whose exchanged tensors do
/// not all fit into what the engine left free gives its memory back and takes it anew.
struct AllocatorConfig {
  double free_share = 0.1;       ///< of a chip's memory, beside weights and cache
  double take_us_per_mib = 0.0;  ///< for each exchanged MiB of a step that does not fit
};

/// What a framework's own element-wise kernels are like.
struct KernelsConfig {
  /// Operations of a lane for the address of each element of tensors that are broadcast or whose
  /// order in memory is another.
  double address_operations = 0.0;
};

struct SoftwareProfile {
  std::string name;
  std::string description;
  HostConfig host;
  ExchangeConfig exchange;
  AllocatorConfig allocator;
  KernelsConfig kernels;
  std::optional<LaunchConfig> launch;  ///< in place of the chip's own
  bool fusion = true;                  ///< operators are joined as inference engines do
  std::string mapper = "library";      ///< whose kernels: best, library or library:NAME
  /// Lanes of a core's vector unit that its kernels keep busy with the work that is counted; the
  /// rest goes into addresses, loops and slower mathematical functions. 0: all.
  std::int64_t vector_lanes = 0;
  std::vector<Provenance> provenance;
};

/// Reads a profile from a file or by the name of a shipped one. Throws UserError with all mistakes.
SoftwareProfile read_software(const std::string& name_or_path);

/// The part of docs/configuration.md about software profiles.
std::string document_software();

/// The chip with the profile's launch costs and vector lanes, whose sources name the profile.
Chip with_software(Chip chip, const SoftwareProfile& profile);

}  // namespace systole::config
