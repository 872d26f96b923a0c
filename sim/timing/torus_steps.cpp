// Collectives on rings and tori, dimension by dimension. The buffer is cut into as many lanes as
// there are dimensions; in each phase every lane works along another dimension, so that all links
// are used, and both directions of a ring carry half of what a lane has (Chan et al. 2007).
#include "base/checked.hpp"
#include "timing/collective_steps.hpp"

namespace systole::timing {

using Kind = CollectiveKind;

namespace {

class TorusSteps {
 public:
  TorusSteps(const std::vector<std::int64_t>& dims, const LevelProblem& problem)
      : dims_(dims), problem_(problem) {}

  std::vector<StepGroup> make() {
    switch (problem_.kind) {
      case Kind::send_receive:
        add(0, 0, 1, problem_.bytes);
        break;
      case Kind::broadcast:
        broadcast();
        break;
      case Kind::all_to_all:
        all_to_all();
        break;
      default:
        gather_or_scatter();
        break;
    }
    return std::move(groups_);
  }

 private:
  std::int64_t lanes() const { return static_cast<std::int64_t>(dims_.size()); }
  std::int64_t ring_of(std::int64_t lane, std::int64_t phase) const {
    return dims_[static_cast<std::size_t>((lane + phase) % lanes())];
  }

  void add(std::int64_t phase, std::int64_t lane, std::int64_t steps, Bytes bytes) {
    groups_.push_back({phase, lane, steps, steps, bytes, 0});
  }

  void broadcast() {
    std::int64_t depth = 0;
    for (const std::int64_t size : dims_) depth += size / 2;
    const Chunks chunks = chunks_of(problem_.bytes, problem_.chunk);
    groups_.push_back({0, 0, depth, depth + chunks.count - 1, chunks.bytes, 0});
  }

  /// One way along the ring of a phase, with the share that `done` dimensions before have left.
  void along(std::int64_t phase, std::int64_t lane, std::int64_t done) {
    const std::int64_t ring = ring_of(lane, done);
    add(phase, lane, ring - 1, lane_chunk(dims_, problem_.bytes, lane, done));
  }

  void gather_or_scatter() {
    std::int64_t phase = 0;
    if (problem_.kind != Kind::all_gather) {
      for (std::int64_t done = 0; done < lanes(); ++done, ++phase) every_lane(phase, done);
    }
    if (problem_.kind != Kind::reduce_scatter) {
      for (std::int64_t done = lanes() - 1; done >= 0; --done, ++phase) every_lane(phase, done);
    }
  }

  void every_lane(std::int64_t phase, std::int64_t done) {
    for (std::int64_t lane = 0; lane < lanes(); ++lane) along(phase, lane, done);
  }

  void all_to_all() {
    for (std::int64_t phase = 0; phase < lanes(); ++phase) {
      for (std::int64_t lane = 0; lane < lanes(); ++lane) {
        const std::int64_t ring = ring_of(lane, phase);
        for (std::int64_t step = 1; step <= ring / 2; ++step) {
          add(phase, lane, 1, rotation_bytes(ring, step, share_of(problem_.bytes, lanes())));
        }
      }
    }
  }

  const std::vector<std::int64_t>& dims_;
  const LevelProblem& problem_;
  std::vector<StepGroup> groups_;
};

}  // namespace

Bytes lane_chunk(const std::vector<std::int64_t>& dims, Bytes bytes, std::int64_t lane,
                 std::int64_t done) {
  const auto lanes = static_cast<std::int64_t>(dims.size());
  std::int64_t parts = 2 * lanes;
  for (std::int64_t i = 0; i <= done; ++i) {
    parts *= dims[static_cast<std::size_t>((lane + i) % lanes)];
  }
  return share_of(bytes, parts);
}

Bytes rotation_bytes(std::int64_t ring, std::int64_t step, Bytes bytes) {
  // What still has to go `step` hops or further. Opposite members of an even ring get half each
  // way.
  const Bytes half_block = share_of(bytes, 2 * ring);
  const std::int64_t half_blocks = ring % 2 == 0 ? ring - 2 * step + 1 : ring + 1 - 2 * step;
  return checked_mul(half_blocks, half_block, "the bytes of a message");
}

std::vector<StepGroup> torus_steps(const std::vector<std::int64_t>& dims,
                                   const LevelProblem& problem) {
  return TorusSteps(dims, problem).make();
}

}  // namespace systole::timing
