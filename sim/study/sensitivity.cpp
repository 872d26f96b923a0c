#include "study/sensitivity.hpp"

#include <algorithm>
#include <cmath>

namespace systole::study {

namespace {

/// The run with several changes, one at a time; nothing for those that the chip cannot have.
class ChangedRuns {
 public:
  ChangedRuns(const config::Chip& chip, double seconds, const Simulate& simulate)
      : chip_(chip), seconds_(seconds), simulate_(simulate) {}

  std::vector<std::optional<Sensitivity>> of(const std::vector<Change>& changes) const {
    std::vector<config::Chip> chips;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      auto other = with_change(chip_, changes[i]);
      if (!other) continue;
      chips.push_back(std::move(*other));
      places.push_back(i);
    }
    const std::vector<result::Result> results = simulate_(chips);
    std::vector<std::optional<Sensitivity>> found(changes.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double seconds = seconds_of(results.at(i));
      found[places[i]] =
          Sensitivity{changes[places[i]], seconds, seconds_ > 0.0 ? seconds / seconds_ - 1.0 : 0.0};
    }
    return found;
  }

  bool reaches(const Sensitivity& run, double target) const {
    return run.seconds * target <= seconds_;
  }

 private:
  const config::Chip& chip_;
  double seconds_;
  const Simulate& simulate_;
};

/// A knob and the factors between which its answer lies.
struct Search {
  Knob knob;
  double too_small = 1.0;
  double enough = kLargestChange;
  SpeedUp answer;

  double middle() const { return std::sqrt(too_small * enough); }
  bool is_open() const {
    constexpr double kClose = 1.05;
    return answer.reaches && enough / too_small > kClose;
  }
};

std::vector<Search> with_largest_change(const config::Chip& chip, double target,
                                        const ChangedRuns& runs) {
  const std::vector<Knob> knobs = knobs_of(chip);
  std::vector<Change> changes;
  for (const Knob& knob : knobs) changes.push_back(turned(knob, kLargestChange));
  const auto largest = runs.of(changes);
  std::vector<Search> searches;
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    if (!largest[i]) continue;
    Search search{knobs[i], 1.0, kLargestChange, {knobs[i].name, std::nullopt, *largest[i]}};
    if (runs.reaches(*largest[i], target)) search.answer.reaches = *largest[i];
    searches.push_back(std::move(search));
  }
  return searches;
}

/// Halves every open search once, all of them at a time.
bool narrow(std::vector<Search>& searches, double target, const ChangedRuns& runs) {
  std::vector<Change> changes;
  std::vector<Search*> open;
  for (Search& search : searches) {
    if (!search.is_open()) continue;
    open.push_back(&search);
    changes.push_back(turned(search.knob, search.middle()));
  }
  if (open.empty()) return false;
  const auto found = runs.of(changes);
  for (std::size_t i = 0; i < open.size(); ++i) {
    Search& search = *open[i];
    const bool is_enough = found[i] && runs.reaches(*found[i], target);
    (is_enough ? search.enough : search.too_small) = search.middle();
    if (is_enough) search.answer.reaches = *found[i];
  }
  return true;
}

/// How far a knob has to be turned, whichever way is better.
double size_of(const Change& change) { return std::max(change.factor, 1.0 / change.factor); }

bool comes_first(const SpeedUp& a, const SpeedUp& b) {
  if (a.reaches.has_value() != b.reaches.has_value()) return a.reaches.has_value();
  if (a.reaches) return size_of(a.reaches->change) < size_of(b.reaches->change);
  return a.most.seconds < b.most.seconds;
}

}  // namespace

std::vector<Sensitivity> sensitivities(const config::Chip& chip, double seconds,
                                       const Simulate& simulate) {
  std::vector<Change> changes;
  for (const Knob& knob : knobs_of(chip)) changes.push_back(turned(knob, kSmallChange));
  std::vector<Sensitivity> found;
  for (auto& run : ChangedRuns(chip, seconds, simulate).of(changes)) {
    if (run) found.push_back(std::move(*run));
  }
  std::stable_sort(found.begin(), found.end(), [](const Sensitivity& a, const Sensitivity& b) {
    return a.time_change < b.time_change;
  });
  return found;
}

std::vector<SpeedUp> speed_ups(const config::Chip& chip, double seconds, double target,
                               const Simulate& simulate) {
  const ChangedRuns runs(chip, seconds, simulate);
  std::vector<Search> searches = with_largest_change(chip, target, runs);
  while (narrow(searches, target, runs)) {
  }
  std::vector<SpeedUp> answers;
  for (Search& search : searches) answers.push_back(std::move(search.answer));
  std::stable_sort(answers.begin(), answers.end(), comes_first);
  return answers;
}

}  // namespace systole::study
