// What an exchange between chips takes: closed forms of latency and bandwidth (the alpha-beta model
// of Thakur, Rabenseifner and Gropp 2005 and of Chan et al. 2007), for each topology and algorithm,
// in whole femtoseconds. The algorithm and the protocol are chosen by size, as libraries do.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "config/network.hpp"

namespace systole::timing {

enum class CollectiveKind {
  all_reduce,
  all_gather,
  reduce_scatter,
  all_to_all,
  broadcast,
  send_receive
};
std::string_view name_of(CollectiveKind kind);
std::optional<CollectiveKind> collective_kind_from(std::string_view text);

enum class CollectiveAlgorithm { ring, tree, direct, in_switch };
std::string_view name_of(CollectiveAlgorithm algorithm);
std::optional<CollectiveAlgorithm> collective_algorithm_from(std::string_view text);

enum class Protocol { ll, ll128, simple };
std::string_view name_of(Protocol protocol);
std::optional<Protocol> protocol_from(std::string_view text);

struct CollectiveRequest {
  CollectiveKind kind = CollectiveKind::all_reduce;
  /// Of the larger of a rank's two buffers: the gathered output, the input that is scattered.
  Bytes bytes = 0;
  std::int64_t ranks = 2;
  /// From one rank to the next in the order of chips: 1 fills nodes first, 8 takes one chip of each
  /// node of eight. The groups in between exchange at the same time and share outer links.
  std::int64_t stride = 1;
  bool floats = true;  ///< of a sum: switches may add floating-point types only
  std::optional<CollectiveAlgorithm> algorithm;  ///< empty: the fastest that the library has
  std::optional<Protocol> protocol;              ///< empty: the fastest that the library has
};

/// Steps that are alike: `steps` times a latency, `transfers` times the bytes of one message.
/// Groups of one phase and lane follow one another; the lanes of a phase run side by side; a phase
/// begins when all lanes of the one before are done.
struct StepGroup {
  std::int64_t phase = 0;
  std::int64_t lane = 0;
  std::int64_t steps = 0;
  std::int64_t transfers = 0;
  Bytes bytes = 0;  ///< payload of one message
  Bytes wire = 0;   ///< the same with the protocol's flags
};

/// An exchange within one level. Those of several levels follow one another.
struct CollectiveStage {
  std::size_t level = 0;  ///< from inside out
  CollectiveKind kind = CollectiveKind::all_reduce;
  CollectiveAlgorithm algorithm = CollectiveAlgorithm::ring;
  Protocol protocol = Protocol::simple;
  std::int64_t ranks = 1;
  std::int64_t stride = 1;  ///< members of the level from one rank to the next
  Bytes bytes = 0;          ///< of the larger of a rank's two buffers
  std::vector<StepGroup> groups;
  std::int64_t rate = 0;           ///< bytes that one link carries in a second
  Femtoseconds protocol_step = 0;  ///< of each step, the library's part
  Femtoseconds step_latency = 0;   ///< of each step, all of it
  Femtoseconds start = 0;          ///< the protocol's, once
  Femtoseconds time = 0;           ///< all of it
};

struct CollectivePlan {
  std::vector<CollectiveStage> stages;
  std::int64_t steps() const;  ///< that wait for one another
};

enum class CollectiveBound { latency, bandwidth };
std::string_view name_of(CollectiveBound bound);

struct CollectiveTime {
  CollectivePlan plan;
  Femtoseconds time = 0;         ///< all of it
  Femtoseconds launch = 0;       ///< of it: the library's launch and starts
  Femtoseconds copy = 0;         ///< of it: a chip moves its own share
  Femtoseconds latency = 0;      ///< of it: steps
  Femtoseconds transfer = 0;     ///< of it: bytes on links
  Femtoseconds lower_bound = 0;  ///< the bytes that must leave a chip at the links' full rate
  CollectiveBound bound = CollectiveBound::latency;  ///< what most of the time goes to
  double seconds() const { return static_cast<double>(time) * 1e-15; }
};

/// Throws UserError where the network cannot hold the ranks, or has no such algorithm.
CollectiveTime collective_time(const config::NetworkConfig& network,
                               const CollectiveRequest& request);

/// Bytes that the links of a chip must carry for each byte of its buffer: 2(n-1)/n of an
/// all_reduce, (n-1)/n of a gather; times bytes over time it is the bus bandwidth.
double bus_factor(CollectiveKind kind, std::int64_t ranks);

}  // namespace systole::timing
