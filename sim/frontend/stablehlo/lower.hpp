// What an operation of StableHLO computes.
#pragma once

#include <optional>

#include "frontend/stablehlo/flatten.hpp"
#include "workload/graph.hpp"

namespace systole::frontend::stablehlo {

/// Nothing where the operation moves no element. Throws UserError for attributes that make no
/// sense.
std::optional<workload::Operator> lower(const Operation& operation, const Program& program);

/// What an element-wise operation is behind a product, before the result leaves the chip.
std::optional<workload::VectorKind> elementwise_kind(const std::string& name);

// lower_product.cpp
workload::Work product_of(const Operation& operation, const Program& program);
workload::Work convolution_of(const Operation& operation, const Program& program);

/// The integers between the brackets behind `key`: "[1, 2]" of "dims = [1, 2]"; empty without it.
std::vector<std::int64_t> list_behind(std::string_view text, std::string_view key);
/// The number behind `key`, as in "feature_group_count = 32 : i64".
std::optional<std::int64_t> number_behind(std::string_view text, std::string_view key);

std::int64_t elements_of(const Dims& dims);

}  // namespace systole::frontend::stablehlo
