#include "app/software.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole::app {

Option software_option() {
  Option option{"software", 0, "[CHIP=]NAME|FILE",
                "a software profile ('systole list software'): launch cost, host, fusion and whose "
                "kernels; for all chips, or for one of them as it is named there"};
  option.completes = Completes::software;
  option.repeated = true;
  return option;
}

std::optional<config::SoftwareProfile> software_for(const Arguments& arguments,
                                                    const std::string& chip) {
  std::optional<std::string> chosen;
  for (const std::string& word : arguments.all("software")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos && !chosen) chosen = word;
    if (equals != std::string::npos && word.substr(0, equals) == chip) {
      chosen = word.substr(equals + 1);
    }
  }
  if (!chosen) return std::nullopt;
  return config::read_software(*chosen);
}

void check_software(const Arguments& arguments) {
  std::vector<std::string> chips = arguments.all("chip");
  for (const std::string& path : arguments.all("scalesim-config")) chips.push_back(path);
  for (const std::string& word : arguments.all("software")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) continue;
    const std::string chip = word.substr(0, equals);
    if (std::find(chips.begin(), chips.end(), chip) != chips.end()) continue;
    throw UserError(fmt::format("--software {}: no --chip is called '{}'{}", word, chip,
                                suggestion(chip, chips)));
  }
}

system::HostCost host_cost(const config::HostConfig& host) {
  return {host.step_us, host.graph_capture ? 0.0 : host.kernel_us, host.graph_us};
}

}  // namespace systole::app
