// The DMA engine: moves regions between DRAM and the operand memory, several descriptors at a time.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "config/chip.hpp"
#include "hw/burst_run.hpp"
#include "hw/command_queue.hpp"
#include "hw/dma_traffic.hpp"
#include "hw/sram.hpp"
#include "timing/clock.hpp"

namespace systole::hw {

/// One TLM-2.0 transaction per descriptor. The engine has no process of its own: the core asks it
/// when it can act next. The memory may answer early (TLM_COMPLETED with a delay)
/// or later in the four-phase protocol; both end in the core cycle that begins at or after the
/// answer.
class Dma : public sc_core::sc_module, Executor, tlm::tlm_mm_interface {
 public:
  tlm_utils::simple_initiator_socket<Dma> socket{"socket"};

  struct Parts {
    Tokens& tokens;
    Sram& sram;
    const timing::Clock& clock;
  };

  Dma(const sc_core::sc_module_name& name, const config::DmaConfig& config, const Parts& parts);
  ~Dma() override;

  CommandQueue& load_queue() { return loads_; }
  CommandQueue& store_queue() { return stores_; }
  /// Frees the channels of descriptors that are complete in cycle `now`.
  void release_finished(Cycles now);
  /// The next cycle in which a channel becomes free, while there is none and one is known to.
  std::optional<Cycles> next_release() const;

  struct KernelOptions {
    bool on_chip = false;  ///< the first fill of every slot is already there (warm caches)
    std::array<Address, 3> placement{};  ///< added to addresses, by Operand
    program::ClusterPlace cluster;
    std::array<Bytes, 3> piece_bytes{};  ///< see program::KernelHeader
  };
  void begin_kernel(const KernelOptions& options);
  DmaTraffic traffic() const;
  /// Called when an answer has come in that was not known before; it is complete in cycle `at`.
  std::function<void(Cycles at)> woken;

 private:
  struct Channel;
  /// What comes back from the memory knows whose it is.
  struct Payload : tlm::tlm_generic_payload {
    explicit Payload(Channel& owner) : channel(owner) {}
    Channel& channel;
  };
  /// A descriptor on its way; the payload lives until the memory has answered.
  struct Channel {
    Payload payload{*this};
    BurstRunExtension bursts;
    CommandQueue* queue = nullptr;
    Id id = 0;
    Femtoseconds asked = 0;
    Femtoseconds through_port = 0;  ///< when its bytes have crossed the port, latency left out
  };

  std::optional<Cycles> execute(const program::Action& action, Id id, Cycles now) override;
  bool free_because_warm(const program::Load& load);
  Cycles load(const program::Load& load, Id id, Cycles now);
  Cycles store(const program::Store& store, Id id);
  static Channel& channel_of(tlm::tlm_generic_payload& payload) {
    return static_cast<Payload&>(payload).channel;
  }
  Channel& take_channel(CommandQueue& queue, Id id);
  Cycles send(Channel& channel, tlm::tlm_command command);
  void describe_run(Channel& channel, const program::Region& region, Operand operand);
  Femtoseconds cross_port(Bytes bytes, Femtoseconds asked, Femtoseconds& free_at) const;
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);
  void free(tlm::tlm_generic_payload* payload) override;
  Cycles cycle_of_answer(const Channel& channel, const sc_core::sc_time& delay) const;

  config::DmaConfig config_;
  Parts parts_;
  CommandQueue loads_;
  CommandQueue stores_;
  Femtoseconds descriptor_time_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::vector<Channel*> free_channels_;
  std::vector<std::pair<Cycles, Channel*>> busy_until_;  ///< a heap, the earliest in front
  Femtoseconds read_port_free_ = 0;
  Femtoseconds write_port_free_ = 0;
  DmaTraffic traffic_;
  KernelOptions options_;
  std::set<std::pair<Operand, program::Slot>> seen_;
};

}  // namespace systole::hw
