#include "mapping/attention_commands.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

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
  stored,
  looked_up
};

constexpr std::int64_t kTables = 6;  // where tables of lengths and pages lie, as inputs
constexpr std::int64_t kTableCount = 5;

Slot slot(std::int64_t first, std::int64_t number, std::int64_t slots) {
  return static_cast<Slot>(first + number % slots);
}

}  // namespace

AttentionCommands::AttentionCommands(std::shared_ptr<const Kernel> kernel, std::int64_t core)
    : kernel_(std::move(kernel)), plan_(kernel_->plan), core_(core) {}

bool AttentionCommands::next(program::Command& command) {
  while (ready_.empty()) {
    const std::optional<std::int64_t> number = kernel_->deal.next(core_, dealt_);
    if (!number) return false;
    ++dealt_;
    const AttentionJob job = plan_.job(*number);
    if (!job.empty()) make_job(job);
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

// The first and the last tile of a job go alone, so that it fills and drains as it would.
AttentionCommands::Stretch AttentionCommands::stretch_from(const AttentionJob& job,
                                                           std::int64_t first_key) const {
  const std::int64_t left = ceil_div(job.end_key - first_key, plan_.tile_keys);
  const std::int64_t tiles =
      first_key == job.first_key
          ? 1
          : std::max<std::int64_t>(1, std::min(plan_.tiles_per_command, left - 1));
  return {first_key, std::min(job.end_key, first_key + tiles * plan_.tile_keys)};
}

void AttentionCommands::make_job(const AttentionJob& job) {
  begin_job(job);
  // Keys that hold the values too are needed until the second product is done, so looking ahead
  // takes room for two tiles of them.
  const bool looks_ahead =
      plan_.style.overlap == Overlap::all && (!plan_.work.values_in_keys || plan_.slots.keys > 1);
  Stretch before;
  for (Stretch now = stretch_from(job, job.first_key); now.keys() > 0;) {
    const bool first = before.keys() == 0;
    if (!first && !looks_ahead) add_up(job, before);
    score(job, now);
    if (!first && looks_ahead) add_up(job, before);
    make_probabilities(job, now);
    before = now;
    now = now.end_key < job.end_key ? stretch_from(job, now.end_key) : Stretch{};
  }
  signal(Queue::compute, queries_freed);
  add_up(job, before);
  finish_job(job);
}

void AttentionCommands::begin_job(const AttentionJob& job) {
  ++jobs_;
  const std::int64_t slots = plan_.slots.queries;
  const std::int64_t in_flight = plan_.style.jobs_in_flight;
  wait(Queue::load, queries_freed, jobs_ - slots);
  if (in_flight > 0) wait(Queue::load, stored, jobs_ - in_flight);
  look_up(job);
  ready_.push(Queue::load, program::Load{Operand::input, slot(0, jobs_ - 1, slots),
                                         rows_region(Operand::input, job)});
  signal(Queue::load, queries_filled);
  wait(Queue::compute, queries_filled, jobs_);
}

void AttentionCommands::look_up(const AttentionJob& job) {
  read_tables(job, sequences_read_past(job));
  read_tables(job, plan_.style.lookups);
}

// Groups of sequences between the job before and this one.
std::int64_t AttentionCommands::sequences_read_past(const AttentionJob& job) {
  if (plan_.style.sequences_per_read == 0) return 0;
  const std::int64_t sequence = key_head(job) / plan_.work.kv_heads;
  const std::int64_t group = sequence / plan_.style.sequences_per_read;
  return std::abs(group - std::exchange(group_of_sequences_, group));
}

// What is read is a line of a table; the next read waits for it.
void AttentionCommands::read_tables(const AttentionJob& job, std::int64_t times) {
  constexpr Bytes kLine = 64;
  const Slot queries = slot(0, jobs_ - 1, plan_.slots.queries);
  for (std::int64_t i = 0; i < times; ++i) {
    program::Region line;
    line.address = base_address(Operand::input) + workspace_offset(kTables + i % kTableCount) +
                   static_cast<Address>(key_head(job) * kLine);
    line.row_bytes = line.stride_bytes = kLine;
    ready_.push(Queue::load, program::Load{Operand::input, queries, line});
    signal(Queue::load, looked_up);
    wait(Queue::load, looked_up, ++looked_up_);
  }
}

void AttentionCommands::load_weight(program::Token filled, program::Token freed,
                                    std::int64_t number, std::int64_t slots,
                                    const program::Load& load) {
  wait(Queue::load, freed, number - slots);
  ready_.push(Queue::load, load);
  signal(Queue::load, filled);
  wait(Queue::compute, filled, number);
}

void AttentionCommands::score(const AttentionJob& job, const Stretch& stretch) {
  const AttentionSlots& slots = plan_.slots;
  const Slot keys = slot(0, scored_, slots.keys);
  load_weight(keys_filled, keys_freed, scored_ + 1, slots.keys,
              {Operand::weight, keys, keys_region(job, stretch),
               ceil_div(stretch.keys(), plan_.tile_keys)});
  wait(Queue::compute, probabilities, scored_ + 1 - slots.scores);
  program::Compute tile;
  tile.m = plan_.multiplied_rows(job.rows);
  tile.n = plan_.multiplied_keys(stretch.keys());
  tile.k = plan_.work.head_dim;
  tile.input_slot = slot(0, jobs_ - 1, slots.queries);
  tile.weight_slot = keys;
  tile.output_slot = slot(0, scored_, slots.scores);
  tile.product = job.head;
  tile.m0 = job.first_row;
  tile.n0 = stretch.first_key;
  ready_.push(Queue::compute, tile);
  signal(Queue::compute, scored);
  if (!plan_.work.values_in_keys) signal(Queue::compute, keys_freed);
  ++scored_;
}

// What the products wait for comes before the signal. The first tile of a job has none before it
// whose products its arithmetic could run beside.
void AttentionCommands::make_probabilities(const AttentionJob& job, const Stretch& stretch) {
  const Overlap overlap = plan_.style.overlap;
  const program::Vector all =
      softmax_work(plan_, plan_.multiplied_rows(job.rows), plan_.multiplied_keys(stretch.keys()));
  program::Vector arithmetic = all;
  program::Vector exponentials;
  arithmetic.special = 0;
  exponentials.special = all.special;
  const bool waits = overlap == Overlap::none || stretch.first_key == job.first_key;
  wait(Queue::vector, scored, softmaxed_ + 1);
  wait(Queue::vector, added, softmaxed_ + 1 - plan_.slots.probabilities);
  const program::Vector masking =
      masking_work(plan_, plan_.cut_tiles(job, stretch.first_key, stretch.end_key));
  if (masking.simple > 0) work_on_scores(masking);
  const bool together = overlap == Overlap::all || overlap == Overlap::units;
  if (!together && waits) work_on_scores(arithmetic);
  work_on_scores(together ? all : exponentials);
  const program::Vector turning = turning_work(plan_, plan_.multiplied_keys(stretch.keys()));
  if (turning.simple > 0) work_on_scores(turning);
  const program::Vector summing = summing_work(plan_, ceil_div(stretch.keys(), plan_.tile_keys));
  if (summing.simple > 0) work_on_scores(summing);
  signal(Queue::vector, probabilities);
  if (!together && !waits) work_on_scores(arithmetic);
  ++softmaxed_;
}

void AttentionCommands::work_on_scores(program::Vector work) {
  const AttentionSlots& slots = plan_.slots;
  work.from = {Operand::output, slot(0, softmaxed_, slots.scores)};
  work.to = {Operand::input, slot(slots.queries, softmaxed_, slots.probabilities)};
  ready_.push(Queue::vector, work);
}

void AttentionCommands::add_up(const AttentionJob& job, const Stretch& stretch) {
  const AttentionSlots& slots = plan_.slots;
  const bool first = stretch.first_key == job.first_key;
  program::Compute tile;
  if (plan_.work.values_in_keys) {
    tile.weight_slot = slot(0, added_, slots.keys);
  } else {
    tile.weight_slot = slot(slots.keys, added_, slots.values);
    load_weight(values_filled, values_freed, added_ + 1, slots.values,
                {Operand::weight, tile.weight_slot, values_region(job, stretch),
                 ceil_div(stretch.keys(), plan_.tile_keys)});
  }
  if (first) wait(Queue::compute, stored, jobs_ - slots.sums);
  wait(Queue::compute, probabilities, added_ + 1);
  tile.m = plan_.multiplied_rows(job.rows);
  tile.n = plan_.work.value_dim;
  tile.k = plan_.multiplied_keys(stretch.keys());
  tile.accumulate = first ? program::Accumulate::overwrite : program::Accumulate::add;
  tile.input_slot = slot(slots.queries, added_, slots.probabilities);
  tile.output_slot = slot(slots.scores, jobs_ - 1, slots.sums);
  tile.product = job.head;
  tile.m0 = job.first_row;
  tile.k0 = stretch.first_key;
  ready_.push(Queue::compute, tile);
  signal(Queue::compute, added);
  signal(Queue::compute, plan_.work.values_in_keys ? keys_freed : values_freed);
  ++added_;
}

// The sums are divided by their denominators and leave.
void AttentionCommands::finish_job(const AttentionJob& job) {
  const Slot sums = slot(plan_.slots.scores, jobs_ - 1, plan_.slots.sums);
  program::Vector work;
  work.simple = job.rows * plan_.work.value_dim;
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
  const Bytes row = queries ? bytes_of(plan_.input, plan_.work.head_dim)
                            : bytes_of(plan_.output, plan_.work.value_dim);
  return piece(operand, (job.head * plan_.rows() + job.first_row) * row, job.rows * row);
}

std::int64_t AttentionCommands::key_head(const AttentionJob& job) const {
  return job.head / plan_.stacks_per_head();
}

// Keys of all heads lie before the values of all heads.
program::Region AttentionCommands::keys_region(const AttentionJob& job,
                                               const Stretch& stretch) const {
  const Bytes row = plan_.key_row_bytes();
  return piece(Operand::weight, (key_head(job) * plan_.work.key_length + stretch.first_key) * row,
               stretch.keys() * row);
}

program::Region AttentionCommands::values_region(const AttentionJob& job,
                                                 const Stretch& stretch) const {
  const std::int64_t length = plan_.work.key_length;
  const Bytes row = plan_.value_row_bytes();
  const Bytes before = plan_.key_heads() * length * plan_.key_row_bytes();
  return piece(Operand::weight, before + (key_head(job) * length + stretch.first_key) * row,
               stretch.keys() * row);
}

program::Region AttentionCommands::output_region(const AttentionJob& job) const {
  if (plan_.parts == 1) return rows_region(Operand::output, job);
  const Bytes row = plan_.partial_row_bytes();
  const std::int64_t before = (job.part * plan_.heads() + job.head) * plan_.rows() + job.first_row;
  program::Region region = piece(Operand::output, before * row, job.rows * row);
  region.address += workspace_offset(0);
  return region;
}

}  // namespace systole::mapping
