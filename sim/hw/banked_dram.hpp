// Off-chip memory with banks, rows and refresh behind a TLM-2.0 socket.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "config/chip.hpp"
#include "hw/memory_device.hpp"
#include "hw/simulation.hpp"
#include "timing/dram_command.hpp"
#include "timing/memory_model.hpp"

namespace systole::hw {

/// Whether runs are answered from closed forms or every DRAM command is issued.
enum class DramDetail { runs, commands };

/// One transaction is a burst run of one or many pieces. At the level of runs the model answers at
/// once, so the call completes early; at the level of commands the answer comes as BEGIN_RESP, and
/// one method wakes up when the model can act next.
class BankedDram : public sc_core::sc_module, public MemoryDevice {
 public:
  SC_HAS_PROCESS(BankedDram);
  /// Told of every command that is worked out, channel by channel, and of a tick's length.
  using CommandHook =
      std::function<void(const timing::DramCommandRecord& record, Femtoseconds tick)>;
  struct Settings {
    DramDetail detail = DramDetail::runs;
    CommandHook on_command;  ///< empty: nobody asks
  };
  /// `dram.banks` must be set.
  BankedDram(const sc_core::sc_module_name& name, const config::DramConfig& dram,
             const Settings& settings, Simulation& simulation);

  tlm::tlm_target_socket<>& socket() override { return socket_; }
  Femtoseconds busy() const override { return model_->busy(); }

 private:
  using Payload = tlm::tlm_generic_payload;
  tlm::tlm_sync_enum forward(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
  Femtoseconds answer_at_once(const Payload& payload, Femtoseconds arrives);
  void activate();
  void submit_due();
  void respond(Payload& payload, Femtoseconds at);
  void schedule();
  std::vector<timing::MemoryRun> runs_of(const Payload& payload, std::uint64_t id) const;

  Simulation& simulation_;
  DramDetail detail_;
  Femtoseconds half_way_;  ///< from the requester to the memory's controller, and back again
  std::unique_ptr<timing::MemoryModel> model_;
  tlm_utils::simple_target_socket<BankedDram> socket_{"socket"};
  sc_core::sc_event wake_;
  std::multimap<Femtoseconds, Payload*> on_their_way_;
  std::unordered_map<std::uint64_t, Payload*> requests_;
  std::uint64_t next_id_ = 0;
  Femtoseconds latest_asked_ = 0;
};

}  // namespace systole::hw
