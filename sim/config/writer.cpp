#include "config/writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/scalars.hpp"
#include "base/text.hpp"

namespace systole::config {

Writer::Writer(const std::vector<Provenance>& provenance) {
  for (const Provenance& entry : provenance) provenance_[entry.path] = entry;
}

void Writer::enter(const char* key) {
  text_ += fmt::format("{}{}:\n", indent(), key);
  path_.emplace_back(key);
}

void Writer::line(const char* key, const std::string& value) {
  std::vector<std::string> path = path_;
  path.emplace_back(key);
  const auto known = provenance_.find(fmt::format("{}", fmt::join(path, ".")));
  if (known == provenance_.end()) {
    text_ += fmt::format("{}{}: {}\n", indent(), key, value);
    return;
  }
  const Provenance& entry = known->second;
  const std::string numbers = entry.low.empty() ? "value: " + value
                                                : fmt::format("low: {}, nominal: {}, high: {}",
                                                              entry.low, value, entry.high);
  const std::string source = entry.source.empty() ? "" : ", source: " + yaml_text(entry.source);
  text_ += fmt::format("{}{}: {{{}{}}}\n", indent(), key, numbers, source);
}

void Writer::field(const char* key, std::int64_t value, const Range& /*range*/,
                   const char* /*meaning*/) {
  line(key, std::to_string(value));
}

void Writer::field(const char* key, double value, const Interval& /*range*/,
                   const char* /*meaning*/) {
  line(key, shortest(value));
}

void Writer::field(const char* key, bool value, const char* /*meaning*/) {
  line(key, value ? "true" : "false");
}

void Writer::field(const char* key, const std::string& value, const char* /*meaning*/) {
  line(key, yaml_text(value));
}

}  // namespace systole::config
