// What the command line may say about a workload.
#pragma once

#include <map>
#include <string>

#include "base/terms.hpp"

namespace systole::frontend {

/// Convolution, bias and activation as one operator and attention as one, or all as they stand in
/// the file.
enum class Fusion { as_engines_do, as_written };

struct ReadOptions {
  /// `--param name=value`: values for the parameters that a file declares.
  std::map<std::string, std::string> parameters;
  /// Of operators whose file names no element type; a chip has one to offer.
  DType default_dtype = DType::int8;
  /// `--from`: a name of formats(); empty: the content decides.
  std::string format;
  /// Whether operators are joined as inference engines do.
  Fusion fusion = Fusion::as_engines_do;
};

}  // namespace systole::frontend
