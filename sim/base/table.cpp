#include "base/table.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace systole {

namespace {

constexpr std::string_view kGap = "  ";

std::string padded(const std::string& cell, std::size_t width, Align align) {
  const std::string blanks(width - std::min(width, display_width(cell)), ' ');
  return align == Align::left ? cell + blanks : blanks + cell;
}

void end_line(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

}  // namespace

void Table::row(std::vector<std::string> cells) {
  if (cells.size() > columns_.size()) throw ModelError("a table row has more cells than columns");
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

void Table::rule() { rows_.emplace_back(); }

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.title));
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  return widths;
}

std::string Table::text() const {
  const std::vector<std::size_t> width = widths();
  std::string result;
  const auto line = [&](const auto& cell_of) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) result += kGap;
      result += padded(cell_of(i), width[i], columns_[i].align);
    }
    end_line(result);
  };
  const auto rule_cell = [&](std::size_t i) { return std::string(width[i], '-'); };
  line([&](std::size_t i) { return columns_[i].title; });
  line(rule_cell);
  for (const Row& row : rows_) {
    if (row.empty()) {
      line(rule_cell);
    } else {
      line([&](std::size_t i) { return row[i]; });
    }
  }
  return result;
}

}  // namespace systole
