// What came out of a sweep, as text, CSV and a picture.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/scatter_svg.hpp"
#include "sweep/front.hpp"
#include "sweep/sensitivity.hpp"
#include "sweep/sweep_run.hpp"

namespace systole::report {

/// How many points became what, why the others did not, and the best point of each objective.
std::string sweep_summary(const sweep::Heading& heading, const sweep::SweepOutcome& outcome);

/// Whether the points that another one dominates are listed below the front.
enum class Dominated { leave_out, list };

std::string front_table(const sweep::Heading& heading, const std::vector<sweep::StoredRow>& rows,
                        const sweep::Front& front, Dominated dominated);
std::string front_csv(const sweep::Heading& heading, const std::vector<sweep::StoredRow>& rows,
                      const sweep::Front& front, Dominated dominated);
std::string front_svg(const sweep::Heading& heading, const std::vector<sweep::StoredRow>& rows,
                      const sweep::Front& front);

/// The chips that the sweep compares with, and how many points beat each in both metrics; "" where
/// there are none.
std::string compared_table(const sweep::Heading& heading, const std::vector<sweep::StoredRow>& rows,
                           const sweep::Front& front);

/// A row per axis; `levels` adds one per value.
enum class Levels { leave_out, list };
std::string sensitivity_table(const sweep::Sensitivity& sensitivity, Levels levels);

}  // namespace systole::report
