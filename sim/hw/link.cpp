#include "hw/link.hpp"

#include <algorithm>

#include "timing/clock.hpp"

namespace systole::hw {

Link::Link(const sc_core::sc_module_name& name, const timing::FabricLink& link,
           Simulation& simulation)
    : sc_module(name), link_(link), simulation_(simulation) {
  SC_HAS_PROCESS(Link);
  SC_METHOD(serve);
  dont_initialize();
  sensitive << wake_;
}

void Link::expect(Id id, Bytes wire, Femtoseconds head) {
  waiting_.push({head, id, wire});
  traffic_.bytes_in += wire;
  wake_at(std::max(waiting_.top().head, free_at_));
}

void Link::wake_at(Femtoseconds time) {
  wake_.notify(to_sc_time(std::max<Femtoseconds>(time - now(), 0)));
}

void Link::serve() {
  simulation_.activate([this] {
    while (!waiting_.empty() && std::max(waiting_.top().head, free_at_) <= now()) {
      const Waiting message = waiting_.top();
      waiting_.pop();
      carry(message);
    }
    if (!waiting_.empty()) wake_at(std::max(waiting_.top().head, free_at_));
  });
}

void Link::carry(const Waiting& message) {
  const Femtoseconds time = timing::transfer_time(message.wire, link_.rate);
  free_at_ = now() + time;
  ++traffic_.messages;
  traffic_.bytes_out += message.wire;
  traffic_.busy += time;
  traffic_.waited += now() - message.head;
  leaves(message.id, now() + link_.latency, free_at_ + link_.latency);
}

}  // namespace systole::hw
