#include "report/chrome_trace.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>

#include <fmt/compile.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/scalars.hpp"

namespace systole::report {

namespace {

constexpr std::size_t kPiece = 1 << 16;
constexpr Femtoseconds kPerNanosecond = 1'000'000;

std::int64_t nanoseconds(Femtoseconds time) { return time / kPerNanosecond; }

/// Microseconds with three digits behind the point.
void add_time(std::string& text, std::int64_t ns) {
  fmt::format_to(std::back_inserter(text), FMT_COMPILE("{}.{:03}"), ns / 1000, ns % 1000);
}

void add_track(std::string& text, const result::TimelineTrack& track) {
  fmt::format_to(std::back_inserter(text), FMT_COMPILE(",\"pid\":{},\"tid\":{},\"ts\":"),
                 track.process, track.thread);
}

/// Names are short and mostly plain; only odd ones go through the JSON writer.
void add_name(std::string& text, std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return c >= ' ' && c != '"' && c != '\\'; });
  if (!plain) {
    text += json_text(name);
    return;
  }
  text += '"';
  text += name;
  text += '"';
}

}  // namespace

ChromeTrace::ChromeTrace(const std::string& path)
    : path_(path), file_(std::fopen(path.c_str(), "wb")) {
  if (!file_) {
    throw UserError(
        fmt::format("cannot write {}: {}", path, std::generic_category().message(errno)));
  }
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  text_ = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n";
}

void ChromeTrace::begin_event() {
  if (events_++ > 0) text_ += ",\n";
}

void ChromeTrace::end_event() {
  text_ += '}';
  if (text_.size() >= kPiece) write_out();
}

void ChromeTrace::write_out() {
  const bool written = std::fwrite(text_.data(), 1, text_.size(), file_.get()) == text_.size();
  text_.clear();
  if (written) return;
  throw ModelError(
      fmt::format("cannot write {}: {}", path_, std::generic_category().message(errno)));
}

void ChromeTrace::metadata(const result::TimelineTrack& track, const char* what,
                           std::string_view name) {
  begin_event();
  fmt::format_to(std::back_inserter(text_),
                 FMT_COMPILE("{{\"ph\":\"M\",\"pid\":{},\"tid\":{},\"name\":\"{}\",\"args\":"
                             "{{\"name\":{}}}"),
                 track.process, track.thread, what, json_text(name));
  end_event();
}

void ChromeTrace::order(const result::TimelineTrack& track, const char* what, std::int32_t index) {
  begin_event();
  fmt::format_to(std::back_inserter(text_),
                 FMT_COMPILE("{{\"ph\":\"M\",\"pid\":{},\"tid\":{},\"name\":\"{}\",\"args\":"
                             "{{\"sort_index\":{}}}"),
                 track.process, track.thread, what, index);
  end_event();
}

void ChromeTrace::name_process(std::int32_t process, std::string_view name) {
  metadata({process, 0}, "process_name", name);
  order({process, 0}, "process_sort_index", process);
}

void ChromeTrace::name_thread(const result::TimelineTrack& track, std::string_view name) {
  metadata(track, "thread_name", name);
  order(track, "thread_sort_index", track.thread);
}

void ChromeTrace::slice(const Slice& slice) {
  const std::int64_t begin = nanoseconds(slice.begin);
  begin_event();
  text_ += "{\"ph\":\"X\",\"name\":";
  add_name(text_, slice.name);
  add_track(text_, slice.track);
  add_time(text_, begin);
  text_ += ",\"dur\":";
  add_time(text_, nanoseconds(slice.end) - begin);
  if (!slice.arguments.empty()) {
    text_ += ",\"args\":{";
    text_ += slice.arguments;
    text_ += '}';
  }
  end_event();
}

// The arrow leaves within its slice: at its very end it would belong to the next one.
void ChromeTrace::flow(const Flow& flow) {
  const std::int64_t leaves =
      std::max(nanoseconds(flow.from_begin), nanoseconds(flow.from_end) - 1);
  ++flows_;
  const auto add_end = [this](const char* kind, const result::TimelineTrack& track,
                              std::int64_t ns) {
    begin_event();
    fmt::format_to(std::back_inserter(text_),
                   FMT_COMPILE("{{{},\"id\":{},\"cat\":\"token\",\"name\":\"token\""), kind,
                   flows_);
    add_track(text_, track);
    add_time(text_, ns);
    end_event();
  };
  add_end("\"ph\":\"s\"", flow.from, leaves);
  add_end("\"ph\":\"f\",\"bp\":\"e\"", flow.to, nanoseconds(flow.to_begin));
}

void ChromeTrace::counter(const Counter& counter) {
  begin_event();
  text_ += "{\"ph\":\"C\",\"name\":";
  add_name(text_, counter.name);
  add_track(text_, {counter.process, 0});
  add_time(text_, nanoseconds(counter.time));
  fmt::format_to(std::back_inserter(text_), FMT_COMPILE(",\"args\":{{\"value\":{:.6g}}}"),
                 counter.value);
  end_event();
}

void ChromeTrace::finish() {
  text_ += "\n]}\n";
  write_out();
}

}  // namespace systole::report
