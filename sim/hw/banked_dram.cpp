#include "hw/banked_dram.hpp"

#include <algorithm>
#include <cmath>

#include "hw/burst_run.hpp"
#include "timing/dram_constraints.hpp"
#include "timing/dram_memory.hpp"
#include "timing/dram_run_model.hpp"
#include "timing/transfer_shape.hpp"

namespace systole::hw {

namespace {

std::unique_ptr<timing::MemoryModel> make_model(const config::MemoryConfig& memory,
                                                const BankedDram::Settings& settings) {
  const auto& hook = settings.on_command;
  const Femtoseconds tick = hook ? timing::compile_rules(memory).tick_fs : 0;
  if (settings.detail == DramDetail::runs) {
    auto model = std::make_unique<timing::DramRunModel>(memory);
    if (hook) {
      model->on_command([hook, tick](const timing::DramCommandRecord& record) {
        hook(record, tick);
        return true;
      });
    }
    return model;
  }
  auto model = std::make_unique<timing::DramMemory>(memory);
  if (hook) {
    model->on_command(
        [hook, tick](const timing::DramCommandRecord& record) { hook(record, tick); });
  }
  return model;
}

}  // namespace

BankedDram::BankedDram(const sc_core::sc_module_name& name, const config::DramConfig& dram,
                       const Settings& settings, Simulation& simulation)
    : sc_module(name),
      simulation_(simulation),
      detail_(settings.detail),
      half_way_(std::llround(dram.latency_ns * 1e6) / 2),
      model_(make_model(dram.banks.value(), settings)) {
  socket_.register_nb_transport_fw(this, &BankedDram::forward);
  SC_METHOD(activate);
  sensitive << wake_;
  dont_initialize();
}

/// The pieces of a request; all of them carry its id.
std::vector<timing::MemoryRun> BankedDram::runs_of(const Payload& payload, std::uint64_t id) const {
  const auto* run = payload.get_extension<BurstRunExtension>();
  timing::MemoryRun piece_run;
  piece_run.id = id;
  piece_run.write = payload.is_write();
  piece_run.window_bytes =
      run != nullptr ? run->window_bytes : static_cast<Bytes>(payload.get_data_length());
  std::vector<timing::MemoryRun> runs;
  timing::for_each_piece(region_of(payload), run != nullptr ? run->granule : 1,
                         [&](const timing::Piece& piece) {
                           piece_run.address = piece.address;
                           piece_run.bytes = piece.bytes;
                           runs.push_back(piece_run);
                         });
  return runs;
}

tlm::tlm_sync_enum BankedDram::forward(Payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  const Femtoseconds arrives = now() + static_cast<Femtoseconds>(delay.value()) + half_way_;
  if (detail_ == DramDetail::commands) {
    payload.acquire();
    on_their_way_.emplace(arrives, &payload);
    schedule();
    return tlm::TLM_ACCEPTED;
  }
  delay = to_sc_time(answer_at_once(payload, arrives) + half_way_ - now());
  return tlm::TLM_COMPLETED;
}

Femtoseconds BankedDram::answer_at_once(const Payload& payload, Femtoseconds arrives) {
  // The model wants its calls in order of time; what is announced earlier for later comes first.
  latest_asked_ = std::max(latest_asked_, arrives);
  const std::vector<timing::MemoryRun> runs = runs_of(payload, next_id_++);
  if (runs.empty()) return arrives;
  model_->submit_list(runs, latest_asked_);
  return std::max(arrives, model_->take_answers().front().at);
}

void BankedDram::activate() {
  simulation_.activate([this] {
    model_->advance(now());
    submit_due();
    for (const timing::MemoryAnswer& answer : model_->take_answers()) {
      const auto request = requests_.extract(answer.id);
      respond(*request.mapped(), answer.at);
    }
    schedule();
  });
}

void BankedDram::submit_due() {
  while (!on_their_way_.empty() && on_their_way_.begin()->first <= now()) {
    Payload& payload = *on_their_way_.begin()->second;
    on_their_way_.erase(on_their_way_.begin());
    const std::vector<timing::MemoryRun> runs = runs_of(payload, next_id_);
    if (runs.empty()) {
      respond(payload, now());
      continue;
    }
    requests_[next_id_++] = &payload;
    model_->submit_list(runs, now());
  }
}

void BankedDram::respond(Payload& payload, Femtoseconds at) {
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay = to_sc_time(std::max<Femtoseconds>(0, at + half_way_ - now()));
  socket_->nb_transport_bw(payload, phase, delay);
  payload.release();
}

void BankedDram::schedule() {
  std::optional<Femtoseconds> next = model_->next_event();
  if (!on_their_way_.empty()) {
    const Femtoseconds first = on_their_way_.begin()->first;
    next = next ? std::min(*next, first) : first;
  }
  if (next) wake_.notify(to_sc_time(std::max<Femtoseconds>(0, *next - now())));
}

}  // namespace systole::hw
