// What the command line may say about a workload.
#pragma once

#include <map>
#include <string>

#include "base/terms.hpp"

namespace systole::frontend {

struct ReadOptions {
  /// `--param name=value`: values for the parameters that a file declares.
  std::map<std::string, std::string> parameters;
  /// Of operators whose file names no element type; a chip has one to offer.
  DType default_dtype = DType::int8;
};

}  // namespace systole::frontend
