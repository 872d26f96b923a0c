// JSON files that are one long list of records: each passes by on its own, so that the file's size
// does not matter.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "frontend/json/value.hpp"
#include "frontend/source_file.hpp"

namespace systole::frontend::json {

struct RecordSink {
  /// Of each object of the list. A UserError that it throws gets the place behind the record.
  std::function<void(const Value& record)> on_record;
  /// Of each scalar directly in the file's own object; may be empty.
  std::function<void(std::string_view key, const std::string& value)> on_header;
};

/// Reads the list that stands under `list` in the file's own object, or that is the whole file.
/// Throws UserError with line and column for what is no JSON, nests too deep, or has records of
/// absurd size; false when there is no such list.
bool read_records(const SourceFile& file, std::string_view list, const RecordSink& sink);

}  // namespace systole::frontend::json
