// From the cells of a row to what is simulated for it, one function per column set.
#pragma once

#include <vector>

#include "validate/csv_table.hpp"
#include "validate/measured.hpp"

namespace systole::validate {

Measured gemm_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured attention_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured vector_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured named_workload_row(const CsvCells& cells);

}  // namespace systole::validate
