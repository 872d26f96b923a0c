// A chip of a network as its links see it, or a switch that adds up: what comes in, and what may go
// then.
#pragma once

#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "hw/exchange.hpp"
#include "hw/simulation.hpp"

namespace systole::hw {

struct EndpointTraffic {
  Bytes sent = 0;  ///< payload
  Bytes received = 0;
};

/// Messages arrive when their last byte does; each may let others go. Those that only wait arrive
/// after their delay.
class Endpoint : public sc_core::sc_module {
 public:
  using Id = Exchange::Id;

  Endpoint(const sc_core::sc_module_name& name, Exchange& exchange, Simulation& simulation);

  /// The message is here at `time`, which is now or later.
  void expect(Id id, Femtoseconds time);
  void count_sent(Bytes bytes) { traffic_.sent += bytes; }
  void count_received(Bytes bytes) { traffic_.received += bytes; }
  /// Told of each message that may go now.
  std::function<void(Id id)> ready;
  const EndpointTraffic& traffic() const { return traffic_; }

 private:
  using Arrival = std::pair<Femtoseconds, Id>;

  void arrive();
  void wake_at(Femtoseconds time);

  Exchange& exchange_;
  Simulation& simulation_;
  sc_core::sc_event wake_;
  std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>> arrivals_;
  EndpointTraffic traffic_;
};

}  // namespace systole::hw
