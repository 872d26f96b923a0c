// What `systole serve-sim` says: text, JSON, CSV and pictures.
#pragma once

#include <optional>
#include <string>

#include "serve/find_rate.hpp"
#include "serve/table_timer.hpp"

namespace systole::report {

constexpr const char* kServeSchema = "systole.serve_sim/1";

/// A run with what it was of.
struct ServeRun {
  std::string model;
  std::string machine;     ///< "h100_sxm x 8"
  std::string step_times;  ///< where they come from
  std::string requests;    ///< "Poisson, 4 /s" or the trace's path
  serve::ClusterConfig config;
  llm::KvMemory memory;
  serve::Outcome outcome;
  std::optional<serve::TableQuality> table{};
  std::optional<serve::Slo> slo{};
};

std::string serve_summary(const ServeRun& run);
std::string serve_json(const ServeRun& run);

/// One row for each step of time and pool: requests waiting and running, and the KV cache.
std::string serve_series_csv(const serve::Outcome& outcome);
/// The same as curves.
std::string serve_series_svg(const ServeRun& run);
/// One row for each request.
std::string serve_requests_csv(const serve::Outcome& outcome);

/// A search for a rate with what it was of.
struct RateRun {
  std::string model;
  std::string machine;
  std::string step_times;
  serve::Slo slo;
  serve::RateSearch search;
  serve::FoundRate found;
  std::optional<serve::TableQuality> table{};
};

std::string rate_summary(const RateRun& run);
std::string rate_json(const RateRun& run);
std::string rate_svg(const RateRun& run);

}  // namespace systole::report
