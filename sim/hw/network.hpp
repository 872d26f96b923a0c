// The links and chips of a network, and the messages that go over them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hw/endpoint.hpp"
#include "hw/exchange.hpp"
#include "hw/link.hpp"
#include "timing/fabric_links.hpp"

namespace systole::hw {

/// Runs one schedule. The topology is in the messages: each names the links that it crosses.
class Network : public sc_core::sc_module {
 public:
  Network(const sc_core::sc_module_name& name, const std::vector<timing::FabricLink>& links,
          const timing::MessageSchedule& schedule);

  /// Simulates until nothing happens any more. Throws ModelError on a deadlock.
  void run();

  const std::vector<Femtoseconds>& arrivals() const { return arrivals_; }  ///< by message
  const std::vector<std::unique_ptr<Link>>& links() const { return links_; }
  /// By chip; kNone: the switches.
  const std::map<std::int32_t, std::unique_ptr<Endpoint>>& endpoints() const { return endpoints_; }
  std::int64_t activations() const { return simulation_.activations(); }

 private:
  using Id = Exchange::Id;

  Endpoint& endpoint(std::int32_t chip) { return *endpoints_.at(chip); }
  Link& link(std::int32_t number) { return *links_[static_cast<std::size_t>(number)]; }
  void build_endpoints(const timing::MessageSchedule& schedule);
  void go(Id id);
  void left(std::int32_t number, Id id, Femtoseconds head, Femtoseconds tail);
  void check_all_arrived() const;

  Simulation simulation_;
  Exchange exchange_;
  std::vector<std::unique_ptr<Link>> links_;
  std::map<std::int32_t, std::unique_ptr<Endpoint>> endpoints_;
  std::vector<Femtoseconds> arrivals_;
};

}  // namespace systole::hw
