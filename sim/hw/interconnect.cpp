#include "hw/interconnect.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

Interconnect::Interconnect(const sc_core::sc_module_name& name,
                           const config::InterconnectConfig& config, const Parts& parts)
    : sc_module(name),
      config_(config),
      parts_(parts),
      clock_(timing::Clock::from_mhz(config.clock_mhz)),
      net_(config, parts.cores),
      order_(parts.cores) {
  cores.register_nb_transport_fw(this, &Interconnect::forward);
  memory.register_nb_transport_bw(this, &Interconnect::backward);
  SC_METHOD(activate);
  sensitive << wake_;
  dont_initialize();
}

Cycles Interconnect::cycle_begun(Femtoseconds time) const {
  const Cycles next = clock_.first_cycle_at(time);
  return clock_.start_of(next) <= time ? next : next - 1;
}

void Interconnect::activate() {
  parts_.simulation.activate([this] {
    progress();
    schedule_next();
  });
}

void Interconnect::progress() {
  while (run_agenda() || run_network()) {
  }
}

void Interconnect::at(Femtoseconds time, std::function<void()> action) {
  agenda_.emplace(time, std::move(action));
}

bool Interconnect::run_agenda() {
  if (agenda_.empty() || agenda_.begin()->first > now()) return false;
  const auto due = agenda_.extract(agenda_.begin());
  due.mapped()();
  return true;
}

bool Interconnect::run_network() {
  const Cycles cycle = cycle_begun(now());
  if (!net_.next_event() || *net_.next_event() > cycle) return false;
  for (const auto& arrival : net_.advance(cycle)) {
    Transfer& transfer = transfers_.at(arrival.id);
    const bool write = transfer.payload->is_write();
    if (!write) {
      respond(transfer);
    } else if (!arrival.whole) {
      reach_memory(transfer);
    } else {
      transfer.delivered = true;
      finish_write(transfer);
    }
  }
  return true;
}

void Interconnect::schedule_next() {
  Femtoseconds next = -1;
  if (!agenda_.empty()) next = agenda_.begin()->first;
  if (const auto event = net_.next_event()) {
    const Femtoseconds arrival = clock_.start_of(*event);
    next = next < 0 ? arrival : std::min(next, arrival);
  }
  if (next >= 0) wake_.notify(to_sc_time(std::max<Femtoseconds>(0, next - now())));
}

tlm::tlm_sync_enum Interconnect::forward(int core, tlm::tlm_generic_payload& payload,
                                         tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  if (payload.get_data_length() == 0) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    return tlm::TLM_COMPLETED;
  }
  payload.acquire();
  const Id id = next_id_++;
  Transfer& transfer = transfers_[id];
  transfer.id = id;
  transfer.payload = &payload;
  transfer.core = core;
  id_of_[&payload] = id;
  at(now() + static_cast<Femtoseconds>(delay.value()), [this, &transfer] { begin(transfer); });
  wake_.notify(to_sc_time(static_cast<Femtoseconds>(delay.value())));
  return tlm::TLM_ACCEPTED;
}

Femtoseconds Interconnect::hops(const Transfer& transfer) const {
  const timing::InterconnectRoutes& routes = net_.routes();
  const auto port = routes.memory_port(routes.port_of(transfer.payload->get_address()));
  return clock_.start_of(routes.latency(routes.core(transfer.core), port));
}

void Interconnect::begin(Transfer& transfer) {
  const tlm::tlm_generic_payload& payload = *transfer.payload;
  const bool write = payload.is_write();
  order_.made(transfer.core, transfer.id, timing::extent_of(region_of(payload)), write);
  if (!write) return at(now() + hops(transfer), [this, &transfer] { reach_memory(transfer); });
  const Cycles cycle = clock_.first_cycle_at(now());
  net_.send({transfer.id,
             true,
             {net_.routes().core(transfer.core)},
             payload.get_address(),
             static_cast<Bytes>(payload.get_data_length()),
             cycle,
             cycle});
}

void Interconnect::reach_memory(Transfer& transfer) {
  if (order_.may_pass(transfer.core, transfer.id)) ask(transfer);
}

void Interconnect::ask(Transfer& transfer) {
  const std::int32_t core = transfer.core;
  const Id id = transfer.id;
  if (auto* run = transfer.payload->get_extension<BurstRunExtension>()) {
    run->latency += 2 * hops(transfer) + parts_.memory_latency;
  }
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay;
  if (memory->nb_transport_fw(*transfer.payload, phase, delay) == tlm::TLM_COMPLETED) {
    answered(transfer, now() + static_cast<Femtoseconds>(delay.value()));
  }
  for (const Id released : order_.passed(core, id)) ask(transfers_.at(released));
}

tlm::tlm_sync_enum Interconnect::backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                          sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  answered(transfers_.at(id_of_.at(&payload)), now() + static_cast<Femtoseconds>(delay.value()));
  schedule_next();
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

void Interconnect::answered(Transfer& transfer, Femtoseconds at) {
  if (!transfer.payload->is_write()) return send_back(transfer, first_data(transfer, at), at);
  transfer.answered = true;
  transfer.answered_at = at;
  finish_write(transfer);
}

// Where the memory does not say when a run began to come, its bytes came at its best rate, the last
// one at its answer.
Femtoseconds Interconnect::first_data(const Transfer& transfer, Femtoseconds last) const {
  const auto* run = transfer.payload->get_extension<BurstRunExtension>();
  if (run != nullptr && run->first_data >= 0) return std::max(now(), run->first_data);
  if (parts_.memory_bytes_per_second == 0) return last;
  const auto bytes = static_cast<Bytes>(transfer.payload->get_data_length());
  return std::max(now(), last - timing::transfer_time(bytes, parts_.memory_bytes_per_second));
}

std::vector<timing::Endpoint> Interconnect::receivers_of(const Transfer& transfer) const {
  std::vector<timing::Endpoint> receivers{net_.routes().core(transfer.core)};
  const auto* run = transfer.payload->get_extension<BurstRunExtension>();
  if (run == nullptr) return receivers;
  for (const std::int32_t core : run->also_to) {
    if (core < 0 || core >= parts_.cores) {
      throw ModelError(
          fmt::format("a multicast names core {}, but the network has {}", core, parts_.cores));
    }
    receivers.push_back(net_.routes().core(core));
  }
  return receivers;
}

void Interconnect::send_back(Transfer& transfer, Femtoseconds from, Femtoseconds until) {
  const tlm::tlm_generic_payload& payload = *transfer.payload;
  net_.send({transfer.id, false, receivers_of(transfer), payload.get_address(),
             static_cast<Bytes>(payload.get_data_length()), clock_.first_cycle_at(from),
             clock_.first_cycle_at(until)});
}

void Interconnect::finish_write(Transfer& transfer) {
  if (!transfer.delivered || !transfer.answered) return;
  const Femtoseconds acknowledged = std::max(now(), transfer.answered_at) + hops(transfer);
  at(acknowledged, [this, &transfer] { respond(transfer); });
}

void Interconnect::respond(Transfer& transfer) {
  tlm::tlm_generic_payload& payload = *transfer.payload;
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay;
  const std::int32_t core = transfer.core;
  id_of_.erase(&payload);
  transfers_.erase(transfer.id);
  cores[core]->nb_transport_bw(payload, phase, delay);
  payload.release();
}

std::string Interconnect::describe() const {
  return fmt::format("the interconnect has {} transfers on their way", transfers_.size());
}

}  // namespace systole::hw
