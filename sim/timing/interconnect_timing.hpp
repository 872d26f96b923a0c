// The network between cores and memory: messages in packets, links that carry one packet at a time,
// and an arbiter before each link that goes round those who wait. Plain state in network cycles;
// the SystemC module asks when something may be finished and wakes up then, so packets cost no
// events.
//
// A packet moves on as soon as its first byte has arrived (virtual cut-through): it holds a link
// for ceil(bytes / width) cycles, and its first byte is at the next link hop_latency cycles after
// it was granted this one. Buffers between links are not bounded; what is in flight is bounded by
// those who ask.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <unordered_map>
#include <vector>

#include "timing/interconnect_routes.hpp"

namespace systole::timing {

class InterconnectTiming {
 public:
  using Id = std::uint64_t;

  /// A message whose bytes are at the sender between `begin` (the first) and `end` (the last).
  /// Towards the memory `to` is empty: packets go to the port that their address lies behind; from
  /// the memory they come from it.
  struct Message {
    Id id = 0;
    bool to_memory = false;
    std::vector<Endpoint> cores;  ///< the sender, or the receivers
    Address address = 0;
    Bytes bytes = 0;
    Cycles begin = 0;
    Cycles end = 0;
  };

  /// The first packet of a message is there, or all of it.
  struct Arrival {
    Id id = 0;
    bool whole = false;
    Cycles at = 0;
  };

  struct Statistics {
    Bytes delivered = 0;   ///< at receivers: a multicast counts once for each
    Bytes injected = 0;    ///< at senders
    Bytes over_links = 0;  ///< bytes times links crossed
    Cycles waited = 0;     ///< of packets, for links that other messages held
    Cycles longest_wait = 0;
  };

  InterconnectTiming(const config::InterconnectConfig& config, std::int64_t cores);

  /// Takes a message. `begin` must not lie before what `advance` has reached.
  void send(const Message& message);
  /// Carries on to the end of cycle `now` and returns what arrived, in order of time.
  std::vector<Arrival> advance(Cycles now);
  /// No arrival comes before this cycle; nothing when the network is empty.
  std::optional<Cycles> next_event() const;

  const InterconnectRoutes& routes() const { return routes_; }
  const Statistics& statistics() const { return statistics_; }

 private:
  struct Flight {
    Message message;
    std::int64_t packets = 0;
    std::int64_t sent = 0;
    std::int64_t receivers = 1;
    std::int64_t deliveries_left = 0;
    bool first_arrived = false;
    Cycles last_arrival = 0;
    Cycles bound = 0;  ///< nothing of it arrives before this cycle
  };
  struct Packet {
    Flight* flight = nullptr;
    const RouteTree* route = nullptr;
    std::int32_t branch = 0;
    Bytes bytes = 0;
    bool follows = false;  ///< another packet of the message went before it
  };
  struct Waiting {
    Packet packet;
    Cycles since = 0;
  };
  /// Packets that came from one link and wait for another.
  struct Input {
    Link from = 0;
    std::deque<Waiting> waiting;
  };
  struct LinkState {
    std::vector<Input> inputs;
    std::deque<std::size_t> turns;  ///< inputs that have packets, in the order of service
    Cycles free_at = 0;
    bool granting = false;
  };
  /// In the order in which events of one cycle happen.
  enum class Kind : std::uint8_t {
    first_arrival,
    whole_arrival,
    next_packet,
    packet_at_link,
    grant
  };
  struct Event {
    Cycles at = 0;
    Kind kind = Kind::grant;
    std::uint64_t number = 0;
    Packet packet;
    Link link = 0;
    bool operator>(const Event& other) const;
  };

  void schedule(Cycles at, Kind kind, const Packet& packet, Link link = 0);
  void happen(const Event& event);
  void arrive(Flight& flight, bool whole, Cycles at);
  void inject_next(Flight& flight, Cycles now);
  void inject(Flight& flight, const RouteTree& route, Bytes bytes, Cycles now);
  void enqueue(const Packet& packet, Cycles now);
  void grant(Link link, Cycles now);
  void count_wait(Cycles waited);
  void deliver(const Packet& packet, Cycles at);
  void refresh_bounds(Cycles now);
  Cycles bound_of(const Flight& flight, Cycles now) const;
  void set_bound(Flight& flight, Cycles bound);
  Cycles release_of(const Flight& flight, std::int64_t packet) const;
  Bytes packet_end(const Message& message, std::int64_t packet) const;
  Cycles link_cycles(Bytes bytes) const;
  const RouteTree& route(Endpoint from, Endpoint to);
  void number_inputs(RouteTree& tree);
  const RouteTree& multicast_route(Endpoint from, const std::vector<Endpoint>& to);

  config::InterconnectConfig config_;
  InterconnectRoutes routes_;
  std::unordered_map<std::uint64_t, RouteTree> unicast_;
  std::map<std::pair<Endpoint, std::vector<Endpoint>>, RouteTree> multicast_;
  std::vector<LinkState> links_;
  std::unordered_map<Id, Flight> flights_;
  std::set<std::pair<Cycles, Id>> bounds_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t events_made_ = 0;
  std::vector<Arrival> arrivals_;
  Statistics statistics_;
};

}  // namespace systole::timing
