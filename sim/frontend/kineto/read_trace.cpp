#include "frontend/kineto/read_trace.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "frontend/json/input.hpp"
#include "frontend/kineto/draft.hpp"

namespace systole::frontend::kineto {

namespace {

constexpr int kDeepest = 64;

/// Where in the file the reader is; each is one level inside the one before it.
enum class Level { top, events, event, arguments };

/// RapidJSON's events of a whole file.
class Handler {
 public:
  Handler(Trace& trace, json::Input& input) : trace_(trace), input_(input) {}

  // RapidJSON's words. NOLINTBEGIN(readability-identifier-naming)
  bool Null() { return scalar(""); }
  bool Bool(bool value) { return scalar(value ? "true" : "false"); }
  bool Int(int) { return false; }  // numbers come as they are written
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) { return scalar({text, size}); }
  bool String(const char* text, rapidjson::SizeType size, bool) { return scalar({text, size}); }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return key({text, size}); }
  bool StartObject() { return open_object(); }
  bool EndObject(rapidjson::SizeType) { return close_object(); }
  bool StartArray() { return open_array(); }
  bool EndArray(rapidjson::SizeType) { return close_array(); }
  // NOLINTEND(readability-identifier-naming)

 private:
  bool deeper() {
    if (++depth_ > kDeepest)
      throw UserError(input_.place(), fmt::format("nested deeper than {} levels", kDeepest));
    return true;
  }

  bool inside(Level level, int levels_below = 0) const {
    return level_ == level && depth_ == level_depth_ + levels_below;
  }

  void enter(Level level) {
    level_ = level;
    level_depth_ = depth_;
  }

  bool is_captured() const {
    return level_ == Level::arguments &&
           (field_ == Field::dims || field_ == Field::types || field_ == Field::values);
  }

  void begin_capture() {
    using Part = SignatureText::Part;
    if (field_ == Field::dims) draft_.signature.begin(Part::dims);
    if (field_ == Field::types) draft_.signature.begin(Part::types);
    if (field_ == Field::values) draft_.signature.begin(Part::values);
  }

  bool key(std::string_view text) {
    if (inside(Level::arguments)) {
      field_ = argument_field(text);
      begin_capture();
    } else if (inside(Level::event)) {
      field_ = event_field(text);
    } else if (level_ == Level::top) {
      top_key(text);
    }
    return true;
  }

  void top_key(std::string_view text) {
    if (depth_ == 1) section_ = text;
    top_key_ = text;
  }

  bool scalar(std::string_view text) {
    input_.done();
    if (is_captured() && depth_ > level_depth_) {
      draft_.signature.value(text);
    } else if (inside(Level::event) || inside(Level::arguments)) {
      draft_.set(field_, text);
    } else if (level_ == Level::top) {
      top_scalar(text);
    }
    return true;
  }

  void top_scalar(std::string_view text) {
    if (section_ == "distributedInfo" && depth_ == 2 && top_key_ == "world_size")
      trace_.world_size = parse_int64(text).value_or(kNoNumber);
    if (section_ == "deviceProperties" && top_key_ == "name" && trace_.device.empty())
      trace_.device = as_utf8(text);
  }

  bool open_object() {
    input_.done();
    deeper();
    if (inside(Level::events, 1)) {
      enter(Level::event);
      draft_.clear();
      field_ = Field::none;
    } else if (inside(Level::event, 1) && field_ == Field::arguments) {
      enter(Level::arguments);
      field_ = Field::none;
    }
    return true;
  }

  bool close_object() {
    if (inside(Level::event)) add_event();
    return leave();
  }

  void add_event() {
    try {
      add_to(trace_, draft_);
    } catch (const UserError& error) {
      throw UserError(input_.place(), error.what());
    }
  }

  bool open_array() {
    input_.done();
    deeper();
    const bool is_events =
        level_ == Level::top && (depth_ == 1 || (depth_ == 2 && section_ == "traceEvents"));
    if (is_events) enter(Level::events);
    if (is_captured()) draft_.signature.open();
    return true;
  }

  bool close_array() {
    if (is_captured() && depth_ > level_depth_) draft_.signature.close();
    return leave();
  }

  bool leave() {
    if (depth_ == level_depth_ && level_ != Level::top) {
      level_ = static_cast<Level>(static_cast<int>(level_) - 1);
      level_depth_ = level_ == Level::top ? 0 : depth_ - 1;
      field_ = Field::none;
    }
    --depth_;
    return true;
  }

  Trace& trace_;
  json::Input& input_;
  Draft draft_;
  Level level_ = Level::top;
  int level_depth_ = 0;
  int depth_ = 0;
  Field field_ = Field::none;
  std::string section_;  // the last key of the file's own object
  std::string top_key_;  // the last key outside events
};

}  // namespace

Trace read_trace(std::istream& in, const std::string& path) {
  Trace trace;
  json::Input input(in, path);
  Handler handler(trace, input);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result =
      reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(input, handler);
  if (result.IsError()) {
    throw UserError(input.place(),
                    fmt::format("no JSON: {}", rapidjson::GetParseError_En(result.Code())));
  }
  return trace;
}

}  // namespace systole::frontend::kineto
