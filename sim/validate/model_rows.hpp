// Rows of several chips or of a whole model: exchanges, layers, and steps of a serving engine.
#pragma once

#include <vector>

#include "validate/csv_table.hpp"
#include "validate/measured.hpp"

namespace systole::validate {

Measured collective_row(const CsvCells& cells, Diagnostics& diagnostics);
Measured llm_layer_row(const CsvCells& cells);
/// Two of a line: the prefill and the time per output token.
std::vector<Measured> llm_model_rows(const CsvCells& cells);

}  // namespace systole::validate
