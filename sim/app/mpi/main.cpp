// systole-mpi: a sweep whose points are evaluated by the ranks of an MPI job. Rank 0 searches and
// keeps the database.
#include <algorithm>
#include <chrono>
#include <deque>
#include <thread>

#include <boost/mpi.hpp>

#include "app/help.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "app/sweep_options.hpp"
#include "base/error.hpp"

namespace systole::app {

namespace {

namespace mpi = boost::mpi;

enum Tag { tag_task, tag_answer, tag_stop };

/// The one that is worked on and the next, so that nobody waits for the way.
constexpr std::size_t kTasksAtOnce = 2;

/// The other ranks, as a crew. A rank that is lost takes the whole job with it: that is how MPI is;
/// --resume then runs what it had.
class Ranks final : public sweep::Crew {
 public:
  explicit Ranks(mpi::communicator world)
      : world_(std::move(world)), tasks_(static_cast<std::size_t>(world_.size()) - 1, 0) {}
  ~Ranks() override {
    for (int rank = 1; rank < world_.size(); ++rank) world_.send(rank, tag_stop);
  }

  bool has_room() const override {
    return std::any_of(tasks_.begin(), tasks_.end(),
                       [](std::size_t tasks) { return tasks < kTasksAtOnce; });
  }

  void give(const sweep::Task& task) override {
    const auto least = std::min_element(tasks_.begin(), tasks_.end());
    ++*least;
    world_.send(1 + static_cast<int>(least - tasks_.begin()), tag_task, sweep::to_bytes(task));
  }

  std::vector<sweep::Answer> take(int milliseconds) override {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::milliseconds(milliseconds);
    std::vector<sweep::Answer> answers;
    while (answers.empty() && Clock::now() < end) {
      while (const auto status = world_.iprobe(mpi::any_source, tag_answer)) {
        std::string bytes;
        world_.recv(status->source(), tag_answer, bytes);
        --tasks_.at(static_cast<std::size_t>(status->source()) - 1);
        answers.push_back(sweep::answer_from_bytes(bytes));
      }
      // MPI's own waiting would burn the core that a worker needs.
      if (answers.empty()) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return answers;
  }

 private:
  mpi::communicator world_;
  std::vector<std::size_t> tasks_;  ///< given to each rank and not answered yet
};

void serve(const mpi::communicator& world, sweep::Evaluator& evaluator, double point_seconds) {
  for (;;) {
    const auto status = world.iprobe(0, mpi::any_tag);
    if (!status) {
      std::this_thread::sleep_for(std::chrono::microseconds(200));
      continue;
    }
    if (status->tag() == tag_stop) {
      world.recv(0, tag_stop);
      return;
    }
    std::string bytes;
    world.recv(0, tag_task, bytes);
    const auto answer = sweep::work_on(sweep::task_from_bytes(bytes), evaluator, point_seconds);
    world.send(0, tag_answer, sweep::to_bytes(answer));
  }
}

Command mpi_command() {
  Command command;
  command.name = "systole-mpi";
  command.summary = "a sweep on the ranks of an MPI job";
  command.usage = {"NAME|FILE [options]"};
  command.description =
      "As 'systole sweep', with the points evaluated by the ranks of an MPI job: rank 0 searches "
      "and keeps the database, every other rank evaluates one point at a time.";
  command.options = sweep_options();
  command.options.push_back({"quiet", 'q', "", "no progress and no notes on standard error"});
  command.options.push_back({"help", 'h', "", "this text"});
  command.positionals = {{"FILE", "a sweep, by file or by the name of a shipped one"}};
  command.examples = {{"mpirun -n 16 systole-mpi resnet50_arrays --db all.db", "fifteen workers"}};
  return command;
}

int run_rank(const mpi::communicator& world, const Arguments& arguments) {
  if (world.size() < 2)
    throw UserError("a crew needs two ranks or more: mpirun -n 4 systole-mpi FILE");
  const sweep::Sweep sweep = sweep_from(arguments.positionals().front(), arguments);
  sweep::Evaluator evaluator(sweep);
  if (world.rank() > 0) {
    serve(world, evaluator, point_seconds_from(arguments));
    return kExitDone;
  }
  Ranks ranks(world);
  return run_with_crew(evaluator, arguments, ranks);
}

/// Every rank meets a mistake of the user; the first one says so.
int run_job(const mpi::communicator& world, const std::vector<std::string>& words) {
  const Command command = mpi_command();
  try {
    const Arguments arguments(command, words);
    if (!arguments.has("help")) return run_rank(world, arguments);
    if (world.rank() == 0) print(command_help(command));
    return kExitDone;
  } catch (const UserError& error) {
    if (world.rank() == 0) print_note(std::string("systole-mpi: ") + error.what());
    return kExitUserError;
  } catch (const std::exception& error) {
    print_note(std::string("systole-mpi: the model failed: ") + error.what());
    return kExitModelError;
  }
}

}  // namespace

}  // namespace systole::app

int main(int argc, char** argv) {
  systole::app::install_signal_handlers();
  const boost::mpi::environment environment(argc, argv);
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return systole::app::run_job(boost::mpi::communicator(), words);
}
