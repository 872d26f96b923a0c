// Kernels of products, for the lowerings that need them.
#pragma once

#include "mapping/choose_tiling.hpp"
#include "mapping/gemm_plan.hpp"
#include "mapping/lowering.hpp"

namespace systole::mapping {

/// A product and what is done to its results, apart from the operator that it is part of.
struct ProductTask {
  std::string name;
  std::string kind;
  Product product;
  Epilogue epilogue{};
  Role role = Role::product;
};

/// The product with its vector work: on the tiles before they leave the core, or by kernels of
/// their own where the vector unit is reached through memory only.
Lowered lower_product(ProductTask task, const Request& request);

}  // namespace systole::mapping
