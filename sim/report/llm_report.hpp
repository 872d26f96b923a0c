// Language models on chips, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "llm/answer.hpp"
#include "llm/training.hpp"

namespace systole::report {

constexpr const char* kLlmSchema = "systole.llm/1";
constexpr const char* kTrainingSchema = "systole.training/1";

/// Times, throughput, memory, energy and what bounds prefill and decode.
std::string llm_text(const llm::Answer& answer);
/// The operators of a step of prefill and of decode.
std::string llm_operators_text(const llm::Answer& answer);
/// One line per batch.
std::string llm_sweep_text(const std::vector<llm::Answer>& answers);
std::string llm_sweep_csv(const std::vector<llm::Answer>& answers);
/// Throughput of a chip over tokens per second of a request, one point per batch.
std::string llm_sweep_svg(const std::vector<llm::Answer>& answers);
std::string llm_json(const std::vector<llm::Answer>& answers);

/// A step of training: times, memory and the share of peak that the model itself uses (MFU).
std::string training_text(const std::string& title, const llm::TrainingStep& step);
std::string training_json(const std::string& title, const llm::TrainingStep& step);

/// "TP 8 over 8 x h100_sxm (hgx_h100)".
std::string llm_machine(const llm::Labels& labels, const llm::ParallelPlan& plan);
/// The cause that takes most of a step, and its share.
std::string llm_bound(const llm::StepTime& step);

}  // namespace systole::report
