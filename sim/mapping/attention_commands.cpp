#include "mapping/attention_commands.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "mapping/problem.hpp"

namespace systole::mapping {

namespace {

using program::Queue;
using program::Slot;

// Tokens: what is filled, made or free again.
enum : program::Token {
  queries_filled,
  queries_freed,
  keys_filled,
  keys_freed,
  values_filled,
  values_freed,
  scored,
  probabilities,
  added,
  sums_complete,
  normalized,
  stored
};

Slot slot(std::int64_t first, std::int64_t number, std::int64_t slots) {
  return static_cast<Slot>(first + number % slots);
}

}  // namespace

AttentionCommands::AttentionCommands(std::shared_ptr<const AttentionPlan> plan, std::int64_t core)
    : plan_(std::move(plan)), core_(core) {}

// Waves go forth and back over the cores, because within a wave the first jobs are the longest.
std::int64_t AttentionCommands::number_of_wave() const {
  const std::int64_t place = wave_ % 2 == 0 ? core_ : plan_->cores - 1 - core_;
  return wave_ * plan_->cores + place;
}

bool AttentionCommands::next(program::Command& command) {
  while (ready_.empty()) {
    if (wave_ * plan_->cores >= plan_->jobs()) return false;
    make_job();
    ++wave_;
  }
  ready_.pop(command);
  return true;
}

void AttentionCommands::wait(Queue queue, program::Token token, std::int64_t count) {
  if (count > 0) ready_.push(queue, program::Wait{token, count});
}

void AttentionCommands::signal(Queue queue, program::Token token) {
  ready_.push(queue, program::Signal{token});
}

std::int64_t AttentionCommands::keys_at(const AttentionJob& job, std::int64_t first_key) const {
  return std::min(plan_->tile_keys, job.end_key - first_key);
}

void AttentionCommands::make_job() {
  const std::int64_t number = number_of_wave();
  if (number >= plan_->jobs()) return;
  const AttentionJob job = plan_->job(number);
  if (job.empty()) return;
  begin_job(job);
  // Keys that hold the values too are needed until the second product is done, so looking ahead
  // takes room for two tiles of them.
  const bool looks_ahead = !plan_->work.values_in_keys || plan_->slots.keys > 1;
  for (std::int64_t key = job.first_key; key < job.end_key; key += plan_->tile_keys) {
    const bool first = key == job.first_key;
    if (!first && !looks_ahead) add_up(job, key - plan_->tile_keys);
    score(job, key);
    if (!first && looks_ahead) add_up(job, key - plan_->tile_keys);
    make_probabilities(job, key);
  }
  signal(Queue::compute, queries_freed);
  const std::int64_t tiles = ceil_div(job.end_key - job.first_key, plan_->tile_keys);
  add_up(job, job.first_key + (tiles - 1) * plan_->tile_keys);
  finish_job(job);
}

void AttentionCommands::begin_job(const AttentionJob& job) {
  ++jobs_;
  const std::int64_t slots = plan_->slots.queries;
  wait(Queue::load, queries_freed, jobs_ - slots);
  ready_.push(Queue::load, program::Load{Operand::input, slot(0, jobs_ - 1, slots),
                                         rows_region(Operand::input, job)});
  signal(Queue::load, queries_filled);
  wait(Queue::compute, queries_filled, jobs_);
}

void AttentionCommands::load_weight(program::Token filled, program::Token freed,
                                    std::int64_t number, std::int64_t slots,
                                    const program::Load& load) {
  wait(Queue::load, freed, number - slots);
  ready_.push(Queue::load, load);
  signal(Queue::load, filled);
  wait(Queue::compute, filled, number);
}

void AttentionCommands::score(const AttentionJob& job, std::int64_t first_key) {
  const AttentionSlots& slots = plan_->slots;
  const Slot keys = slot(0, scored_, slots.keys);
  load_weight(keys_filled, keys_freed, scored_ + 1, slots.keys,
              {Operand::weight, keys, keys_region(job, first_key)});
  wait(Queue::compute, probabilities, scored_ + 1 - slots.scores);
  program::Compute tile;
  tile.m = job.rows;
  tile.n = keys_at(job, first_key);
  tile.k = plan_->work.head_dim;
  tile.input_slot = slot(0, jobs_ - 1, slots.queries);
  tile.weight_slot = keys;
  tile.output_slot = slot(0, scored_, slots.scores);
  tile.product = job.head;
  tile.m0 = job.first_row;
  tile.n0 = first_key;
  ready_.push(Queue::compute, tile);
  signal(Queue::compute, scored);
  if (!plan_->work.values_in_keys) signal(Queue::compute, keys_freed);
  ++scored_;
}

void AttentionCommands::make_probabilities(const AttentionJob& job, std::int64_t first_key) {
  const AttentionSlots& slots = plan_->slots;
  program::Vector work = softmax_work(*plan_, job.rows, keys_at(job, first_key));
  work.from = {Operand::output, slot(0, softmaxed_, slots.scores)};
  work.to = {Operand::input, slot(slots.queries, softmaxed_, slots.probabilities)};
  wait(Queue::vector, scored, softmaxed_ + 1);
  wait(Queue::vector, added, softmaxed_ + 1 - slots.probabilities);
  ready_.push(Queue::vector, work);
  signal(Queue::vector, probabilities);
  ++softmaxed_;
}

void AttentionCommands::add_up(const AttentionJob& job, std::int64_t first_key) {
  const AttentionSlots& slots = plan_->slots;
  const bool first = first_key == job.first_key;
  program::Compute tile;
  if (plan_->work.values_in_keys) {
    tile.weight_slot = slot(0, added_, slots.keys);
  } else {
    tile.weight_slot = slot(slots.keys, added_, slots.values);
    load_weight(values_filled, values_freed, added_ + 1, slots.values,
                {Operand::weight, tile.weight_slot, values_region(job, first_key)});
  }
  if (first) wait(Queue::compute, stored, jobs_ - slots.sums);
  wait(Queue::compute, probabilities, added_ + 1);
  tile.m = job.rows;
  tile.n = plan_->work.value_dim;
  tile.k = keys_at(job, first_key);
  tile.accumulate = first ? program::Accumulate::overwrite : program::Accumulate::add;
  tile.input_slot = slot(slots.queries, added_, slots.probabilities);
  tile.output_slot = slot(slots.scores, jobs_ - 1, slots.sums);
  tile.product = job.head;
  tile.m0 = job.first_row;
  tile.k0 = first_key;
  ready_.push(Queue::compute, tile);
  signal(Queue::compute, added);
  signal(Queue::compute, plan_->work.values_in_keys ? keys_freed : values_freed);
  ++added_;
}

// The sums are divided by their denominators and leave.
void AttentionCommands::finish_job(const AttentionJob& job) {
  const Slot sums = slot(plan_->slots.scores, jobs_ - 1, plan_->slots.sums);
  program::Vector work;
  work.simple = job.rows * plan_->work.value_dim;
  work.special = job.rows;
  work.from = work.to = {Operand::output, sums};
  signal(Queue::compute, sums_complete);
  wait(Queue::vector, sums_complete, jobs_);
  ready_.push(Queue::vector, work);
  signal(Queue::vector, normalized);
  wait(Queue::store, normalized, jobs_);
  ready_.push(Queue::store, program::Store{Operand::output, sums, output_region(job)});
  signal(Queue::store, stored);
}

namespace {

program::Region piece(Operand operand, Bytes first, Bytes bytes) {
  program::Region region;
  region.address = base_address(operand) + static_cast<Address>(first);
  region.row_bytes = region.stride_bytes = bytes;
  return region;
}

}  // namespace

program::Region AttentionCommands::rows_region(Operand operand, const AttentionJob& job) const {
  const bool queries = operand == Operand::input;
  const Bytes row = queries ? bytes_of(plan_->input, plan_->work.head_dim)
                            : bytes_of(plan_->output, plan_->work.value_dim);
  return piece(operand, (job.head * plan_->rows() + job.first_row) * row, job.rows * row);
}

// Keys of all heads lie before the values of all heads.
program::Region AttentionCommands::keys_region(const AttentionJob& job,
                                               std::int64_t first_key) const {
  const Bytes row = plan_->key_row_bytes();
  return piece(Operand::weight, (job.head * plan_->work.key_length + first_key) * row,
               keys_at(job, first_key) * row);
}

program::Region AttentionCommands::values_region(const AttentionJob& job,
                                                 std::int64_t first_key) const {
  const std::int64_t length = plan_->work.key_length;
  const Bytes row = plan_->value_row_bytes();
  const Bytes before = plan_->heads() * length * plan_->key_row_bytes();
  return piece(Operand::weight, before + (job.head * length + first_key) * row,
               keys_at(job, first_key) * row);
}

program::Region AttentionCommands::output_region(const AttentionJob& job) const {
  if (plan_->parts == 1) return rows_region(Operand::output, job);
  const Bytes row = plan_->partial_row_bytes();
  const std::int64_t before =
      (job.part * plan_->heads() + job.head) * plan_->rows() + job.first_row;
  program::Region region = piece(Operand::output, before * row, job.rows * row);
  region.address += workspace_offset(0);
  return region;
}

}  // namespace systole::mapping
