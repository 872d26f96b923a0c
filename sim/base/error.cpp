#include "base/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace systole {

std::string to_string(const Place& place) {
  if (place.line == 0) return place.file;
  if (place.column == 0) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

namespace {

std::string at(const Place& place, const std::string& message) {
  const std::string where = to_string(place);
  return where.empty() ? message : where + ": " + message;
}

}  // namespace

UserError::UserError(const Place& place, const std::string& message)
    : std::runtime_error(at(place, message)) {}

void Diagnostics::error(const Place& place, const std::string& path, const std::string& message) {
  errors_.push_back(at(place, path.empty() ? message : path + ": " + message));
}

void Diagnostics::note(const Place& place, const std::string& message) {
  notes_.push_back(at(place, message));
}

void Diagnostics::throw_if_errors() const {
  if (has_errors()) throw UserError(fmt::format("{}", fmt::join(errors_, "\n")));
}

}  // namespace systole
