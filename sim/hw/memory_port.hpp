// An initiator's side of a memory socket for parts that make requests of their own.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "hw/burst_run.hpp"

namespace systole::hw {

class MemoryPort : tlm::tlm_mm_interface {
 public:
  /// The sender's own number of a run; its answer carries it.
  using Ticket = std::size_t;
  struct Run {
    bool write = false;
    Address address = 0;
    Bytes bytes = 0;
    Operand operand = Operand::input;
    Bytes burst_bytes = 64;
    Bytes window_bytes = 64;
    Bytes piece_bytes = 0;  ///< see BurstRunExtension
    Femtoseconds at = 0;    ///< when it is asked for; not before now
  };
  /// Bytes by Operand, as sent.
  struct Traffic {
    std::array<Bytes, 3> read{};
    std::array<Bytes, 3> written{};
    std::int64_t transactions = 0;
  };

  MemoryPort();
  ~MemoryPort() override;

  tlm_utils::simple_initiator_socket<MemoryPort> socket{"memory"};

  /// Sends a run. `answered` is called once, perhaps before this returns, with the time of its last
  /// byte.
  void send(const Run& run, Ticket ticket);
  std::function<void(Ticket ticket, Femtoseconds at)> answered;
  const Traffic& traffic() const { return traffic_; }

 private:
  struct Request;
  /// What comes back from the memory knows whose it is.
  struct Payload : tlm::tlm_generic_payload {
    explicit Payload(Request& owner) : request(owner) {}
    Request& request;
  };
  struct Request {
    Payload payload{*this};
    BurstRunExtension run;
    Ticket ticket = 0;
  };

  static Request& request_of(tlm::tlm_generic_payload& payload) {
    return static_cast<Payload&>(payload).request;
  }
  Request& take();
  void fill_in(Request& request, const Run& run);
  void finish(Request& request, Femtoseconds at);
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);
  void free(tlm::tlm_generic_payload* payload) override;

  std::vector<std::unique_ptr<Request>> requests_;
  std::vector<Request*> unused_;
  Traffic traffic_;
};

}  // namespace systole::hw
