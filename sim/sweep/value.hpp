// What a cell of a sweep's table can hold.
#pragma once

#include <optional>
#include <string>

#include "study/statistics.hpp"

namespace systole::sweep {

using study::Value;

/// The number in a cell; nothing for a text or an empty cell.
std::optional<double> number_in(const Value& value);
/// As a table and a CSV file print it: integers whole, other numbers with six digits.
std::string text_of(const Value& value);
/// `text` as the number it spells, or as a text.
Value value_from(const std::string& text);

}  // namespace systole::sweep
