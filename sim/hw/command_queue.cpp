#include "hw/command_queue.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::hw {

CommandQueue::CommandQueue(program::Queue which, Tokens& tokens, Executor& executor)
    : which_(which), tokens_(tokens), executor_(executor) {}

void CommandQueue::advance(Cycles now) {
  while (retire(now) || issue(now)) {
  }
}

bool CommandQueue::retire(Cycles now) {
  if (in_flight_.empty() || in_flight_.front().done_at > now) return false;
  const InFlight done = in_flight_.front();
  in_flight_.pop_front();
  if (done.signals) tokens_.signal(*done.signals, which_);
  return true;
}

bool CommandQueue::issue_wait(const program::Wait& wait) {
  if (!tokens_.reached(wait)) {
    held_up_ = true;
    return false;
  }
  if (held_up_) held_up_by_ = tokens_.last_signaller(wait.token);
  held_up_ = false;
  return true;
}

bool CommandQueue::issue(Cycles now) {
  if (pending_.empty()) return false;
  const program::Action& action = pending_.front();
  if (const auto* wait = std::get_if<program::Wait>(&action)) {
    if (!issue_wait(*wait)) return false;
  } else if (const auto* signal = std::get_if<program::Signal>(&action)) {
    in_flight_.push_back({next_id_++, 0, signal->token});
  } else {
    const Executor::Id id = next_id_;
    const std::optional<Cycles> done_at = executor_.execute(action, id, now);
    if (!done_at) return false;
    ++next_id_;
    in_flight_.push_back({id, *done_at, std::nullopt});
  }
  pending_.pop_front();
  return true;
}

void CommandQueue::complete(Executor::Id id, Cycles at) {
  for (InFlight& entry : in_flight_) {
    if (entry.id == id) {
      entry.done_at = at;
      return;
    }
  }
  throw ModelError(fmt::format("the {} queue was told of the end of a command it does not have",
                               program::name_of(which_)));
}

std::optional<Cycles> CommandQueue::next_event() const {
  if (in_flight_.empty() || in_flight_.front().done_at == Executor::kLater) return std::nullopt;
  return in_flight_.front().done_at;
}

bool CommandQueue::waits_for(program::Token token) const {
  if (pending_.empty()) return false;
  const auto* wait = std::get_if<program::Wait>(&pending_.front());
  return wait != nullptr && wait->token == token;
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
