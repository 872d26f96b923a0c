#include "llm/exchange.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "timing/collective.hpp"

namespace systole::llm {

namespace {

using workload::CollectiveKind;

timing::CollectiveRequest request_of(const workload::Operator& op, const ParallelPlan& plan) {
  const auto& work = std::get<workload::Collective>(op.work);
  timing::CollectiveRequest request;
  request.kind = *timing::collective_kind_from(workload::name_of(work.kind));
  request.ranks = work.ranks;
  request.bytes = bytes_of(op.input_dtype, work.elements);
  request.floats = op.input_dtype != DType::int8 && op.input_dtype != DType::int4;
  if (work.kind == CollectiveKind::all_gather) request.bytes *= work.ranks;
  if (op.name == kGradients) request.stride = plan.tensor;
  if (work.kind != CollectiveKind::send_receive) return request;
  request.ranks = 2;
  request.stride = plan.tensor * plan.data;
  return request;
}

double seconds_in(const config::ExchangeConfig& stack, const timing::CollectiveTime& time) {
  constexpr double kMicro = 1e-6;
  constexpr double kFemto = 1e-15;
  const double slower = 1.0 / stack.link_share - 1.0;
  return stack.start_us * kMicro + time.seconds() +
         slower * kFemto * static_cast<double>(time.transfer);
}

}  // namespace

Exchange exchange_on(const config::NetworkConfig& network, const ParallelPlan& plan,
                     const config::ExchangeConfig& stack) {
  if (plan.chips() > network.chips())
    throw UserError(fmt::format("{} needs {} chips; network {} joins {}", to_string(plan),
                                plan.chips(), network.name, network.chips()));
  return [network, plan, stack](const workload::Operator& op) {
    return seconds_in(stack, timing::collective_time(network, request_of(op, plan)));
  };
}

}  // namespace systole::llm
