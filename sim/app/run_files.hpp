// Files that a run writes while it goes on: timelines and waveforms, one per job.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "app/inputs.hpp"
#include "app/nameless_file.hpp"
#include "system/run.hpp"

namespace systole::app {

/// The options that say which.
std::vector<Option> run_file_options();

class RunFiles {
 public:
  /// Opens what is asked for. Throws UserError, before anything runs, where that cannot be done.
  RunFiles(const Arguments& arguments, const std::vector<Job>& jobs);

  /// The options of one job: those of all of them, and where its own files go.
  system::RunOptions options_of(std::size_t job, const system::RunOptions& common) const;
  /// Everything has run: the files appear, and their names are returned.
  std::vector<std::string> keep();

 private:
  /// A new file at `path` once it is complete; what to write to until then.
  std::string open(const std::string& path);
  void open_timelines(const Arguments& arguments, const std::vector<Job>& jobs);
  void open_waveforms(const Arguments& arguments, const std::vector<Job>& jobs);

  std::vector<std::unique_ptr<NamelessFile>> files_;
  std::vector<std::shared_ptr<result::TimelineSink>> timelines_;
  std::vector<std::shared_ptr<result::BeatSink>> waveforms_;
  result::TimelineDetail detail_;
};

}  // namespace systole::app
