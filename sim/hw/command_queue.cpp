#include "hw/command_queue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

CommandQueue::CommandQueue(program::Queue which, Tokens& tokens, Executor& executor)
    : which_(which), tokens_(tokens), executor_(executor) {}

bool CommandQueue::move(Cycles now) {
  bool moved = false;
  while (retire(now) || issue(now)) moved = true;
  return moved;
}

bool CommandQueue::retire(Cycles now) {
  if (in_flight_.empty() || in_flight_.front().done_at > now) return false;
  const InFlight done = in_flight_.front();
  in_flight_.pop();
  if (observer_ != nullptr && done.signals < 0) observer_->retired(which_, done.id);
  if (done.signals < 0) return true;
  tokens_.signal(done.signals, which_);
  if (observer_ != nullptr) observer_->signalled(which_, done.signals);
  return true;
}

bool CommandQueue::issue_wait(const program::Wait& wait) {
  if (!tokens_.reached(wait)) {
    held_up_ = true;
    stuck_since_ = tokens_.signals();
    return false;
  }
  if (held_up_) held_up_by_ = tokens_.last_signaller(wait.token);
  held_up_ = false;
  if (observer_ != nullptr) observer_->waited(which_, wait);
  return true;
}

bool CommandQueue::issue(Cycles now) {
  if (pending_.empty()) return false;
  const program::Action& action = pending_.front();
  if (const auto* wait = std::get_if<program::Wait>(&action)) {
    if (!issue_wait(*wait)) return false;
  } else if (const auto* signal = std::get_if<program::Signal>(&action)) {
    tokens_.require_declared(signal->token);
    in_flight_.push({next_id_++, 0, signal->token});
  } else {
    const std::optional<Cycles> done_at = executor_.execute(action, next_id_, now);
    if (!done_at) return false;
    if (observer_ != nullptr) observer_->issued({which_, next_id_, now, *done_at}, action);
    in_flight_.push({next_id_++, *done_at, -1});
  }
  pending_.pop();
  return true;
}

void CommandQueue::complete(Executor::Id id, Cycles at) {
  for (std::size_t i = 0; i < in_flight_.size(); ++i) {
    if (in_flight_[i].id != id) continue;
    in_flight_[i].done_at = at;
    if (observer_ != nullptr) observer_->completed(which_, id, at);
    return;
  }
  throw ModelError(fmt::format("the {} queue was told of the end of a command it does not have",
                               program::name_of(which_)));
}

std::optional<Cycles> CommandQueue::next_event() const {
  if (in_flight_.empty()) return std::nullopt;
  Cycles all_done = 0;
  for (std::size_t i = 0; i < in_flight_.size(); ++i) {
    all_done = std::max(all_done, in_flight_[i].done_at);
    if (in_flight_[i].signals >= 0) break;
  }
  if (all_done == Executor::kLater) return std::nullopt;
  return all_done;
}

std::string CommandQueue::describe() const {
  const std::string_view name = program::name_of(which_);
  if (idle()) return fmt::format("the {} queue is empty", name);
  if (pending_.empty())
    return fmt::format("the {} queue has {} commands in flight", name, in_flight_.size());
  if (const auto* wait = std::get_if<program::Wait>(&pending_.front())) {
    return fmt::format("the {} queue waits for token {} to reach {} (it stands at {})", name,
                       wait->token, wait->count, tokens_.count(wait->token));
  }
  return fmt::format("the {} queue holds {} commands that its unit does not take", name,
                     pending_.size());
}

}  // namespace systole::hw
