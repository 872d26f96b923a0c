// One direction of a link between chips, or of a port of a switch.
#pragma once

#include <functional>
#include <queue>
#include <vector>

#include "hw/simulation.hpp"
#include "timing/fabric_links.hpp"
#include "timing/message_schedule.hpp"

namespace systole::hw {

struct LinkTraffic {
  std::int64_t messages = 0;
  Bytes bytes_in = 0;   ///< that were handed to it, with the protocol's flags
  Bytes bytes_out = 0;  ///< that have left its other end
  Femtoseconds busy = 0;
  Femtoseconds waited = 0;  ///< by messages, for others that were on the link
};

/// Carries messages one after the other, in the order in which their heads come; those that meet
/// wait. A message is one event here, whatever its size: its head leaves after the latency, its
/// tail after its bytes.
class Link : public sc_core::sc_module {
 public:
  using Id = timing::MessageSchedule::Id;

  Link(const sc_core::sc_module_name& name, const timing::FabricLink& link, Simulation& simulation);

  /// The head of a message comes at `head`, which is now or later.
  void expect(Id id, Bytes wire, Femtoseconds head);
  /// Told when a message is on its way: its head and its tail leave the other end then.
  std::function<void(Id id, Femtoseconds head, Femtoseconds tail)> leaves;
  const LinkTraffic& traffic() const { return traffic_; }

 private:
  struct Waiting {
    Femtoseconds head = 0;
    Id id = 0;
    Bytes wire = 0;
    bool operator>(const Waiting& other) const {
      return head != other.head ? head > other.head : id > other.id;
    }
  };

  void serve();
  void carry(const Waiting& message);
  void wake_at(Femtoseconds time);

  timing::FabricLink link_;
  Simulation& simulation_;
  sc_core::sc_event wake_;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  Femtoseconds free_at_ = 0;
  LinkTraffic traffic_;
};

}  // namespace systole::hw
