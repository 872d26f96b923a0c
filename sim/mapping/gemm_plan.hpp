// Everything a core needs to make the commands of its share of a GEMM.
#pragma once

#include "config/chip.hpp"
#include "mapping/epilogue.hpp"
#include "mapping/tiling.hpp"

namespace systole::mapping {

struct GemmPlan {
  Problem problem;
  Tiling tiling;
  config::MatrixUnitConfig unit;
  Epilogue epilogue{};
};

}  // namespace systole::mapping
