#include "timing/interconnect_timing.hpp"

#include <algorithm>
#include <tuple>

#include "base/checked.hpp"

namespace systole::timing {

namespace {

__extension__ using Wide = __int128;

}  // namespace

bool InterconnectTiming::Event::operator>(const Event& other) const {
  return std::tie(at, kind, number) > std::tie(other.at, other.kind, other.number);
}

InterconnectTiming::InterconnectTiming(const config::InterconnectConfig& config, std::int64_t cores)
    : config_(config), routes_(config, cores), links_(static_cast<std::size_t>(routes_.links())) {}

Cycles InterconnectTiming::link_cycles(Bytes bytes) const {
  return ceil_div(bytes, config_.width_bytes);
}

// Packets end where the address is a multiple of packet_bytes, so none lies behind two ports.
Bytes InterconnectTiming::packet_end(const Message& message, std::int64_t packet) const {
  const auto skipped =
      static_cast<Bytes>(message.address % static_cast<Address>(config_.packet_bytes));
  return std::min(message.bytes, (packet + 1) * config_.packet_bytes - skipped);
}

Cycles InterconnectTiming::release_of(const Flight& flight, std::int64_t packet) const {
  const Message& message = flight.message;
  const Wide span = message.end - message.begin;
  return message.begin + static_cast<Cycles>(span * packet_end(message, packet) / message.bytes);
}

void InterconnectTiming::send(const Message& message) {
  Flight& flight = flights_[message.id];
  flight.message = message;
  const auto skipped =
      static_cast<Bytes>(message.address % static_cast<Address>(config_.packet_bytes));
  flight.packets = ceil_div(skipped + message.bytes, config_.packet_bytes);
  flight.receivers = message.to_memory ? 1 : static_cast<std::int64_t>(message.cores.size());
  flight.deliveries_left = flight.packets * flight.receivers;
  const Cycles begin = release_of(flight, 0);
  schedule(begin, Kind::next_packet, {&flight, nullptr, 0, 0, false});
  set_bound(flight, begin + 1);
  // The last of several packets cannot be there before all of them have left through one link out
  // of the network.
  if (!message.to_memory) set_bound(flight, begin + link_cycles(message.bytes));
}

void InterconnectTiming::schedule(Cycles at, Kind kind, const Packet& packet, Link link) {
  events_.push({at, kind, events_made_++, packet, link});
}

std::vector<InterconnectTiming::Arrival> InterconnectTiming::advance(Cycles now) {
  arrivals_.clear();
  while (!events_.empty() && events_.top().at <= now) {
    const Event event = events_.top();
    events_.pop();
    happen(event);
  }
  refresh_bounds(now);
  return std::move(arrivals_);
}

std::optional<Cycles> InterconnectTiming::next_event() const {
  if (bounds_.empty()) return std::nullopt;
  return bounds_.begin()->first;
}

void InterconnectTiming::happen(const Event& event) {
  switch (event.kind) {
    case Kind::first_arrival:
      return arrive(*event.packet.flight, false, event.at);
    case Kind::whole_arrival:
      return arrive(*event.packet.flight, true, event.at);
    case Kind::next_packet:
      return inject_next(*event.packet.flight, event.at);
    case Kind::packet_at_link:
      return enqueue(event.packet, event.at);
    case Kind::grant:
      return grant(event.link, event.at);
  }
}

void InterconnectTiming::arrive(Flight& flight, bool whole, Cycles at) {
  arrivals_.push_back({flight.message.id, whole, at});
  if (!whole) return;
  bounds_.erase({flight.bound, flight.message.id});
  flights_.erase(flight.message.id);
}

void InterconnectTiming::inject_next(Flight& flight, Cycles now) {
  const Message& message = flight.message;
  const Bytes begin = flight.sent == 0 ? 0 : packet_end(message, flight.sent - 1);
  const Bytes bytes = packet_end(message, flight.sent) - begin;
  const Endpoint port =
      routes_.memory_port(routes_.port_of(message.address + static_cast<Address>(begin)));
  ++flight.sent;
  if (flight.sent < flight.packets) {
    schedule(std::max(now, release_of(flight, flight.sent)), Kind::next_packet,
             {&flight, nullptr, 0, 0, false});
  }
  if (message.to_memory) return inject(flight, route(message.cores.front(), port), bytes, now);
  if (message.cores.size() > 1 && config_.multicast) {
    return inject(flight, multicast_route(port, message.cores), bytes, now);
  }
  for (const Endpoint core : message.cores) inject(flight, route(port, core), bytes, now);
}

void InterconnectTiming::inject(Flight& flight, const RouteTree& route, Bytes bytes, Cycles now) {
  statistics_.injected += bytes;
  enqueue({&flight, &route, 0, bytes, flight.sent > 1}, now);
}

void InterconnectTiming::enqueue(const Packet& packet, Cycles now) {
  const RouteTree::Branch& branch = packet.route->branches[static_cast<std::size_t>(packet.branch)];
  LinkState& link = links_[static_cast<std::size_t>(branch.link)];
  std::deque<Waiting>& input = link.inputs[branch.input].waiting;
  if (input.empty()) link.turns.push_back(branch.input);
  input.push_back({packet, now});
  if (link.granting) return;
  link.granting = true;
  schedule(std::max(now, link.free_at), Kind::grant, {}, branch.link);
}

void InterconnectTiming::grant(Link which, Cycles now) {
  LinkState& link = links_[static_cast<std::size_t>(which)];
  const std::size_t turn = link.turns.front();
  link.turns.pop_front();
  std::deque<Waiting>& input = link.inputs[turn].waiting;
  const Waiting granted = input.front();
  input.pop_front();
  if (!input.empty()) link.turns.push_back(turn);

  link.free_at = now + link_cycles(granted.packet.bytes);
  link.granting = !link.turns.empty();
  if (link.granting) schedule(link.free_at, Kind::grant, {}, which);
  statistics_.over_links += granted.packet.bytes;
  const bool behind_its_own = granted.packet.follows && granted.packet.branch == 0;
  if (!behind_its_own) count_wait(now - granted.since);

  Packet next = granted.packet;
  const RouteTree::Branch& branch = next.route->branches[static_cast<std::size_t>(next.branch)];
  for (const std::int32_t child : branch.children) {
    next.branch = child;
    schedule(now + config_.hop_latency_cycles, Kind::packet_at_link, next);
  }
  if (branch.children.empty()) deliver(granted.packet, link.free_at);
}

void InterconnectTiming::count_wait(Cycles waited) {
  statistics_.waited += waited;
  statistics_.longest_wait = std::max(statistics_.longest_wait, waited);
}

void InterconnectTiming::deliver(const Packet& packet, Cycles at) {
  Flight& flight = *packet.flight;
  statistics_.delivered += packet.bytes;
  flight.last_arrival = std::max(flight.last_arrival, at);
  --flight.deliveries_left;
  if (flight.message.to_memory && !flight.first_arrived) {
    flight.first_arrived = true;
    schedule(at, Kind::first_arrival, packet);
    set_bound(flight, at);
  }
  if (flight.deliveries_left > 0) return;
  schedule(flight.last_arrival, Kind::whole_arrival, packet);
  if (!flight.message.to_memory) set_bound(flight, flight.last_arrival);
}

void InterconnectTiming::set_bound(Flight& flight, Cycles bound) {
  bounds_.erase({flight.bound, flight.message.id});
  flight.bound = bound;
  bounds_.insert({bound, flight.message.id});
}

// An arrival follows a grant by the time that its packet takes to cross a link, and no grant comes
// before the next event. What is left of a message leaves the network through at most as many links
// as there are ports.
Cycles InterconnectTiming::bound_of(const Flight& flight, Cycles now) const {
  if (flight.deliveries_left == 0) return std::max(now + 1, flight.last_arrival);
  const Cycles next = events_.empty() ? now + 1 : std::max(now + 1, events_.top().at);
  const bool waits_for_first = flight.message.to_memory && !flight.first_arrived;
  if (waits_for_first) return next;
  const std::int64_t outs = flight.message.to_memory ? routes_.memory_ports() : flight.receivers;
  const std::int64_t whole_packets = std::max<std::int64_t>(0, flight.deliveries_left / outs - 2);
  return std::max(next, now + whole_packets * link_cycles(config_.packet_bytes));
}

void InterconnectTiming::refresh_bounds(Cycles now) {
  while (!bounds_.empty() && bounds_.begin()->first <= now) {
    Flight& flight = flights_.at(bounds_.begin()->second);
    set_bound(flight, bound_of(flight, now));
  }
}

void InterconnectTiming::number_inputs(RouteTree& tree) {
  for (RouteTree::Branch& branch : tree.branches) {
    std::vector<Input>& inputs = links_[static_cast<std::size_t>(branch.link)].inputs;
    const auto known = std::find_if(inputs.begin(), inputs.end(),
                                    [&](const Input& input) { return input.from == branch.from; });
    branch.input = static_cast<std::size_t>(known - inputs.begin());
    if (known == inputs.end()) inputs.push_back({branch.from, {}});
  }
}

const RouteTree& InterconnectTiming::route(Endpoint from, Endpoint to) {
  const std::uint64_t key =
      (static_cast<std::uint64_t>(from) << 32) | static_cast<std::uint32_t>(to);
  const auto [entry, is_new] = unicast_.try_emplace(key);
  if (!is_new) return entry->second;
  entry->second = tree_of(routes_, from, {to});
  number_inputs(entry->second);
  return entry->second;
}

const RouteTree& InterconnectTiming::multicast_route(Endpoint from,
                                                     const std::vector<Endpoint>& to) {
  const auto [entry, is_new] = multicast_.try_emplace({from, to});
  if (!is_new) return entry->second;
  entry->second = tree_of(routes_, from, to);
  number_inputs(entry->second);
  return entry->second;
}

}  // namespace systole::timing
