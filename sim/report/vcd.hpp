// What the PEs of arrays do, as a waveform (VCD, IEEE 1364) for GTKWave and its like.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "result/array_trace.hpp"

namespace systole::report {

/// Writes while it is told. A beat's values stand from the clock edge at which the PEs took them;
/// an array that rests shows empty PEs.
class VcdWriter : public result::BeatSink {
 public:
  struct Array {
    std::string name;  ///< of its scope
    std::int64_t rows = 0;
    std::int64_t cols = 0;
  };
  struct Settings {
    std::vector<Array> arrays;  ///< beats name them by their numbers
    double clock_mhz = 1000.0;
  };
  /// Throws UserError when `path` cannot be written.
  VcdWriter(const std::string& path, const Settings& settings);

  /// Throws UserError when the file grows larger than viewers like.
  void beat(std::int64_t array, const result::ArrayBeat& beat) override;
  void finish() override;

 private:
  struct Wires {
    std::size_t first = 0;  ///< number of its first wire
    std::size_t pes = 0;
    Cycles last = -1;  ///< its latest beat; -1 while it rests
  };
  void write_header(const Settings& settings);
  void let_rest_before(Cycles beat);
  void go_to(Cycles beat);
  void set(std::size_t wire, std::int32_t value);
  void set_pe(std::size_t first, const result::PeBeat& pe);
  void write_out();

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_;
  double period_fs_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string text_;
  std::int64_t written_ = 0;
  std::vector<Wires> arrays_;
  std::vector<std::int32_t> values_;
  Cycles now_ = -1;
};

}  // namespace systole::report
