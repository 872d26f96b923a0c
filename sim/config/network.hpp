// Many chips joined: levels of links from inside out, and what a library of collectives costs on
// them. A network is a YAML file of configs/networks; its links are files of configs/links.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/link.hpp"
#include "config/provenance.hpp"

namespace systole::config {

/// The folder of shipped networks, as find_data_file and list_data_files name it.
constexpr const char* kNetworkFolder = "configs/networks";

enum class NetworkTopology {
  switched,         ///< every member reaches every other through switches that never block
  fully_connected,  ///< a link of its own from every member to every other
  ring,             ///< each member to its two neighbours
  torus2d,          ///< rings along two dimensions
  torus3d           ///< rings along three
};
std::string_view name_of(NetworkTopology topology);

/// One way in which a library moves bytes, each with another balance of latency and bandwidth.
struct ProtocolConfig {
  double start_us = 0.0;       ///< once for each collective
  double step_us = 0.0;        ///< for each step that waits for the one before, above the link
  double efficiency = 1.0;     ///< payload over the bytes on the link
  double most_gb_per_s = 0.0;  ///< payload of one chip at most; 0: what the link carries
  /// A rank's share from which on a kernel has all its threads, which wait for one another; 0:
  /// they are all there from the first byte.
  double wide_from_kib = 0.0;
  double wide_start_us = 0.0;  ///< what they add to the start
  double wide_step_us = 0.0;   ///< and to each step
  /// The largest message between two ranks only that goes this way; 0: any.
  double most_between_two_kib = 0.0;
};

/// Switches that add up or copy what passes through them.
struct InSwitchConfig {
  double start_us = 0.0;
  double step_us = 0.0;
  double efficiency = 1.0;
  std::int64_t full_rate_ranks = 2;  ///< fewer have as many channels fewer
  bool floats_only = true;           ///< sums of integers take another algorithm
  bool sums_only = true;             ///< gathers and broadcasts take another algorithm
};

/// The algorithms that the library has at a level. One that is named on request need not be here.
struct AlgorithmsConfig {
  bool ring = true;
  bool tree = false;
  bool direct = true;
};

struct NetworkLevel {
  LinkConfig link;  ///< of one member; of level 2 and 3, one of `links_per_member`
  NetworkTopology topology = NetworkTopology::switched;
  std::int64_t size = 2;              ///< members; those of level 2 are whole levels 1
  std::string dims;                   ///< of a torus: 4x4x4
  std::int64_t links_per_member = 1;  ///< that all chips of a member share
  AlgorithmsConfig algorithms;
  std::optional<ProtocolConfig> ll;     ///< a flag beside every few bytes: low latency
  std::optional<ProtocolConfig> ll128;  ///< a flag in every line of 128 bytes
  ProtocolConfig simple;                ///< whole chunks, then a flag
  /// In place of `simple` for what goes between two ranks only: all_to_all and send_receive.
  std::optional<ProtocolConfig> between_two;
  std::optional<InSwitchConfig> in_switch;
};

struct NetworkConfig {
  std::string name;
  std::string description;
  std::string chip;            ///< that its maker joins so; empty: any
  std::string library;         ///< whose costs these are: NCCL, HCCL ...
  double launch_us = 0.0;      ///< once for each collective
  double copy_gb_per_s = 0.0;  ///< a chip moves its own share aside at this rate; 0: not counted
  double chunk_kib = 512.0;    ///< a broadcast along a chain goes in chunks of this size
  NetworkLevel level_1;
  std::optional<NetworkLevel> level_2;
  std::optional<NetworkLevel> level_3;
  std::vector<Provenance> provenance;

  /// From inside out.
  std::vector<NetworkLevel> levels() const;
  /// Chips in all.
  std::int64_t chips() const;
};

/// The members of a level along each dimension: {4, 4, 4}; of what is no torus {size}.
std::vector<std::int64_t> dimensions_of(const NetworkLevel& level);

/// Reads a network from a file or by the name of a shipped one, with `level_1.link.latency_us=1`
/// and the like laid over it. Throws UserError with all mistakes.
NetworkConfig read_network(const std::string& name_or_path,
                           const std::vector<std::string>& overrides = {});

/// The same from text at hand; `file_name` stands in messages.
NetworkConfig parse_network(const std::string& text, const std::string& file_name,
                            const std::vector<std::string>& overrides, Diagnostics& diagnostics);

/// Every key written out, links included. Reading it gives the same network.
std::string write_network(const NetworkConfig& network);

/// The part of docs/configuration.md about networks.
std::string document_networks();

}  // namespace systole::config
