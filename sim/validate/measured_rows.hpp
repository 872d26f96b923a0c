// From the cells of a row to what is simulated for it, one function per column set.
#pragma once

#include <vector>

#include "validate/csv_table.hpp"
#include "validate/measured.hpp"

namespace systole::validate {

Measured gemm_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured attention_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured vector_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured collective_row(const CsvCells& cells);
Measured llm_layer_row(const CsvCells& cells);
/// Two of a line: the prefill and the time per output token.
std::vector<Measured> llm_model_rows(const CsvCells& cells);
Measured named_workload_row(const CsvCells& cells);

}  // namespace systole::validate
