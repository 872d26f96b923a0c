#include "hw/dma.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace systole::hw {

Dma::Dma(const sc_core::sc_module_name& name, const config::DmaConfig& config, const Parts& parts)
    : sc_module(name),
      config_(config),
      parts_(parts),
      loads_(program::Queue::load, parts.tokens, *this),
      stores_(program::Queue::store, parts.tokens, *this) {
  socket.register_nb_transport_bw(this, &Dma::backward);
  for (std::int64_t i = 0; i < config.channels; ++i) {
    channels_.push_back(std::make_unique<Channel>());
    Channel& channel = *channels_.back();
    channel.payload.set_mm(this);
    channel.payload.set_extension(&channel.bursts);
    channel.bursts.burst_bytes = config.burst_bytes;
    channel.bursts.window_bytes = config.burst_bytes * config.outstanding_bursts;
  }
  parts_.tokens.on_signal([this](program::Token token) {
    if (loads_.waits_for(token) || stores_.waits_for(token)) wake_.notify(sc_core::SC_ZERO_TIME);
  });
  SC_METHOD(activate);
  sensitive << wake_;
  dont_initialize();
}

// Extensions belong to their channels; a payload must not delete them.
Dma::~Dma() {
  for (const auto& channel : channels_) channel->payload.clear_extension(&channel->bursts);
}

void Dma::begin_kernel(bool on_chip) {
  traffic_ = {};
  on_chip_ = on_chip;
  seen_.clear();
}

void Dma::activate() {
  parts_.simulation.activate([this] {
    const Cycles cycle = parts_.clock.first_cycle_at(now());
    release_finished(cycle);
    stores_.advance(cycle);
    loads_.advance(cycle);
    after_activation();
    schedule_next(cycle);
  });
}

void Dma::release_finished(Cycles now) {
  while (!busy_until_.empty() && busy_until_.begin()->first <= now) {
    busy_until_.begin()->second->payload.release();
    busy_until_.erase(busy_until_.begin());
  }
}

void Dma::free(tlm::tlm_generic_payload* payload) {
  for (const auto& channel : channels_) {
    if (&channel->payload == payload) channel->in_use = false;
  }
}

void Dma::schedule_next(Cycles now) {
  Cycles next = std::numeric_limits<Cycles>::max();
  if (!busy_until_.empty()) next = busy_until_.begin()->first;
  for (const CommandQueue* queue : {&loads_, &stores_}) {
    if (const auto event = queue->next_event()) next = std::min(next, *event);
  }
  if (next == std::numeric_limits<Cycles>::max()) return;
  const Femtoseconds at = parts_.clock.start_of(std::max(next, now));
  wake_.notify(to_sc_time(std::max<Femtoseconds>(0, at - hw::now())));
}

Dma::Channel* Dma::free_channel() {
  const auto found = std::find_if(channels_.begin(), channels_.end(),
                                  [](const auto& channel) { return !channel->in_use; });
  return found == channels_.end() ? nullptr : found->get();
}

bool Dma::free_because_warm(const program::Load& load) {
  return on_chip_ && seen_.insert({load.operand, load.slot}).second;
}

std::optional<Cycles> Dma::execute(const program::Action& action, Id id, Cycles now) {
  Channel* channel = free_channel();
  if (channel == nullptr) return std::nullopt;
  channel->id = id;
  if (const auto* load = std::get_if<program::Load>(&action)) {
    const auto operand = static_cast<std::size_t>(load->operand);
    parts_.sram.fill(*load);
    if (free_because_warm(*load)) {
      traffic_.already_on_chip[operand] += load->region.bytes();
      return now;
    }
    traffic_.read[operand] += load->region.bytes();
    channel->queue = &loads_;
    return send(*channel, load->region, tlm::TLM_READ_COMMAND);
  }
  if (const auto* store = std::get_if<program::Store>(&action)) {
    parts_.sram.drain(*store);
    traffic_.written[static_cast<std::size_t>(store->operand)] += store->region.bytes();
    channel->queue = &stores_;
    return send(*channel, store->region, tlm::TLM_WRITE_COMMAND);
  }
  throw UserError("the load and store queues take only load, store, signal and wait");
}

Cycles Dma::cycle_of_answer(const sc_core::sc_time& delay) const {
  return parts_.clock.first_cycle_at(now() + static_cast<Femtoseconds>(delay.value()));
}

Cycles Dma::send(Channel& channel, const program::Region& region, tlm::tlm_command command) {
  if (region.bytes() > std::numeric_limits<unsigned int>::max()) {
    throw UserError("one transfer moves more than 4 GiB; use smaller tiles");
  }
  channel.in_use = true;
  channel.payload.acquire();
  channel.payload.set_command(command);
  channel.payload.set_address(region.address);
  channel.payload.set_data_length(static_cast<unsigned int>(region.bytes()));
  channel.payload.set_streaming_width(static_cast<unsigned int>(region.bytes()));
  channel.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++traffic_.transactions;

  const Femtoseconds descriptor = parts_.clock.start_of(config_.descriptor_cycles);
  sc_core::sc_time delay = to_sc_time(descriptor);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  if (socket->nb_transport_fw(channel.payload, phase, delay) != tlm::TLM_COMPLETED) return kLater;
  const Cycles done_at = cycle_of_answer(delay);
  busy_until_.insert({done_at, &channel});
  return done_at;
}

tlm::tlm_sync_enum Dma::backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  for (const auto& channel : channels_) {
    if (&channel->payload != &payload) continue;
    const Cycles done_at = cycle_of_answer(delay);
    channel->queue->complete(channel->id, done_at);
    busy_until_.insert({done_at, channel.get()});
    wake_.notify(delay);
  }
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

}  // namespace systole::hw
