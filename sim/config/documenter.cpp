#include "config/documenter.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"

namespace systole::config {

namespace {

/// The unit that a key carries in its name.
std::string_view unit_of(std::string_view key, std::string_view cycles) {
  using Suffix = std::pair<std::string_view, std::string_view>;
  const std::array<Suffix, 13> units{{{"_kib", "KiB"},
                                      {"_gib", "GiB"},
                                      {"_bytes", "bytes"},
                                      {"_mhz", "MHz"},
                                      {"_ns", "ns"},
                                      {"_us", "us"},
                                      {"_nm", "nm"},
                                      {"_mm2", "mm2"},
                                      {"_w", "W"},
                                      {"_gb", "10^9 bytes"},
                                      {"hop_latency_cycles", "network cycles"},
                                      {"_cycles", cycles},
                                      {"_gb_per_s", "10^9 bytes/s"}}};
  for (const auto& [suffix, unit] : units) {
    if (ends_with(key, suffix)) return unit;
  }
  return "";
}

}  // namespace

std::size_t Documenter::enter(const char* key, const char* meaning) {
  const std::size_t before = current_;
  const std::string& parent = sections_[before].path;
  sections_.push_back({parent.empty() ? key : parent + "." + key, meaning, ""});
  current_ = sections_.size() - 1;
  return before;
}

void Documenter::add(const char* key, const Row& row) {
  sections_[current_].rows +=
      fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", key, row.type, unit_of(key, cycles_),
                  row.preset, row.allowed, row.meaning);
}

void Documenter::field(const char* key, std::int64_t value, const Range& range,
                       const char* meaning) {
  add(key, {"integer", std::to_string(value), to_string(range), meaning});
}

void Documenter::field(const char* key, double value, const Interval& range, const char* meaning) {
  add(key, {"number", shortest(value), to_string(range), meaning});
}

void Documenter::field(const char* key, bool value, const char* meaning) {
  add(key, {"boolean", value ? "true" : "false", "true, false", meaning});
}

void Documenter::field(const char* key, const std::string& value, const char* meaning) {
  add(key, {"text", value, "", meaning});
}

void Documenter::choice(const char* key, const std::string& value,
                        const std::vector<std::string>& words, const char* meaning) {
  add(key, {"word", value, fmt::format("{}", fmt::join(words, ", ")), meaning});
}

std::string Documenter::text() const {
  std::string text;
  for (const Section& section : sections_) {
    if (!section.path.empty())
      text += fmt::format("\n### `{}`: {}\n", section.path, section.meaning);
    text += "\n| key | type | unit | default | range | meaning |\n|---|---|---|---|---|---|\n";
    text += section.rows;
  }
  return text;
}

}  // namespace systole::config
