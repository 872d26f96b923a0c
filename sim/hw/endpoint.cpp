#include "hw/endpoint.hpp"

#include <algorithm>

namespace systole::hw {

Endpoint::Endpoint(const sc_core::sc_module_name& name, Exchange& exchange, Simulation& simulation)
    : sc_module(name), exchange_(exchange), simulation_(simulation) {
  SC_HAS_PROCESS(Endpoint);
  SC_METHOD(arrive);
  dont_initialize();
  sensitive << wake_;
}

void Endpoint::expect(Id id, Femtoseconds time) {
  arrivals_.emplace(time, id);
  wake_at(arrivals_.top().first);
}

void Endpoint::wake_at(Femtoseconds time) {
  wake_.notify(to_sc_time(std::max<Femtoseconds>(time - now(), 0)));
}

void Endpoint::arrive() {
  simulation_.activate([this] {
    while (!arrivals_.empty() && arrivals_.top().first <= now()) {
      const Id id = arrivals_.top().second;
      arrivals_.pop();
      exchange_.arrived(id, ready);
    }
    if (!arrivals_.empty()) wake_at(arrivals_.top().first);
  });
}

}  // namespace systole::hw
