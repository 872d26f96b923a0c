// How sure a prediction is: from what was measured of operators like these on chips like this one.
#pragma once

#include "config/chip.hpp"
#include "result/result.hpp"
#include "study/interval.hpp"
#include "study/residuals.hpp"
#include "workload/graph.hpp"

namespace systole::study {

/// Gives every operator of `result` that something like it was measured of its error bar: from p10
/// to p90 of measured over predicted time. The whole run has one when such operators take most of
/// its time; operators without one count as predicted, and the basis names them. Errors of
/// operators are taken to come together, all low or all high, because the same model made them all:
/// ends are summed, and nothing cancels. `graph` is what the result's Program was mapped from.
void charge_error_bars(const config::Chip& chip, const workload::Graph& graph,
                       const Residuals& residuals, result::Result& result);

/// Nothing where there is no bar.
std::optional<Bounds> bounds_of(const result::ErrorBar& bar);

/// The bar of the whole run, widened by what the ranges of the chip's file do to its time.
result::ErrorBar widened(const result::Result& result, const std::optional<Interval>& interval);

}  // namespace systole::study
