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
#include "hw/simulation.hpp"
#include "hw/sram.hpp"
#include "timing/clock.hpp"

namespace systole::hw {

/// What crossed the engine's memory port during one kernel.
struct DmaTraffic {
  std::array<Bytes, 3> read{};
  std::array<Bytes, 3> written{};
  std::array<Bytes, 3> already_on_chip{};  ///< first fills that warm caches made free
  /// Moved only because pieces are aligned; part of `read` and `written`.
  std::array<Bytes, 3> read_waste{};
  std::array<Bytes, 3> written_waste{};
  std::int64_t transactions = 0;
};

/// One TLM-2.0 transaction per descriptor. The memory may answer early (TLM_COMPLETED with a delay)
/// or later in the four-phase protocol; both end in the core cycle that begins at or after the
/// answer.
class Dma : public sc_core::sc_module, Executor, tlm::tlm_mm_interface {
 public:
  tlm_utils::simple_initiator_socket<Dma> socket{"socket"};

  struct Parts {
    Simulation& simulation;
    Tokens& tokens;
    Sram& sram;
    const timing::Clock& clock;
  };

  SC_HAS_PROCESS(Dma);
  Dma(const sc_core::sc_module_name& name, const config::DmaConfig& config, const Parts& parts);
  ~Dma() override;

  CommandQueue& load_queue() { return loads_; }
  CommandQueue& store_queue() { return stores_; }
  sc_core::sc_event& wake() { return wake_; }

  struct KernelOptions {
    bool on_chip = false;  ///< the first fill of every slot is already there (warm caches)
    std::array<Address, 3> placement{};  ///< added to addresses, by Operand
  };
  void begin_kernel(const KernelOptions& options);
  const DmaTraffic& traffic() const { return traffic_; }
  /// Called after every activation, when queues may have room again or the kernel may be over.
  std::function<void()> after_activation;

 private:
  /// A descriptor on its way; the payload lives until the memory has answered.
  struct Channel {
    tlm::tlm_generic_payload payload;
    BurstRunExtension bursts;
    CommandQueue* queue = nullptr;
    Id id = 0;
    Femtoseconds asked = 0;
    bool in_use = false;
  };

  void activate();
  std::optional<Cycles> execute(const program::Action& action, Id id, Cycles now) override;
  bool free_because_warm(const program::Load& load);
  Channel* free_channel();
  Cycles load(const program::Load& load, Channel& channel, Cycles now);
  Cycles store(const program::Store& store, Channel& channel);
  Cycles send(Channel& channel, const program::Region& region, tlm::tlm_command command);
  void describe_run(Channel& channel, const program::Region& region);
  program::Region placed(const program::Region& region, Operand operand) const;
  tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                              sc_core::sc_time& delay);
  void release_finished(Cycles now);
  void free(tlm::tlm_generic_payload* payload) override;
  void schedule_next(Cycles now);
  Cycles cycle_of_answer(const Channel& channel, const sc_core::sc_time& delay) const;

  config::DmaConfig config_;
  Parts parts_;
  CommandQueue loads_;
  CommandQueue stores_;
  sc_core::sc_event wake_;
  std::vector<std::unique_ptr<Channel>> channels_;
  std::multiset<std::pair<Cycles, Channel*>> busy_until_;
  DmaTraffic traffic_;
  KernelOptions options_;
  std::set<std::pair<Operand, program::Slot>> seen_;
};

}  // namespace systole::hw
