#include "frontend/kineto/draft.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "frontend/kineto/decimal.hpp"
#include "frontend/kineto/lowering.hpp"

namespace systole::frontend::kineto {

namespace {

using Fields = std::unordered_map<std::string_view, Field>;

/// What a file of several gigabytes holds, and what fits into memory.
constexpr std::size_t kMostGpuEvents = 1'000'000;
constexpr std::size_t kMostHostEvents = 8'000'000;

/// Of a name: templates make them long, but not that long.
constexpr std::size_t kLongestName = 4096;

Field field_of(const Fields& fields, std::string_view key) {
  const auto found = fields.find(key);
  return found == fields.end() ? Field::none : found->second;
}

std::int64_t number_or_none(std::string_view text) {
  return parse_integral(text).value_or(kNoNumber);
}

/// Microseconds as an integer of a smaller unit.
std::int64_t time_of(const std::string& text, int digits, const char* what) {
  const auto time = scaled_decimal(text, digits);
  if (time) return *time;
  throw UserError(fmt::format("'{}' is no {}: expected microseconds", text, what));
}

constexpr int kNanoseconds = 3;  // digits of microseconds
constexpr int kPicoseconds = 6;

std::int64_t start_of(const Draft& draft) { return time_of(draft.start, kNanoseconds, "time"); }

std::int64_t duration_of(const Draft& draft, int digits) {
  if (draft.duration.empty()) return 0;
  const std::int64_t duration = time_of(draft.duration, digits, "duration");
  if (duration >= 0) return duration;
  throw UserError(fmt::format("a duration of {} us: expected at least 0", draft.duration));
}

template <typename Record>
void add(std::vector<Record>& records, const Record& record, std::size_t most) {
  if (records.size() >= most) {
    throw UserError(fmt::format(
        "more than {} {}: record fewer steps", most,
        most == kMostGpuEvents ? "kernels, copies and fills" : "operators or launches"));
  }
  records.push_back(record);
}

Id exchange_of(Trace& trace, const Draft& draft) {
  if (draft.collective.empty() && draft.elements == kNoNumber) return kNone;
  add(trace.exchanges,
      Exchange{trace.strings.id_of(draft.collective), trace.strings.id_of(draft.collective_dtype),
               draft.elements, draft.ranks},
      kMostHostEvents);
  return static_cast<Id>(trace.exchanges.size() - 1);
}

Id thread_of(Trace& trace, const Draft& draft) {
  return trace.strings.id_of(draft.process + "/" + draft.thread);
}

void add_host_op(Trace& trace, const Draft& draft) {
  if (starts_with(draft.name, "ProfilerStep#")) ++trace.steps;
  HostOp op;
  op.begin_ns = start_of(draft);
  op.end_ns = op.begin_ns + duration_of(draft, kNanoseconds);
  op.external_id = draft.external_id;
  op.function_id = draft.function_id;
  op.thread = thread_of(trace, draft);
  op.name = trace.strings.id_of(draft.name);
  const std::string signature = draft.signature.text(needs_values(draft.name));
  if (!signature.empty()) op.signature = trace.strings.id_of(signature);
  op.exchange = exchange_of(trace, draft);
  add(trace.ops, op, kMostHostEvents);
}

void add_launch(Trace& trace, const Draft& draft) {
  if (draft.correlation == kNoNumber) return;
  add(trace.launches,
      Launch{draft.correlation, start_of(draft), draft.external_id, thread_of(trace, draft),
             trace.strings.id_of(draft.name)},
      kMostHostEvents);
}

void add_gpu_event(Trace& trace, const Draft& draft, GpuWork work) {
  GpuEvent event;
  event.begin_ns = start_of(draft);
  event.picoseconds = duration_of(draft, kPicoseconds);
  event.correlation = draft.correlation;
  event.external_id = draft.external_id;
  event.bytes = std::max<std::int64_t>(draft.bytes, 0);
  event.name = trace.strings.id_of(draft.name);
  const std::string& device = draft.device.empty() ? draft.process : draft.device;
  const std::string& stream = draft.stream.empty() ? draft.thread : draft.stream;
  event.stream = trace.strings.id_of(device + "/" + stream);
  event.exchange = exchange_of(trace, draft);
  event.work = work;
  add(trace.gpu, event, kMostGpuEvents);
}

}  // namespace

Field event_field(std::string_view key) {
  static const Fields fields{{"ph", Field::phase},     {"cat", Field::category},
                             {"name", Field::name},    {"pid", Field::process},
                             {"tid", Field::thread},   {"ts", Field::start},
                             {"dur", Field::duration}, {"args", Field::arguments}};
  return field_of(fields, key);
}

Field argument_field(std::string_view key) {
  static const Fields fields{{"External id", Field::external_id},
                             {"external id", Field::external_id},
                             {"Record function id", Field::function_id},
                             {"correlation", Field::correlation},
                             {"device", Field::device},
                             {"stream", Field::stream},
                             {"bytes", Field::bytes},
                             {"Bytes", Field::bytes},
                             {"Input Dims", Field::dims},
                             {"Input dims", Field::dims},
                             {"Input type", Field::types},
                             {"Concrete Inputs", Field::values},
                             {"Collective name", Field::collective},
                             {"In msg nelems", Field::elements_in},
                             {"Group size", Field::group_size},
                             {"dtype", Field::collective_dtype}};
  return field_of(fields, key);
}

void Draft::clear() {
  for (std::string* text : {&phase, &category, &name, &process, &thread, &start, &duration, &device,
                            &stream, &collective, &collective_dtype}) {
    text->clear();
  }
  signature.clear();
  external_id = function_id = correlation = elements = ranks = kNoNumber;
  bytes = 0;
}

void Draft::set(Field field, std::string_view text) {
  switch (field) {
    case Field::phase:
      phase = text.substr(0, kLongestName);
      return;
    case Field::category:
      category = text.substr(0, kLongestName);
      return;
    case Field::name:
      name = text.substr(0, kLongestName);
      return;
    case Field::process:
      process = text.substr(0, kLongestName);
      return;
    case Field::thread:
      thread = text.substr(0, kLongestName);
      return;
    case Field::start:
      start = text.substr(0, kLongestName);
      return;
    case Field::duration:
      duration = text.substr(0, kLongestName);
      return;
    case Field::device:
      device = text.substr(0, kLongestName);
      return;
    case Field::stream:
      stream = text.substr(0, kLongestName);
      return;
    case Field::external_id:
      external_id = number_or_none(text);
      return;
    case Field::function_id:
      function_id = number_or_none(text);
      return;
    case Field::correlation:
      correlation = number_or_none(text);
      return;
    case Field::bytes:
      bytes = number_or_none(text);
      return;
    case Field::collective:
      collective = text.substr(0, kLongestName);
      return;
    case Field::elements_in:
      elements = number_or_none(text);
      return;
    case Field::group_size:
      ranks = number_or_none(text);
      return;
    case Field::collective_dtype:
      collective_dtype = text.substr(0, kLongestName);
      return;
    default:
      return;
  }
}

void add_to(Trace& trace, const Draft& draft) {
  if (draft.phase != "X") return;
  const std::string_view category = draft.category;
  if (category == "cpu_op" || category == "user_annotation" || category == "Operator")
    return add_host_op(trace, draft);
  if (ends_with(category, "_runtime") || ends_with(category, "_driver") || category == "Runtime")
    return add_launch(trace, draft);
  if (category == "kernel" || category == "Kernel" || category == "mtia_ccp_events")
    return add_gpu_event(trace, draft, GpuWork::kernel);
  if (category == "gpu_memcpy" || category == "Memcpy")
    return add_gpu_event(trace, draft, GpuWork::copy);
  if (category == "gpu_memset" || category == "Memset")
    return add_gpu_event(trace, draft, GpuWork::fill);
}

}  // namespace systole::frontend::kineto
