// Off-chip memory behind a TLM-2.0 socket.
#pragma once

#include <map>
#include <memory>

#include "config/chip.hpp"
#include "hw/simulation.hpp"
#include "hw/systemc.hpp"
#include "timing/memory_channels.hpp"
#include "timing/memory_model.hpp"

namespace systole::hw {

/// How closely a banked memory looks at itself: runs of bursts, or every command.
enum class DramDetail { runs, every_command };

/// One transaction is a burst run; runs carry no data. As latency and bandwidth, the answer is
/// known when a run is asked for: the four-phase call completes early (TLM_COMPLETED) with its
/// delay annotated, and no event is spent here. A banked memory answers later (BEGIN_RESP), woken
/// by one event whenever its next command is due.
class Dram : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<Dram> socket{"socket"};

  struct Parts {
    Simulation& simulation;
    const config::MemoryConfig& memory;  ///< of model banked
    DramDetail detail = DramDetail::runs;
  };

  SC_HAS_PROCESS(Dram);
  Dram(const sc_core::sc_module_name& name, const config::DramConfig& config, const Parts& parts);

  Femtoseconds busy() const { return banked_ ? banked_->busy() : channels_.busy(); }

 private:
  /// A run that a banked memory has yet to answer: four-phase, or blocking with an event that its
  /// caller waits for.
  struct Pending {
    tlm::tlm_generic_payload* payload = nullptr;
    sc_core::sc_event* answered = nullptr;
  };

  tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& run, tlm::tlm_phase& phase,
                             sc_core::sc_time& delay);
  void blocking(tlm::tlm_generic_payload& run, sc_core::sc_time& delay);
  void complete_early(tlm::tlm_generic_payload& run, sc_core::sc_time& delay);
  void ask(const Pending& pending, Femtoseconds at);

  void activate();
  void submit_arrived();
  void send_answers();
  void schedule_next();

  Simulation& simulation_;
  timing::MemoryChannels channels_;
  std::unique_ptr<timing::MemoryModel> banked_;
  sc_core::sc_event wake_;
  std::multimap<Femtoseconds, std::uint64_t> arrivals_;  ///< runs whose delay has not passed yet
  std::map<std::uint64_t, Pending> pending_;
  std::uint64_t next_id_ = 0;
};

}  // namespace systole::hw
