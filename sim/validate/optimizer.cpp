#include "validate/optimizer.hpp"

#include <exception>
#include <limits>
#include <nlopt.hpp>

namespace systole::validate {

namespace {

constexpr double kFirstStep = 0.15;
constexpr double kLastStep = 0.004;

/// Keeps the best point itself: NLopt's may be lost when it stops early.
class Search {
 public:
  explicit Search(const std::function<double(const Point&)>& function) : function_(function) {}

  double operator()(const Point& point) {
    const double value = function_(point);
    ++best_.evaluations;
    if (value < best_.value) best_ = {point, value, best_.evaluations};
    return value;
  }
  const Minimum& best() const { return best_; }

  std::exception_ptr thrown;

 private:
  const std::function<double(const Point&)>& function_;
  Minimum best_{{}, std::numeric_limits<double>::infinity(), 0};
};

double evaluate(const std::vector<double>& point, std::vector<double>& /*gradient*/, void* data) {
  auto& search = *static_cast<Search*>(data);
  try {
    return search(point);
  } catch (...) {
    search.thrown = std::current_exception();
    throw nlopt::forced_stop();
  }
}

}  // namespace

Minimum minimize(const std::function<double(const Point&)>& function, const Point& start,
                 int most_evaluations) {
  const auto dimensions = static_cast<unsigned>(start.size());
  nlopt::opt optimizer(nlopt::LN_SBPLX, dimensions);
  Search search(function);
  optimizer.set_lower_bounds(0.0);
  optimizer.set_upper_bounds(1.0);
  optimizer.set_initial_step(kFirstStep);
  optimizer.set_xtol_abs(kLastStep);
  optimizer.set_maxeval(most_evaluations);
  optimizer.set_min_objective(evaluate, &search);
  Point point = start;
  double value = 0.0;
  try {
    optimizer.optimize(point, value);
  } catch (const nlopt::forced_stop&) {
    std::rethrow_exception(search.thrown);
  } catch (const nlopt::roundoff_limited&) {  // as good as it gets
  }
  return search.best();
}

}  // namespace systole::validate
