#include "frontend/json/records.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <fmt/format.h>

#include "frontend/json/input.hpp"

namespace systole::frontend::json {

namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostValues = 200'000;  // of one record

/// RapidJSON's events of a whole file; the record at hand is a stack of open values.
class Handler {
 public:
  Handler(std::string_view list, const RecordSink& sink, Input& input)
      : list_(list), sink_(sink), input_(input) {}

  // RapidJSON's words. NOLINTBEGIN(readability-identifier-naming)
  bool Null() { return scalar(Value::Kind::null, ""); }
  bool Bool(bool value) { return scalar(Value::Kind::boolean, value ? "true" : "false"); }
  bool Int(int) { return false; }  // numbers come as they are written
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return scalar(Value::Kind::number, {text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return scalar(Value::Kind::string, {text, size});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    key_.assign(text, size);
    if (depth_ == 1) section_ = key_;
    return true;
  }
  bool StartObject() { return open(Value::Kind::object); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool StartArray() { return open(Value::Kind::list); }
  bool EndArray(rapidjson::SizeType) { return close(); }
  // NOLINTEND(readability-identifier-naming)

  bool found_list() const { return list_depth_ > 0; }

 private:
  bool in_list() const { return found_list() && !list_ended_; }

  bool scalar(Value::Kind kind, std::string_view text) {
    if (!open_.empty()) {
      add({kind, std::string(text), {}, {}});
      return true;
    }
    input_.done();
    if (depth_ == 1 && !in_list() && sink_.on_header) sink_.on_header(key_, std::string(text));
    return true;
  }

  bool open(Value::Kind kind) {
    if (++depth_ > kDeepest)
      throw UserError(input_.place(), fmt::format("nested deeper than {} levels", kDeepest));
    if (!open_.empty()) {
      open_.push_back(&add({kind, "", {}, {}}));
    } else if (in_list() && depth_ == list_depth_ + 1 && kind == Value::Kind::object) {
      record_ = {kind, "", {}, {}};
      values_ = 0;
      open_.push_back(&record_);
    } else if (kind == Value::Kind::list && !found_list() && is_list()) {
      list_depth_ = depth_;
    }
    return true;
  }

  bool is_list() const { return depth_ == 1 || (depth_ == 2 && section_ == list_); }

  /// Into the innermost open value. A place in its vector stays while it is the last: open values
  /// are always the last of theirs.
  Value& add(Value value) {
    if (++values_ > kMostValues)
      throw UserError(input_.place(), fmt::format("a record of more than {} values", kMostValues));
    Value& parent = *open_.back();
    if (parent.is_object()) parent.keys.push_back(key_);
    return parent.items.emplace_back(std::move(value));
  }

  bool close() {
    --depth_;
    if (!open_.empty()) {
      open_.pop_back();
      if (open_.empty()) deliver();
    } else if (in_list() && depth_ + 1 == list_depth_) {
      list_ended_ = true;
    }
    return true;
  }

  void deliver() {
    input_.done();
    try {
      sink_.on_record(record_);
    } catch (const UserError& error) {
      throw UserError(input_.place(), error.what());
    }
  }

  std::string_view list_;
  const RecordSink& sink_;
  Input& input_;
  std::size_t depth_ = 0;
  std::size_t list_depth_ = 0;  // of the list of records, once it was met
  bool list_ended_ = false;
  std::string key_;
  std::string section_;  // the last key of the file's own object
  Value record_;
  std::vector<Value*> open_;  // from the record inwards
  std::size_t values_ = 0;
};

bool parse(std::istream& in, const std::string& path, std::string_view list,
           const RecordSink& sink) {
  Input input(in, path);
  Handler handler(list, sink, input);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result =
      reader.Parse<rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag>(
          input, handler);
  if (result.IsError()) {
    throw UserError(input.place(),
                    fmt::format("no JSON: {}", rapidjson::GetParseError_En(result.Code())));
  }
  return handler.found_list();
}

}  // namespace

bool read_records(const SourceFile& file, std::string_view list, const RecordSink& sink) {
  const auto stream = file.stream();
  try {
    return parse(*stream, file.path(), list, sink);
  } catch (const UserError&) {
    throw;
  } catch (const std::ios_base::failure&) {
    throw UserError(fmt::format("{}: the gzip archive is damaged or cut short", file.path()));
  } catch (const std::exception& failure) {
    throw UserError(fmt::format("{}: cannot be read ({})", file.path(), failure.what()));
  }
}

}  // namespace systole::frontend::json
