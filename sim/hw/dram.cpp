#include "hw/dram.hpp"

#include <algorithm>

#include "hw/burst_run.hpp"
#include "timing/dram_memory.hpp"
#include "timing/dram_run_model.hpp"

namespace systole::hw {

namespace {

std::unique_ptr<timing::MemoryModel> make_banked(const config::DramConfig& config,
                                                 const Dram::Parts& parts) {
  if (config.model != config::DramModel::banked) return nullptr;
  if (parts.detail == DramDetail::runs) return std::make_unique<timing::DramRunModel>(parts.memory);
  return std::make_unique<timing::DramMemory>(parts.memory);
}

timing::MemoryRun run_of(const tlm::tlm_generic_payload& payload, std::uint64_t id) {
  timing::MemoryRun run;
  run.id = id;
  run.address = payload.get_address();
  run.bytes = static_cast<Bytes>(payload.get_data_length());
  run.window_bytes = run.bytes;
  run.write = payload.is_write();
  if (const auto* bursts = payload.get_extension<BurstRunExtension>())
    run.window_bytes = bursts->window_bytes;
  return run;
}

}  // namespace

Dram::Dram(const sc_core::sc_module_name& name, const config::DramConfig& config,
           const Parts& parts)
    : sc_module(name),
      simulation_(parts.simulation),
      channels_(config),
      banked_(make_banked(config, parts)) {
  socket.register_nb_transport_fw(this, &Dram::forward);
  socket.register_b_transport(this, &Dram::blocking);
  SC_METHOD(activate);
  sensitive << wake_;
  dont_initialize();
}

void Dram::complete_early(tlm::tlm_generic_payload& run, sc_core::sc_time& delay) {
  timing::BurstRun request;
  request.address = run.get_address();
  request.bytes = static_cast<Bytes>(run.get_data_length());
  request.window_bytes = request.bytes;
  if (const auto* bursts = run.get_extension<BurstRunExtension>()) {
    request.burst_bytes = bursts->burst_bytes;
    request.window_bytes = bursts->window_bytes;
  }
  const Femtoseconds asked = now() + static_cast<Femtoseconds>(delay.value());
  delay = to_sc_time(channels_.complete(request, asked) - now());
  run.set_response_status(tlm::TLM_OK_RESPONSE);
}

void Dram::blocking(tlm::tlm_generic_payload& run, sc_core::sc_time& delay) {
  if (!banked_) return complete_early(run, delay);
  sc_core::sc_event answered;
  ask({&run, &answered}, now() + static_cast<Femtoseconds>(delay.value()));
  sc_core::wait(answered);
  delay = sc_core::SC_ZERO_TIME;
}

tlm::tlm_sync_enum Dram::forward(tlm::tlm_generic_payload& run, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  if (banked_) {
    if (run.has_mm()) run.acquire();
    ask({&run, nullptr}, now() + static_cast<Femtoseconds>(delay.value()));
    return tlm::TLM_ACCEPTED;
  }
  complete_early(run, delay);
  return tlm::TLM_COMPLETED;
}

void Dram::ask(const Pending& pending, Femtoseconds at) {
  pending_.emplace(next_id_, pending);
  arrivals_.emplace(at, next_id_);
  ++next_id_;
  wake_.notify(to_sc_time(at - now()));
}

void Dram::activate() {
  simulation_.activate([this] {
    submit_arrived();
    banked_->advance(now());
    send_answers();
    schedule_next();
  });
}

void Dram::submit_arrived() {
  while (!arrivals_.empty() && arrivals_.begin()->first <= now()) {
    const std::uint64_t id = arrivals_.begin()->second;
    arrivals_.erase(arrivals_.begin());
    banked_->submit(run_of(*pending_.at(id).payload, id), now());
  }
}

void Dram::send_answers() {
  for (const timing::MemoryAnswer& answer : banked_->take_answers()) {
    const Pending pending = pending_.at(answer.id);
    pending_.erase(answer.id);
    pending.payload->set_response_status(tlm::TLM_OK_RESPONSE);
    sc_core::sc_time delay = to_sc_time(std::max<Femtoseconds>(0, answer.at - now()));
    if (pending.answered != nullptr) {
      pending.answered->notify(delay);
      continue;
    }
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    socket->nb_transport_bw(*pending.payload, phase, delay);
    if (pending.payload->has_mm()) pending.payload->release();
  }
}

void Dram::schedule_next() {
  auto next = banked_->next_event();
  if (!arrivals_.empty())
    next = std::min(next.value_or(arrivals_.begin()->first), arrivals_.begin()->first);
  if (next) wake_.notify(to_sc_time(std::max<Femtoseconds>(0, *next - now())));
}

}  // namespace systole::hw
