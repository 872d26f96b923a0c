// The published JSON Schema of result.json (configs/result.schema.json), made from the tables of
// statistics.
#pragma once

#include <string>

namespace systole::study {

/// JSON Schema, draft 2020-12, of one result and of several.
std::string result_schema();

}  // namespace systole::study
