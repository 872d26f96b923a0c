// Which rows are held out together when a fit is checked: those with the same word, so that nothing
// is tested on a shape that it was fitted to.
#pragma once

#include <cstddef>
#include <string>

namespace systole::validate {

constexpr std::size_t kFolds = 5;

/// The fold of a row, from its word alone: the same on every machine and in any order of rows.
std::size_t fold_of(const std::string& word);

}  // namespace systole::validate
