#include "timing/stage_messages.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace systole::timing {

using Kind = CollectiveKind;
using Algorithm = CollectiveAlgorithm;

StageMessages::StageMessages(const Parts& parts, std::vector<std::int64_t> chips,
                             std::vector<Id> gates)
    : parts_(parts),
      chips_(std::move(chips)),
      gates_(std::move(gates)),
      received_(static_cast<std::size_t>(senders())) {}

std::size_t StageMessages::fold(std::int64_t member) const {
  return parts_.detail == RankDetail::one_for_all ? 0 : static_cast<std::size_t>(member);
}

Message StageMessages::to_member(std::int64_t from, std::int64_t to, const StepGroup& group) const {
  Message message;
  message.from = static_cast<std::int32_t>(chip(from));
  message.to = static_cast<std::int32_t>(chip(to));
  message.bytes = group.bytes;
  message.wire = group.wire;
  return message;
}

StageMessages::Id StageMessages::send(std::int64_t from, std::int64_t to, const StepGroup& group,
                                      const std::vector<Id>& after) {
  Message message = to_member(from, to, group);
  const std::size_t level = parts_.stage.level;
  if (parts_.level.topology == config::NetworkTopology::fully_connected) {
    const std::int64_t distance = (to - from + members()) % members();
    message.first_link = parts_.links.across(level, chip(from), distance);
  } else {
    message.first_link = parts_.links.up(level, chip(from));
    message.second_link = parts_.links.down(level, chip(to));
  }
  message.delay = parts_.stage.protocol_step;
  return parts_.schedule.add(message, after);
}

void StageMessages::join() {
  for (std::int64_t member = 0; member < senders(); ++member) {
    std::vector<Id>& all = received_[fold(member)];
    all.push_back(gate(member));
    Message there;
    there.from = there.to = static_cast<std::int32_t>(chip(member));
    gates_[fold(member)] = parts_.schedule.add(there, all);
    all.clear();
  }
}

std::vector<StageMessages::Id> StageMessages::add() {
  const Kind kind = parts_.stage.kind;
  if (is_torus(parts_.level)) {
    filled_ = filled_dimensions(parts_.level, members(), parts_.stage.stride);
    torus();
  } else if (kind == Kind::send_receive) {
    shift();
  } else {
    switch (parts_.stage.algorithm) {
      case Algorithm::ring:
        kind == Kind::broadcast ? chain() : ring();
        break;
      case Algorithm::tree:
        kind == Kind::broadcast ? binomial() : exchanges();
        break;
      case Algorithm::direct:
        kind == Kind::broadcast ? direct_broadcast() : direct();
        break;
      case Algorithm::in_switch:
        if (kind == Kind::reduce_scatter) in_switch_scatter();
        if (kind == Kind::all_reduce) in_switch_sum();
        if (kind == Kind::all_gather || kind == Kind::broadcast) in_switch_copy();
        break;
    }
  }
  join();
  return gates_;
}

/// In each step every member passes on what it got in the step before.
void StageMessages::ring() {
  const StepGroup& group = parts_.stage.groups.front();
  std::vector<Id> before = gates_;
  std::vector<Id> now(before.size());
  for (std::int64_t step = 0; step < group.steps; ++step) {
    for (std::int64_t member = 0; member < senders(); ++member) {
      const std::int64_t next = (member + 1) % members();
      const Id sent = send(member, next, group, {before[fold(member)], gate(member)});
      now[fold(next)] = sent;
      receive(next, sent);
    }
    std::swap(before, now);
  }
}

/// A broadcast in chunks from member to member.
void StageMessages::chain() {
  const StepGroup& group = parts_.stage.groups.front();
  const std::int64_t chunks = group.transfers - group.steps + 1;
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    Id before = gate(0);
    for (std::int64_t member = 0; member + 1 < members(); ++member) {
      before = send(member, member + 1, group, {before, gate(member)});
      receive(member + 1, before);
    }
  }
}

