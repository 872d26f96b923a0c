// What profilers of Ascend chips say of each kernel, whichever file it stands in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/terms.hpp"
#include "frontend/source_file.hpp"

namespace systole::frontend::ascend {

using Dims = std::vector<std::int64_t>;

struct Tensor {
  Dims dims;           ///< as it lies in memory
  std::string format;  ///< "ND", "FRACTAL_NZ", "DefaultFormat"
  std::optional<DType> dtype;

  /// Elements in memory; throws UserError on overflow.
  std::int64_t elements() const;
};

struct Record {
  std::string name;  ///< "MatMul-op74"
  std::string type;  ///< "MatMulV2"
  std::string stream;
  std::int64_t start_ns = 0;
  std::int64_t picoseconds = 0;
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;
};

struct Profile {
  std::string source;  ///< "MindSpore timeline"
  std::vector<Record> records;
  std::vector<std::string> notes;  ///< what was left out, and why
};

constexpr std::size_t kMostRecords = 1'000'000;

/// Throws UserError with the place of what is no number, no shape or no time.
Profile read_timeline(const SourceFile& file);  ///< JSON of MindSpore
Profile read_table(const SourceFile& file);     ///< kernel_details.csv, op_summary_*.csv

bool is_timeline(const SourceFile& file);
bool is_table(const SourceFile& file);

/// "2,4096" as sizes; a scalar has none. Throws UserError for anything else.
Dims dims_from(std::string_view text);
/// "NUMBER_TYPE_FLOAT16", "DT_BF16", "FLOAT".
std::optional<DType> dtype_named(std::string_view text);
/// Decimal microseconds; throws UserError for what is none or negative.
std::int64_t picoseconds_from(std::string_view text);
std::int64_t nanoseconds_from(std::string_view text);

}  // namespace systole::frontend::ascend
