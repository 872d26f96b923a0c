#include "hw/dma.hpp"

#include <algorithm>
#include <limits>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "timing/transfer_shape.hpp"

namespace systole::hw {

namespace {

/// Heaps keep their largest in front; here it is the earliest.
constexpr auto kLaterFirst = [](const auto& a, const auto& b) { return a.first > b.first; };

std::size_t index_of(Operand operand) { return static_cast<std::size_t>(operand); }

}  // namespace

Dma::Dma(const sc_core::sc_module_name& name, const config::DmaConfig& config, const Parts& parts)
    : sc_module(name),
      config_(config),
      parts_(parts),
      loads_(program::Queue::load, parts.tokens, *this),
      stores_(program::Queue::store, parts.tokens, *this),
      descriptor_time_(parts.clock.start_of(config.descriptor_cycles)) {
  socket.register_nb_transport_bw(this, &Dma::backward);
  for (std::int64_t i = 0; i < config.channels; ++i) {
    channels_.push_back(std::make_unique<Channel>());
    Channel& channel = *channels_.back();
    channel.payload.set_mm(this);
    channel.payload.set_extension(&channel.bursts);
    channel.bursts.burst_bytes = config.burst_bytes;
    channel.bursts.window_bytes = config.burst_bytes * config.outstanding_bursts;
    channel.bursts.granule = config.alignment_bytes;
    free_channels_.push_back(&channel);
  }
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

DmaTraffic Dma::traffic() const {
  DmaTraffic traffic = traffic_;
  if (config_.bytes_per_cycle == 0) return traffic;
  const auto all = [](const std::array<Bytes, 3>& bytes) { return bytes[0] + bytes[1] + bytes[2]; };
  const Bytes busier = std::max(all(traffic.read), all(traffic.written));
  traffic.port_busy = ceil_div(busier, config_.bytes_per_cycle);
  return traffic;
}

void Dma::release_finished(Cycles now) {
  while (!busy_until_.empty() && busy_until_.front().first <= now) {
    std::pop_heap(busy_until_.begin(), busy_until_.end(), kLaterFirst);
    Channel& channel = *busy_until_.back().second;
    busy_until_.pop_back();
    channel.payload.release();
  }
}

std::optional<Cycles> Dma::next_release() const {
  if (!free_channels_.empty() || busy_until_.empty()) return std::nullopt;
  return busy_until_.front().first;
}

void Dma::free(tlm::tlm_generic_payload* payload) {
  free_channels_.push_back(&channel_of(*payload));
}

bool Dma::free_because_warm(const program::Load& load) {
  return options_.on_chip && seen_.insert({load.operand, load.slot}).second;
}

std::optional<Cycles> Dma::execute(const program::Action& action, Id id, Cycles now) {
  if (free_channels_.empty()) return std::nullopt;
  if (const auto* move = std::get_if<program::Load>(&action)) return load(*move, id, now);
  if (const auto* move = std::get_if<program::Store>(&action)) return store(*move, id);
  throw UserError("the load and store queues take only load, store, signal and wait");
}

Dma::Channel& Dma::take_channel(CommandQueue& queue, Id id) {
  Channel& channel = *free_channels_.back();
  free_channels_.pop_back();
  channel.queue = &queue;
  channel.id = id;
  return channel;
}

Cycles Dma::load(const program::Load& load, Id id, Cycles now) {
  const std::size_t operand = index_of(load.operand);
  parts_.sram.fill(load);
  if (free_because_warm(load)) {
    traffic_.already_on_chip[operand] += load.region.bytes();
    return now;
  }
  Channel& channel = take_channel(loads_, id);
  describe_run(channel, load.region, load.operand);
  const Bytes moved = channel.payload.get_data_length();
  traffic_.read[operand] += moved;
  traffic_.read_waste[operand] += moved - load.region.bytes();
  channel.asked = hw::now() + descriptor_time_;
  channel.through_port = cross_port(moved, channel.asked, read_port_free_);
  return send(channel, tlm::TLM_READ_COMMAND);
}

Cycles Dma::store(const program::Store& store, Id id) {
  const std::size_t operand = index_of(store.operand);
  parts_.sram.drain(store);
  Channel& channel = take_channel(stores_, id);
  describe_run(channel, store.region, store.operand);
  const Bytes moved = channel.payload.get_data_length();
  traffic_.written[operand] += moved;
  traffic_.written_waste[operand] += moved - store.region.bytes();
  channel.asked = hw::now() + descriptor_time_;
  channel.through_port = cross_port(moved, channel.asked, write_port_free_);
  return send(channel, tlm::TLM_WRITE_COMMAND);
}

// Requests overlap, so the port's time is counted from when they are made; their latency comes on
// top for each of them (cycle_of_answer).
Femtoseconds Dma::cross_port(Bytes bytes, Femtoseconds asked, Femtoseconds& free_at) const {
  if (config_.bytes_per_cycle == 0) return asked;
  const std::int64_t rate = config_.bytes_per_cycle * parts_.clock.hertz();
  free_at = std::max(free_at, asked) + timing::transfer_time(bytes, rate);
  return free_at;
}

// The engine keeps at most its window in flight: behind parts that tell their latency, every window
// costs one round trip (Little's law). A memory that is wired to the engine holds the window
// itself.
Cycles Dma::cycle_of_answer(const Channel& channel, const sc_core::sc_time& delay) const {
  const Femtoseconds answer = hw::now() + static_cast<Femtoseconds>(delay.value());
  const auto bytes = static_cast<Bytes>(channel.payload.get_data_length());
  const std::int64_t windows = ceil_div(bytes, channel.bursts.window_bytes);
  const Femtoseconds round_trips = channel.asked + windows * channel.bursts.latency;
  const Femtoseconds crossed = channel.through_port + channel.bursts.latency;
  return parts_.clock.first_cycle_at(std::max({answer, round_trips, crossed}));
}

void Dma::describe_run(Channel& channel, const program::Region& region, Operand operand) {
  program::Region& placed = channel.bursts.region;
  placed = region;
  const Address offset = options_.placement[index_of(operand)];
  placed.address += offset;
  if (region.gather && offset != 0) {
    auto addresses = std::make_shared<std::vector<Address>>(*region.gather);
    for (Address& address : *addresses) address += offset;
    placed.gather = std::move(addresses);
  }
  const Bytes moved = timing::transferred_bytes(placed, config_.alignment_bytes);
  if (moved > std::numeric_limits<unsigned int>::max()) {
    throw UserError("one transfer moves more than 4 GiB; use smaller tiles");
  }
  const auto granule = static_cast<Address>(config_.alignment_bytes);
  channel.payload.set_address(placed.address / granule * granule);
  channel.payload.set_data_length(static_cast<unsigned int>(moved));
  channel.payload.set_streaming_width(static_cast<unsigned int>(moved));
  channel.bursts.operand = operand;
  channel.bursts.cluster = options_.cluster;
  channel.bursts.piece_bytes = options_.piece_bytes[index_of(operand)];
  channel.bursts.latency = 0;
  channel.bursts.first_data = -1;
}

Cycles Dma::send(Channel& channel, tlm::tlm_command command) {
  channel.payload.acquire();
  channel.payload.set_command(command);
  channel.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  ++traffic_.transactions;

  sc_core::sc_time delay = to_sc_time(descriptor_time_);
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  if (socket->nb_transport_fw(channel.payload, phase, delay) != tlm::TLM_COMPLETED) return kLater;
  const Cycles done_at = cycle_of_answer(channel, delay);
  busy_until_.emplace_back(done_at, &channel);
  std::push_heap(busy_until_.begin(), busy_until_.end(), kLaterFirst);
  return done_at;
}

tlm::tlm_sync_enum Dma::backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay) {
  if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
  Channel& channel = channel_of(payload);
  const Cycles done_at = cycle_of_answer(channel, delay);
  channel.queue->complete(channel.id, done_at);
  busy_until_.emplace_back(done_at, &channel);
  std::push_heap(busy_until_.begin(), busy_until_.end(), kLaterFirst);
  woken(done_at);
  phase = tlm::END_RESP;
  return tlm::TLM_COMPLETED;
}

}  // namespace systole::hw
