#include "study/counter_statistics.hpp"

namespace systole::study {

using result::Counters;
using result::CycleBreakdown;

const CycleBreakdown& breakdown_of(const OperatorView& view) { return view.op.breakdown; }
const CycleBreakdown& breakdown_of(const RunView& view) { return view.totals.breakdown; }
const Counters& counters_of(const OperatorView& view) { return view.op.counters; }
const Counters& counters_of(const RunView& view) { return view.totals.counters; }

}  // namespace systole::study
