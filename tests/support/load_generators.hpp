// Initiators that load a memory side as hard as they may, and a tap that watches what passes.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "hw/burst_run.hpp"

namespace systole::test {

/// Who made a request, and as which of theirs.
struct OriginExtension : tlm::tlm_extension<OriginExtension> {
  std::int64_t initiator = 0;
  std::int64_t number = 0;
  tlm::tlm_extension_base* clone() const override { return new OriginExtension(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const OriginExtension&>(other);
  }
};

/// Keeps `window` requests in flight until `count` are answered.
class LoadGenerator : public sc_core::sc_module, tlm::tlm_mm_interface {
 public:
  tlm_utils::simple_initiator_socket<LoadGenerator> socket{"socket"};

  struct Settings {
    std::int64_t initiator = 0;
    std::int64_t count = 0;
    std::int64_t window = 4;
    Address span = 0;  ///< addresses from 0
    Bytes largest = 512;
    int write_percent = 30;
    bool sequential = false;
    std::vector<std::int32_t> also_to;  ///< cores that get what is read as well
  };

  SC_HAS_PROCESS(LoadGenerator);
  LoadGenerator(const sc_core::sc_module_name& name, const Settings& settings)
      : sc_module(name),
        settings_(settings),
        dice_(static_cast<std::uint64_t>(settings.initiator) + 1) {
    socket.register_nb_transport_bw(this, &LoadGenerator::backward);
    for (std::int64_t i = 0; i < settings.window; ++i) {
      slots_.push_back(std::make_unique<Slot>());
      slots_.back()->payload.set_mm(this);
      free_.push_back(slots_.back().get());
      slots_.back()->payload.set_extension(&slots_.back()->origin);
      slots_.back()->run.window_bytes = 1 << 30;
      slots_.back()->run.also_to = settings.also_to;
      slots_.back()->payload.set_extension(&slots_.back()->run);
    }
    SC_METHOD(issue);
    sensitive << wake_;
  }
  ~LoadGenerator() override {
    for (const auto& slot : slots_) {
      slot->payload.clear_extension(&slot->origin);
      slot->payload.clear_extension(&slot->run);
    }
  }

  std::int64_t answered = 0;
  std::int64_t unexpected = 0;  ///< answers to what was not in flight
  Bytes bytes = 0;
  Femtoseconds longest = 0;
  Femtoseconds finished_at = 0;

 private:
  struct Slot {
    tlm::tlm_generic_payload payload;
    OriginExtension origin;
    hw::BurstRunExtension run;
    Femtoseconds asked = 0;
    bool in_flight = false;
  };

  void issue() {
    while (!due_.empty() && due_.begin()->first <= hw::now()) {
      finish(*due_.begin()->second, due_.begin()->first);
      due_.erase(due_.begin());
    }
    while (issued_ < settings_.count && !free_.empty()) send(*free_.back());
    if (!due_.empty()) wake_.notify(hw::to_sc_time(due_.begin()->first - hw::now()));
  }

  void send(Slot& slot) {
    free_.pop_back();
    fill_in(slot);
    slot.payload.acquire();
    slot.asked = hw::now();
    slot.in_flight = true;
    tlm::tlm_phase phase = tlm::BEGIN_REQ;
    sc_core::sc_time delay;
    if (socket->nb_transport_fw(slot.payload, phase, delay) != tlm::TLM_COMPLETED) return;
    due_.emplace(hw::now() + static_cast<Femtoseconds>(delay.value()), &slot);
  }

  std::uint64_t draw(std::uint64_t below) { return dice_() % below; }

  void fill_in(Slot& slot) {
    const auto units = static_cast<std::uint64_t>(settings_.largest / 64);
    const Bytes length =
        settings_.sequential ? settings_.largest : static_cast<Bytes>(64 * (1 + draw(units)));
    // One request in four goes to a few addresses that everybody wants.
    const Address span = draw(4) == 0 ? 4096 : settings_.span;
    const Address address = settings_.sequential
                                ? static_cast<Address>(issued_ * settings_.largest) % settings_.span
                                : 64 * draw(span / 64);
    const bool write = draw(100) < static_cast<std::uint64_t>(settings_.write_percent);
    slot.payload.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    slot.payload.set_address(address);
    slot.payload.set_data_length(static_cast<unsigned>(length));
    slot.payload.set_streaming_width(static_cast<unsigned>(length));
    slot.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    slot.run.latency = 0;
    slot.run.first_data = -1;
    slot.origin.initiator = settings_.initiator;
    slot.origin.number = ++issued_;
  }

  void finish(Slot& slot, Femtoseconds at) {
    if (!slot.in_flight) {
      ++unexpected;
      return;
    }
    slot.in_flight = false;
    ++answered;
    bytes += slot.payload.get_data_length();
    longest = std::max(longest, at - slot.asked);
    finished_at = std::max(finished_at, at);
    slot.payload.release();
  }

  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay) {
    for (const auto& slot : slots_) {
      if (&slot->payload != &payload) continue;
      finish(*slot, hw::now() + static_cast<Femtoseconds>(delay.value()));
    }
    wake_.notify(delay);
    phase = tlm::END_RESP;
    return tlm::TLM_COMPLETED;
  }

  void free(tlm::tlm_generic_payload* payload) override {
    for (const auto& slot : slots_) {
      if (&slot->payload == payload) free_.push_back(slot.get());
    }
    wake_.notify(sc_core::SC_ZERO_TIME);
  }

  Settings settings_;
  std::mt19937_64 dice_;
  sc_core::sc_event wake_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;
  std::multimap<Femtoseconds, Slot*> due_;  ///< answered, with the time to come
  std::int64_t issued_ = 0;
};

/// Passes everything on, both ways, and shows it to `seen` first (`passed`: after the call).
class Tap : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Tap> in{"in"};
  tlm_utils::simple_initiator_socket<Tap> out{"out"};
  std::function<void(tlm::tlm_generic_payload&)> seen;
  std::function<void(tlm::tlm_generic_payload&)> passed;

  explicit Tap(const sc_core::sc_module_name& name) : sc_module(name) {
    in.register_nb_transport_fw(this, &Tap::forward);
    out.register_nb_transport_bw(this, &Tap::backward);
  }

 private:
  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay) {
    if (phase == tlm::BEGIN_REQ && seen) seen(payload);
    const tlm::tlm_sync_enum status = out->nb_transport_fw(payload, phase, delay);
    if (passed) passed(payload);
    return status;
  }
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay) {
    return in->nb_transport_bw(payload, phase, delay);
  }
};

}  // namespace systole::test
