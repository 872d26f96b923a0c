// Files that a run writes while it goes on: timelines and waveforms, one per job.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/arguments.hpp"
#include "app/inputs.hpp"
#include "system/run.hpp"

namespace systole::app {

/// The options that say which.
std::vector<Option> run_file_options();

class RunFiles {
 public:
  /// Opens what is asked for under names that are not the final ones. Throws UserError, before
  /// anything runs, where that cannot be done.
  RunFiles(const Arguments& arguments, const std::vector<Job>& jobs);
  RunFiles(const RunFiles&) = delete;
  RunFiles& operator=(const RunFiles&) = delete;
  /// Removes what was not kept.
  ~RunFiles();

  /// The options of one job: those of all of them, and where its own files go.
  system::RunOptions options_of(std::size_t job, const system::RunOptions& common) const;
  /// Everything has run: gives the files their names, which are returned.
  std::vector<std::string> keep();

 private:
  struct File {
    std::string path;
    std::string partial;
  };
  File open(const std::string& path) const;
  void open_timelines(const Arguments& arguments, const std::vector<Job>& jobs);
  void open_waveforms(const Arguments& arguments, const std::vector<Job>& jobs);

  std::vector<File> files_;
  std::vector<std::shared_ptr<result::TimelineSink>> timelines_;
  std::vector<std::shared_ptr<result::BeatSink>> waveforms_;
  result::TimelineDetail detail_;
};

}  // namespace systole::app
