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
  /// A tile that is one piece comes in loads of at most so many bytes, what a channel of the DMA
  /// engine keeps in flight, so that several channels bring it; 0: in one.
  Bytes largest_load = 0;
  /// By Operand: see program::KernelHeader.
  std::array<Bytes, 3> piece_bytes{};
};

/// The plan of a product's kernel: partial sums are left to the kernel that adds them up.
GemmPlan gemm_plan(const Problem& problem, const Epilogue& epilogue, const Tiling& tiling,
                   const config::Chip& chip);

/// Of both operands, the smaller piece in which a tile of a step is read from memory; 0: it is one.
Bytes piece_bytes_of(const Problem& problem, const Tiling& tiling,
                     const config::MatrixUnitConfig& unit);

/// What the shared buffer delivers for one step of a core: of what a cluster loads together, its
/// share.
Bytes delivered_bytes(const Problem& problem, const Tiling& tiling);

}  // namespace systole::mapping
