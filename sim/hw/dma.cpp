#include "hw/dma.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "timing/transfer_shape.hpp"

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
    channel.bursts.granule = config.alignment_bytes;
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

void Dma::begin_kernel(const KernelOptions& options) {
  traffic_ = {};
  options_ = options;
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
  return options_.on_chip && seen_.insert({load.operand, load.slot}).second;
}

std::optional<Cycles> Dma::execute(const program::Action& action, Id id, Cycles now) {
  Channel* channel = free_channel();
  if (channel == nullptr) return std::nullopt;
  channel->id = id;
  if (const auto* move = std::get_if<program::Load>(&action)) return load(*move, *channel, now);
  if (const auto* move = std::get_if<program::Store>(&action)) return store(*move, *channel);
  throw UserError("the load and store queues take only load, store, signal and wait");
}

Cycles Dma::load(const program::Load& load, Channel& channel, Cycles now) {
  const auto operand = static_cast<std::size_t>(load.operand);
  parts_.sram.fill(load);
  if (free_because_warm(load)) {
    traffic_.already_on_chip[operand] += load.region.bytes();
    return now;
  }
  channel.queue = &loads_;
  channel.bursts.operand = load.operand;
  const Cycles done_at = send(channel, placed(load.region, load.operand), tlm::TLM_READ_COMMAND);
  const Bytes moved = channel.payload.get_data_length();
  traffic_.read[operand] += moved;
  traffic_.read_waste[operand] += moved - load.region.bytes();
  return done_at;
}

Cycles Dma::store(const program::Store& store, Channel& channel) {
  const auto operand = static_cast<std::size_t>(store.operand);
  parts_.sram.drain(store);
  channel.queue = &stores_;
  channel.bursts.operand = store.operand;
  const Cycles done_at = send(channel, placed(store.region, store.operand), tlm::TLM_WRITE_COMMAND);
  const Bytes moved = channel.payload.get_data_length();
  traffic_.written[operand] += moved;
  traffic_.written_waste[operand] += moved - store.region.bytes();
  return done_at;
}

program::Region Dma::placed(const program::Region& region, Operand operand) const {
  const Address offset = options_.placement[static_cast<std::size_t>(operand)];
  if (offset == 0) return region;
  program::Region moved = region;
  moved.address += offset;
  if (region.gather) {
    auto addresses = std::make_shared<std::vector<Address>>(*region.gather);
    for (Address& address : *addresses) address += offset;
    moved.gather = std::move(addresses);
  }
  return moved;
}

// The engine keeps at most its window in flight: behind parts that tell their latency, every window
// costs one round trip (Little's law). A memory that is wired to the engine holds the window
// itself.
Cycles Dma::cycle_of_answer(const Channel& channel, const sc_core::sc_time& delay) const {
  const Femtoseconds answer = now() + static_cast<Femtoseconds>(delay.value());
  const auto bytes = static_cast<Bytes>(channel.payload.get_data_length());
  const std::int64_t windows = ceil_div(bytes, channel.bursts.window_bytes);
  const Femtoseconds round_trips = windows * channel.bursts.latency;
  return parts_.clock.first_cycle_at(std::max(answer, channel.asked + round_trips));
}

void Dma::describe_run(Channel& channel, const program::Region& region) {
  const Bytes moved = timing::transferred_bytes(region, config_.alignment_bytes);
  if (moved > std::numeric_limits<unsigned int>::max()) {
    throw UserError("one transfer moves more than 4 GiB; use smaller tiles");
  }
  const auto granule = static_cast<Address>(config_.alignment_bytes);
  channel.payload.set_address(region.address / granule * granule);
  channel.payload.set_data_length(static_cast<unsigned int>(moved));
  channel.payload.set_streaming_width(static_cast<unsigned int>(moved));
  channel.bursts.region = region;
  channel.bursts.latency = 0;
  channel.bursts.first_data = -1;
}

Cycles Dma::send(Channel& channel, const program::Region& region, tlm::tlm_command command) {
  describe_run(channel, region);
  channel.in_use = true;
  channel.payload.acquire();
  channel.payload.set_command(command);
  channel.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++traffic_.transactions;

  const Femtoseconds descriptor = parts_.clock.start_of(config_.descriptor_cycles);
  channel.asked = now() + descriptor;
  sc_core::sc_time delay = to_sc_time(descriptor);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  if (socket->nb_transport_fw(channel.payload, phase, delay) != tlm::TLM_COMPLETED) return kLater;
  const Cycles done_at = cycle_of_answer(channel, delay);
  busy_until_.insert({done_at, &channel});
  return done_at;
}

tlm::tlm_sync_enum Dma::backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  for (const auto& channel : channels_) {
    if (&channel->payload != &payload) continue;
    const Cycles done_at = cycle_of_answer(*channel, delay);
    channel->queue->complete(channel->id, done_at);
    busy_until_.insert({done_at, channel.get()});
    wake_.notify(to_sc_time(parts_.clock.start_of(done_at) - now()));
  }
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

}  // namespace systole::hw