/// Recursive halving and doubling: the partner's number differs in one bit, in each step another.
void StageMessages::exchanges() {
  std::vector<Id> before = gates_;
  std::vector<Id> now(before.size());
  std::vector<std::int64_t> bits;
  if (parts_.stage.kind != Kind::all_gather) {
    for (std::int64_t bit = members() / 2; bit > 0; bit /= 2) bits.push_back(bit);
  }
  if (parts_.stage.kind != Kind::reduce_scatter) {
    for (std::int64_t bit = 1; bit < members(); bit *= 2) bits.push_back(bit);
  }
  for (std::size_t step = 0; step < bits.size(); ++step) {
    for (std::int64_t member = 0; member < senders(); ++member) {
      const std::int64_t partner = member ^ bits[step];
      const Id sent =
          send(member, partner, parts_.stage.groups[step], {before[fold(member)], gate(member)});
      now[fold(partner)] = sent;
      receive(partner, sent);
    }
    std::swap(before, now);
  }
}

/// A binomial tree in rounds: who has the buffer sends it on, and waits until it is there.
void StageMessages::binomial() {
  const StepGroup& group = parts_.stage.groups.front();
  std::vector<Id> free = gates_;
  for (std::int64_t reach = 1; reach < members(); reach *= 2) {
    for (std::int64_t member = 0; member < reach && member + reach < members(); ++member) {
      const Id sent = send(member, member + reach, group, {free[fold(member)]});
      free[fold(member)] = free[fold(member + reach)] = sent;
      receive(member + reach, sent);
    }
  }
}

/// Every member to every other, each beginning with its next, so that no two send to one at a time.
void StageMessages::direct() {
  bool first = true;
  for (const StepGroup& group : parts_.stage.groups) {
    if (!first) join();
    first = false;
    for (std::int64_t distance = 1; distance < members(); ++distance) {
      for (std::int64_t member = 0; member < senders(); ++member) {
        const std::int64_t to = (member + distance) % members();
        receive(to, send(member, to, group, {gate(member)}));
      }
    }
  }
}

void StageMessages::direct_broadcast() {
  for (std::int64_t member = 1; member < members(); ++member) {
    receive(member, send(0, member, parts_.stage.groups.front(), {gate(0)}));
  }
}

/// Every member to its next.
void StageMessages::shift() {
  for (std::int64_t member = 0; member < senders(); ++member) {
    const std::int64_t next = (member + 1) % members();
    receive(next, send(member, next, parts_.stage.groups.front(), {gate(member)}));
  }
}

StageMessages::Id StageMessages::raise(std::int64_t member, const StepGroup& group) {
  Message message = to_member(member, member, group);
  message.to = kNone;
  message.delay = parts_.stage.protocol_step;
  message.first_link = parts_.links.up(parts_.stage.level, chip(member));
  message.there_with_head = true;
  return parts_.schedule.add(message, {gate(member)});
}

StageMessages::Id StageMessages::lower(std::int64_t member, const StepGroup& group,
                                       const std::vector<Id>& heads) {
  Message message = to_member(member, member, group);
  message.from = kNone;
  message.first_link = parts_.links.down(parts_.stage.level, chip(member));
  const Id id = parts_.schedule.add(message, heads);
  receive(member, id);
  return id;
}

/// The switch adds up what all send, and sends the sum to all.
void StageMessages::in_switch_sum() {
  const StepGroup& group = parts_.stage.groups.front();
  std::vector<Id> heads;
  for (std::int64_t member = 0; member < senders(); ++member) heads.push_back(raise(member, group));
  for (std::int64_t member = 0; member < senders(); ++member) lower(member, group, heads);
}

/// Share by share: all send theirs, and one gets the sum. Libraries interleave the shares in small
/// pieces, so that all members are done when the last one is.
void StageMessages::in_switch_scatter() {
  const StepGroup& group = parts_.stage.groups.front();
  Id last = gate(0);
  for (std::int64_t owner = 0; owner < members(); ++owner) {
    std::vector<Id> heads;
    for (std::int64_t member = 0; member < senders(); ++member) {
      heads.push_back(raise(member, group));
    }
    last = lower(owner, group, heads);
  }
  for (std::int64_t member = 0; member < members(); ++member) receive(member, last);
}

/// The switch copies what one sends (a broadcast) or each (an all_gather) to all others.
void StageMessages::in_switch_copy() {
  const StepGroup& group = parts_.stage.groups.front();
  const std::int64_t roots = parts_.stage.kind == Kind::broadcast ? 1 : senders();
  std::vector<Id> heads;
  for (std::int64_t root = 0; root < roots; ++root) heads.push_back(raise(root, group));
  for (std::int64_t root = 0; root < roots; ++root) {
    for (std::int64_t distance = 1; distance < members(); ++distance) {
      lower((root + distance) % members(), group, {heads[fold(root)]});
    }
  }
}

}  // namespace systole::timing
