// What graphs took on chips. Steps of a model in many batches and plans share most of their parts,
// and a fit of what the host takes asks for the same ones again and again.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "config/chip.hpp"
#include "result/result.hpp"
#include "workload/graph.hpp"

namespace systole::validate {

/// One operator: how long its kernels take, and how many they are.
struct KernelTime {
  double seconds = 0.0;
  std::int64_t launches = 1;
  std::int64_t folds = 0;  ///< of a matrix unit; one cycle each for dot-product units
};

/// Kernels of a row, their launches apart.
struct KernelTimes {
  std::vector<KernelTime> kernels;
  std::string cause;
  std::string mapping;
};

class Remembered {
 public:
  using Simulate = std::function<result::Result(const workload::Graph&)>;

  /// `simulate`, asked once for each work on this chip, apart from its launch costs. `how` tells
  /// ways of simulating apart. May be called from several threads; two that ask for the same at the
  /// same time may both simulate it.
  Simulate on(const config::Chip& chip, const std::string& how, Simulate simulate);
  /// The same for rows of kernels.
  KernelTimes kernels(const config::Chip& chip, const std::string& how,
                      const std::vector<workload::Operator>& operators,
                      const std::function<KernelTimes()>& simulate);

 private:
  using Key = std::pair<std::string, std::vector<std::int64_t>>;

  std::mutex mutex_;
  std::map<Key, result::Result> known_;
  std::map<Key, KernelTimes> known_kernels_;
};

}  // namespace systole::validate
