// What the simulator says about rows of several chips: exchanges, and steps of a model.
#pragma once

#include "validate/predict.hpp"

namespace systole::validate {

/// The software of a row, where there is any.
std::optional<config::SoftwareProfile> software_of(const Measured& row,
                                                   const PredictOptions& options);

/// Both throw UserError where there is no network.
Prediction predict_exchange(const timing::CollectiveRequest& request,
                            const PredictOptions& options);
/// `row.step`; asks `options.remembered`, which must be there.
Prediction predict_step(const config::Chip& chip, const Measured& row,
                        const PredictOptions& options);

}  // namespace systole::validate
