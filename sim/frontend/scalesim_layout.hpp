// Which columns a SCALE-Sim topology has: its header tells, or else its first layer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/csv_rows.hpp"

namespace systole::frontend {

struct ScalesimLayout {
  bool has_header = true;
  bool is_gemm = false;
  bool has_stride_width = false;  ///< one more column: the stride along the width
  bool has_batch = false;         ///< GEMM: one more column: how many such products

  /// How many numbers follow a layer's name.
  std::size_t numbers() const;
  std::string_view name_of(std::size_t index) const;
  /// "name, M, N, K", for messages.
  std::string columns() const;
};

/// `rows` must not be empty.
ScalesimLayout scalesim_layout_of(const std::vector<CsvRow>& rows);

/// Whether the first row is a header or a layer.
bool looks_like_topology(const std::vector<CsvRow>& rows);

}  // namespace systole::frontend
