// A timeline in the trace event format, which Perfetto (ui.perfetto.dev) and chrome://tracing open.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "result/timeline.hpp"

namespace systole::report {

/// Writes while it is told, so that memory stays small. Times are microseconds with nanoseconds
/// behind the point: what Perfetto keeps.
class ChromeTrace : public result::TimelineSink {
 public:
  /// Throws UserError when `path` cannot be written.
  explicit ChromeTrace(const std::string& path);

  void name_process(std::int32_t process, std::string_view name) override;
  void name_thread(const result::TimelineTrack& track, std::string_view name) override;
  void slice(const Slice& slice) override;
  void flow(const Flow& flow) override;
  void counter(const Counter& counter) override;
  /// Throws ModelError when the file could not be written to its end.
  void finish() override;

  std::int64_t events() const { return events_; }

 private:
  void begin_event();
  void end_event();
  void metadata(const result::TimelineTrack& track, const char* what, std::string_view name);
  void order(const result::TimelineTrack& track, const char* what, std::int32_t index);
  void write_out();

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string text_;
  std::int64_t events_ = 0;
  std::int64_t flows_ = 0;
};

}  // namespace systole::report
