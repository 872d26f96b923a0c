#include "hw/network.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

using timing::kNone;
using timing::Message;

Network::Network(const sc_core::sc_module_name& name, const std::vector<timing::FabricLink>& links,
                 const timing::MessageSchedule& schedule)
    : sc_module(name), exchange_(schedule), arrivals_(schedule.messages().size(), 0) {
  for (std::size_t i = 0; i < links.size(); ++i) {
    links_.push_back(std::make_unique<Link>(links[i].name.c_str(), links[i], simulation_));
    const auto number = static_cast<std::int32_t>(i);
    links_.back()->leaves = [this, number](Id id, Femtoseconds head, Femtoseconds tail) {
      left(number, id, head, tail);
    };
  }
  build_endpoints(schedule);
}

void Network::build_endpoints(const timing::MessageSchedule& schedule) {
  for (const Message& message : schedule.messages()) {
    for (const std::int32_t chip : {message.from, message.to}) {
      auto& made = endpoints_[chip];
      if (made) continue;
      const std::string name = chip == kNone ? "switches" : fmt::format("chip_{}", chip);
      made = std::make_unique<Endpoint>(name.c_str(), exchange_, simulation_);
      made->ready = [this](Id id) { go(id); };
    }
  }
}

void Network::go(Id id) {
  const Message& message = exchange_.message(id);
  const Femtoseconds when = now() + message.delay;
  if (message.first_link == kNone) {
    arrivals_[static_cast<std::size_t>(id)] = when;
    endpoint(message.to).expect(id, when);
    return;
  }
  endpoint(message.from).count_sent(message.bytes);
  link(message.first_link).expect(id, message.wire, when);
}

void Network::left(std::int32_t number, Id id, Femtoseconds head, Femtoseconds tail) {
  const Message& message = exchange_.message(id);
  if (number == message.first_link && message.second_link != kNone) {
    link(message.second_link).expect(id, message.wire, head);
    return;
  }
  endpoint(message.to).count_received(message.bytes);
  arrivals_[static_cast<std::size_t>(id)] = tail;
  endpoint(message.to).expect(id, message.there_with_head ? head : tail);
}

void Network::run() {
  for (const Id id : exchange_.ready_at_start()) go(id);
  sc_core::sc_start();
  simulation_.rethrow();
  check_all_arrived();
}

void Network::check_all_arrived() const {
  if (exchange_.missing() == 0) return;
  throw ModelError(fmt::format("deadlock: {} of {} messages never went, for each waits for another",
                               exchange_.missing(), arrivals_.size()));
}

}  // namespace systole::hw
