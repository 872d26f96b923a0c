// The timeline of MindSpore's profiler: Chrome trace events, whose arguments describe each tensor.
#include <fmt/format.h>

#include "base/text.hpp"
#include "frontend/ascend/profile.hpp"
#include "frontend/json/records.hpp"

namespace systole::frontend::ascend {

namespace {

using json::Value;

/// "input_0", "input_1", ... in their order.
std::vector<Tensor> tensors_in(const Value& arguments, std::string_view prefix) {
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < arguments.items.size(); ++i) {
    const Value* one = arguments.find(fmt::format("{}_{}", prefix, i));
    if (one == nullptr) break;
    tensors.push_back({dims_from(one->text_of("shape")), one->text_of("format"),
                       dtype_named(one->text_of("data_type"))});
  }
  return tensors;
}

Record record_from(const Value& event, const Value& arguments) {
  Record record;
  record.name = event.text_of("name");
  record.type = arguments.text_of("type");
  record.stream = event.text_of("tid");
  record.start_ns = nanoseconds_from(event.text_of("ts"));
  record.picoseconds = picoseconds_from(event.text_of("dur"));
  record.inputs = tensors_in(arguments, "input");
  record.outputs = tensors_in(arguments, "output");
  return record;
}

class Reader {
 public:
  Profile read(const SourceFile& file) {
    json::RecordSink sink;
    sink.on_record = [this](const Value& event) { add(event); };
    json::read_records(file, "traceEvents", sink);
    profile_.source = "MindSpore timeline";
    if (others_ > 0)
      profile_.notes.push_back(fmt::format(
          "left out: {} spans that are no operators (how long streams were busy)", others_));
    return std::move(profile_);
  }

 private:
  void add(const Value& event) {
    if (event.text_of("ph") != "X") return;
    const Value* arguments = event.find("args");
    if (arguments == nullptr || arguments->text_of("type").empty()) {
      ++others_;
      return;
    }
    if (profile_.records.size() >= kMostRecords)
      throw UserError(fmt::format("more than {} operators: record fewer steps", kMostRecords));
    profile_.records.push_back(record_from(event, *arguments));
  }

  Profile profile_;
  std::size_t others_ = 0;
};

}  // namespace

bool is_timeline(const SourceFile& file) {
  const std::string_view head = trim(file.head());
  const auto has = [&](std::string_view word) { return head.find(word) != std::string_view::npos; };
  if (!starts_with(head, "[") && !starts_with(head, "{")) return false;
  return has("\"ph\"") && has("\"fullname\"") && has("\"data_type\"");
}

Profile read_timeline(const SourceFile& file) { return Reader().read(file); }

}  // namespace systole::frontend::ascend
