#include "frontend/native_fields.hpp"

#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/scalars.hpp"
#include "base/text.hpp"
#include "frontend/limits.hpp"
#include "frontend/microseconds.hpp"
#include "frontend/native_description.hpp"
#include "frontend/native_kinds.hpp"
#include "frontend/native_operator.hpp"

namespace systole::frontend {

std::string FieldLine::spelled(std::string_view value) const {
  return spelling_ == Spelling::yaml ? yaml_text(value) : json_text(value);
}

void FieldLine::plain(std::string_view key, std::string_view value) {
  fields_.push_back(spelling_ == Spelling::yaml ? fmt::format("{}: {}", key, value)
                                                : fmt::format("\"{}\": {}", key, value));
}

void FieldLine::text(std::string_view key, std::string_view value) { plain(key, spelled(value)); }

void FieldLine::texts(std::string_view key, const std::vector<std::string>& values) {
  std::vector<std::string> items;
  for (const std::string& value : values) items.push_back(spelled(value));
  plain(key, fmt::format("[{}]", fmt::join(items, ", ")));
}

void FieldLine::number(std::string_view key, std::int64_t value) {
  plain(key, fmt::format("{}", value));
}

void FieldLine::numbers(std::string_view key, const std::vector<std::int64_t>& values) {
  plain(key, fmt::format("[{}]", fmt::join(values, ", ")));
}

std::string FieldLine::text() const { return fmt::format("{{{}}}", fmt::join(fields_, ", ")); }

namespace {

using namespace workload;

/// Puts what native_description.hpp describes, apart from what equals the fallback.
class WorkWriter {
 public:
  explicit WorkWriter(FieldLine& line) : line_(line) {}

  void required(const char* key, std::int64_t value) { line_.number(key, value); }
  void optional(const char* key, std::int64_t value, std::int64_t fallback, std::int64_t /*low*/) {
    if (value != fallback) line_.number(key, value);
  }
  void required_pair(const char* key, Axes axes) {
    if (axes.height == axes.width) return line_.number(key, axes.height);
    line_.numbers(key, {axes.height, axes.width});
  }
  void optional_pair(const char* key, Axes axes, std::int64_t fallback) {
    if (axes.height != fallback || axes.width != fallback) required_pair(key, axes);
  }
  void flag(const char* key, bool value) {
    if (value) line_.plain(key, "true");
  }
  void list(const char* key, const std::vector<std::int64_t>& values) {
    line_.numbers(key, values);
  }

  void pads(const char* key, Conv2d& conv) {
    if (conv.pad_top == conv.pad_bottom && conv.pad_left == conv.pad_right)
      return optional_pair(key, Axes{conv.pad_top, conv.pad_left}, 0);
    line_.numbers(key, {conv.pad_top, conv.pad_left, conv.pad_bottom, conv.pad_right});
  }

 private:
  FieldLine& line_;
};

/// A depthwise convolution is written with its groups.
std::string_view written_kind(const Operator& op) {
  const auto* conv = std::get_if<Conv2d>(&op.work);
  return conv != nullptr && !conv->transposed ? kConv2d : kind_of(op);
}

struct PutWork {
  FieldLine& line;

  template <class Described>
  void operator()(Described work) const {
    WorkWriter writer(line);
    describe(work, writer);
  }

  void operator()(const GroupedGemm& grouped) const {
    constexpr std::size_t kWorthIt = 4;
    const auto experts = static_cast<std::int64_t>(grouped.rows.size());
    const std::int64_t rows =
        std::accumulate(grouped.rows.begin(), grouped.rows.end(), std::int64_t{0});
    const bool even = grouped.rows.size() >= kWorthIt && rows <= kMaxDimension &&
                      grouped.rows == balanced_rows(rows, experts);
    if (even) {
      line.number("tokens", rows);
      line.number("experts", experts);
    } else {
      line.numbers("rows", grouped.rows);
    }
    line.number("n", grouped.n);
    line.number("k", grouped.k);
  }

  void operator()(const Vector& vector) const {
    const std::int64_t elements = vector.rows * vector.cols;
    if (vector.rows != 1) line.number("rows", vector.rows);
    line.number("cols", vector.cols);
    if (vector.elements_read != elements) line.number("read", vector.elements_read);
    if (vector.elements_written != elements) line.number("written", vector.elements_written);
  }
};

void put_dtypes(FieldLine& line, const Operator& op) {
  if (op.input_dtype == op.weight_dtype && op.weight_dtype == op.output_dtype)
    return line.text("dtype", name_of(op.input_dtype));
  FieldLine types = line.inner();
  types.text("input", name_of(op.input_dtype));
  types.text("weight", name_of(op.weight_dtype));
  types.text("output", name_of(op.output_dtype));
  line.plain("dtype", types.text());
}

void put_further_keys(FieldLine& line, const Operator& op) {
  if (op.weight_role != usual_role(op.work)) {
    const bool parameter = op.weight_role == WeightRole::parameter;
    line.text("weight", parameter ? kParameter : kActivation);
  }
  std::vector<std::string> epilogue;
  for (const VectorKind kind : op.epilogue) epilogue.emplace_back(name_of(kind));
  if (!epilogue.empty()) line.texts("epilogue", epilogue);
  if (op.sparsity) line.text("sparsity", fmt::format("{}:{}", op.sparsity->kept, op.sparsity->of));
  if (op.measured_seconds) line.plain("measured_us", microseconds_text(*op.measured_seconds));
  if (!op.source_kind.empty()) line.text("source", op.source_kind);
}

bool depends_on_the_one_before(const Operator& op, std::size_t index) {
  if (index == 0) return op.depends_on.empty();
  return op.depends_on == std::vector<std::size_t>{index - 1};
}

/// Of another format's name what this one may have.
std::string written_name(const std::string& name) {
  constexpr std::size_t kRoomForNumber = 20;
  if (trim(name).empty()) return "unnamed";
  std::string cut = name.substr(0, kLongestName - kRoomForNumber);
  while (cut.size() < name.size() && !is_valid_utf8(cut) && !cut.empty()) cut.pop_back();
  return cut;
}

}  // namespace

std::vector<std::string> unique_names(const Graph& graph) {
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, int> next;
  std::vector<std::string> names;
  for (const Operator& op : graph.operators) {
    std::string name = written_name(op.name);
    int& number = next.emplace(name, 2).first->second;
    const std::string stem = name;
    while (!taken.insert(name).second) name = fmt::format("{}_{}", stem, number++);
    names.push_back(std::move(name));
  }
  return names;
}

std::string operator_line(const Graph& graph, std::size_t index,
                          const std::vector<std::string>& names, Spelling spelling) {
  const Operator& op = graph.operators[index];
  FieldLine line(spelling);
  line.text("name", names[index]);
  line.text("kind", written_kind(op));
  std::visit(PutWork{line}, op.work);
  put_dtypes(line, op);
  put_further_keys(line, op);
  if (!depends_on_the_one_before(op, index)) {
    std::vector<std::string> after;
    for (const std::size_t other : op.depends_on) after.push_back(names[other]);
    line.texts("after", after);
  }
  return line.text();
}

}  // namespace systole::frontend
