// The tables of the Ascend profilers: kernel_details.csv of torch_npu and MindSpore,
// op_summary_*.csv of msprof. Columns are found by name: versions add and leave out many.
#include <algorithm>
#include <initializer_list>
#include <sstream>

#include <boost/tokenizer.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/ascend/profile.hpp"

namespace systole::frontend::ascend {

namespace {

using Fields = std::vector<std::string>;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kLongestLine = std::size_t{1} << 20;

/// Fields of a line; commas between quotes belong to a field.
Fields fields_of(const std::string& line) {
  using Separator = boost::escaped_list_separator<char>;
  try {
    const boost::tokenizer<Separator> tokens(line, Separator("", ",", "\""));
    return {tokens.begin(), tokens.end()};
  } catch (const std::runtime_error&) {
    throw UserError("a line that is no list of comma-separated values");
  }
}

/// Where the columns stand; kNone: the file has none such.
struct Columns {
  std::size_t name = kNone;
  std::size_t type = kNone;
  std::size_t stream = kNone;
  std::size_t start = kNone;
  std::size_t duration = kNone;
  std::size_t core = kNone;
  std::size_t input_shapes = kNone;
  std::size_t input_types = kNone;
  std::size_t input_formats = kNone;
  std::size_t output_shapes = kNone;
  std::size_t output_types = kNone;
  std::size_t output_formats = kNone;
};

std::size_t column(const Fields& header, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found = std::find_if(header.begin(), header.end(), [&](const std::string& field) {
      return lower(trim(field)) == name;
    });
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  }
  return kNone;
}

Columns columns_of(const Fields& header) {
  Columns at;
  at.name = column(header, {"op name", "name"});
  at.type = column(header, {"op type", "type"});
  at.stream = column(header, {"stream id", "stream_id"});
  at.start = column(header, {"task start time(us)", "start time(us)"});
  at.duration = column(header, {"task duration(us)", "duration(us)"});
  at.core = column(header, {"task type", "accelerator core"});
  at.input_shapes = column(header, {"input shapes"});
  at.input_types = column(header, {"input data types"});
  at.input_formats = column(header, {"input formats"});
  at.output_shapes = column(header, {"output shapes"});
  at.output_types = column(header, {"output data types"});
  at.output_formats = column(header, {"output formats"});
  return at;
}

std::string_view at(const Fields& fields, std::size_t column) {
  return column < fields.size() ? trim(fields[column]) : std::string_view();
}

/// Tables write "N/A" for what does not apply.
bool is_absent(std::string_view text) { return text.empty() || text == "N/A"; }

std::vector<std::string_view> list(std::string_view text) {
  if (is_absent(text)) return {};
  return split(text, ';');
}

std::vector<Tensor> tensors_from(std::string_view shapes, std::string_view types,
                                 std::string_view formats) {
  const std::vector<std::string_view> type_list = list(types);
  const std::vector<std::string_view> format_list = list(formats);
  std::vector<Tensor> tensors;
  for (const std::string_view shape : list(shapes)) {
    const std::size_t i = tensors.size();
    Tensor tensor;
    tensor.dims = dims_from(shape);
    if (i < format_list.size()) tensor.format = trim(format_list[i]);
    if (i < type_list.size()) tensor.dtype = dtype_named(type_list[i]);
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

/// Steps of a collective on the way: the collective itself is a row of its own.
bool is_inner_task(const Record& record, std::string_view core) {
  const std::string kind = lower(core);
  const bool communicates = kind == "hccl" || kind == "communication";
  return communicates && !starts_with(lower(record.name), "hcom_");
}

class Reader {
 public:
  explicit Reader(const SourceFile& file) : file_(file) {}

  Profile read() {
    std::istringstream lines(file_.text().text);
    std::string line;
    while (std::getline(lines, line)) {
      ++line_number_;
      read_line(line);
    }
    profile_.source = "Ascend profiler";
    if (inner_tasks_ > 0)
      profile_.notes.push_back(fmt::format(
          "left out: {} tasks inside collectives (the collectives count)", inner_tasks_));
    return std::move(profile_);
  }

 private:
  void read_line(const std::string& line) {
    const Place place{file_.path(), line_number_, 1};
    if (line.size() > kLongestLine) throw UserError(place, "a line of more than 1 MiB");
    if (trim(line).empty()) return;
    try {
      const Fields fields = fields_of(without_return(line));
      if (!has_header_) {
        set_header(fields);
      } else {
        add(fields);
      }
    } catch (const UserError& error) {
      throw UserError(place, error.what());
    }
  }

  static std::string without_return(const std::string& line) {
    return ends_with(line, "\r") ? line.substr(0, line.size() - 1) : line;
  }

  void set_header(const Fields& fields) {
    columns_ = columns_of(fields);
    has_header_ = true;
    if (columns_.name == kNone || columns_.type == kNone || columns_.duration == kNone ||
        columns_.input_shapes == kNone) {
      throw UserError(
          "expected the columns Name (Op Name), Type (OP Type), Duration(us) (Task Duration(us)) "
          "and Input Shapes; profile with shapes (record_shapes=True, or --task-time=l1)");
    }
  }

  void add(const Fields& fields) {
    if (profile_.records.size() >= kMostRecords)
      throw UserError(fmt::format("more than {} kernels: record fewer steps", kMostRecords));
    Record record;
    record.name = at(fields, columns_.name);
    record.type = at(fields, columns_.type);
    record.stream = at(fields, columns_.stream);
    if (is_inner_task(record, at(fields, columns_.core))) {
      ++inner_tasks_;
      return;
    }
    const std::string_view start = at(fields, columns_.start);
    record.start_ns = is_absent(start) ? 0 : nanoseconds_from(start);
    record.picoseconds = picoseconds_from(at(fields, columns_.duration));
    record.inputs =
        tensors_from(at(fields, columns_.input_shapes), at(fields, columns_.input_types),
                     at(fields, columns_.input_formats));
    record.outputs =
        tensors_from(at(fields, columns_.output_shapes), at(fields, columns_.output_types),
                     at(fields, columns_.output_formats));
    profile_.records.push_back(std::move(record));
  }

  const SourceFile& file_;
  Columns columns_;
  bool has_header_ = false;
  int line_number_ = 0;
  std::size_t inner_tasks_ = 0;
  Profile profile_;
};

}  // namespace

bool is_table(const SourceFile& file) {
  const std::string& head = file.head();
  const std::string first = lower(head.substr(0, head.find('\n')));
  return first.find("duration(us)") != std::string::npos &&
         first.find("input shapes") != std::string::npos;
}

Profile read_table(const SourceFile& file) { return Reader(file).read(); }

}  // namespace systole::frontend::ascend
