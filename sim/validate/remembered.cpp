#include "validate/remembered.hpp"

#include "config/chip_io.hpp"
#include "validate/fingerprint.hpp"

namespace systole::validate {

namespace {

std::string words_of(config::Chip chip) {
  chip.launch = {};
  chip.provenance.clear();
  return config::write_chip(chip);
}

/// What `known` has, else what `make` answers; nothing is locked meanwhile.
template <class Map, class Make>
typename Map::mapped_type remembered(std::mutex& mutex, Map& known,
                                     const typename Map::key_type& key, const Make& make) {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
  }
  auto value = make();
  const std::lock_guard<std::mutex> lock(mutex);
  return known.emplace(key, std::move(value)).first->second;
}

}  // namespace

Remembered::Simulate Remembered::on(const config::Chip& chip, const std::string& how,
                                    Simulate simulate) {
  return [this, words = how + words_of(chip),
          simulate = std::move(simulate)](const workload::Graph& graph) {
    const Key key{words, fingerprint(graph.operators)};
    return remembered(mutex_, known_, key, [&] { return simulate(graph); });
  };
}

KernelTimes Remembered::kernels(const config::Chip& chip, const std::string& how,
                                const std::vector<workload::Operator>& operators,
                                const std::function<KernelTimes()>& simulate) {
  const Key key{how + words_of(chip), fingerprint(operators)};
  return remembered(mutex_, known_kernels_, key, simulate);
}

}  // namespace systole::validate
