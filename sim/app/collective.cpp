// systole collective
#include "runner/collective.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/arguments.hpp"
#include "app/byte_size.hpp"
#include "app/output.hpp"
#include "app/supervision.hpp"
#include "base/error.hpp"
#include "report/collective_report.hpp"

namespace systole::app {

namespace {

using report::CollectivePoint;
using timing::CollectiveRequest;

constexpr std::int64_t kMostRanks = 1'000'000;
constexpr std::int64_t kMostAtOnce = 64;
constexpr Bytes kSmallest = 512;
constexpr Bytes kLargest = Bytes{1} << 30;

template <class Choice, class Read>
std::optional<Choice> choice_of(const Arguments& arguments, const char* option, const Read& read) {
  const std::string text = arguments.one(option);
  return text == "auto" ? std::nullopt : read(text);
}

CollectiveRequest request_from(const Arguments& arguments, const config::NetworkConfig& network) {
  CollectiveRequest request;
  request.kind = timing::collective_kind_from(arguments.one("kind")).value();
  request.ranks = arguments.integer("ranks", 2, kMostRanks).value_or(network.chips());
  request.stride = arguments.integer("stride", 1, kMostRanks).value_or(1);
  request.bytes = bytes_from("bytes", arguments.one("bytes"));
  request.floats = !arguments.has("integers");
  request.algorithm = choice_of<timing::CollectiveAlgorithm>(arguments, "algorithm",
                                                             timing::collective_algorithm_from);
  request.protocol = choice_of<timing::Protocol>(arguments, "protocol", timing::protocol_from);
  return request;
}

bool simulates(const Arguments& arguments) { return arguments.one("fidelity") == "tile"; }

CollectivePoint point_of(const config::NetworkConfig& network, const CollectiveRequest& request,
                         const Arguments& arguments) {
  CollectivePoint point{request, timing::collective_time(network, request), std::nullopt};
  if (!simulates(arguments)) return point;
  const timing::CollectiveJob job{request, point.planned, 0, 0};
  const auto at_once = *arguments.integer("at-once", 1, kMostAtOnce);
  const std::vector<timing::CollectiveJob> jobs(static_cast<std::size_t>(at_once), job);
  result::CollectiveRun run = runner::run_in_child(network, jobs, {arguments.has("every-rank")});
  // All began together: the time of interest is that of the last.
  run.ends.front() = *std::max_element(run.ends.begin(), run.ends.end());
  point.run = std::move(run);
  return point;
}

std::vector<CollectivePoint> sweep(const config::NetworkConfig& network, CollectiveRequest request,
                                   const Arguments& arguments) {
  std::vector<CollectivePoint> points;
  for (request.bytes = kSmallest; request.bytes <= kLargest; request.bytes *= 2) {
    points.push_back(point_of(network, request, arguments));
  }
  return points;
}

/// What each way by itself would give, by closed forms: the cloud of the picture.
std::vector<CollectivePoint> single_ways(const config::NetworkConfig& network,
                                         CollectiveRequest request) {
  using Algorithm = timing::CollectiveAlgorithm;
  using timing::Protocol;
  std::vector<CollectivePoint> points;
  for (const auto algorithm :
       {Algorithm::ring, Algorithm::tree, Algorithm::direct, Algorithm::in_switch}) {
    for (const auto protocol : {Protocol::ll, Protocol::ll128, Protocol::simple}) {
      request.algorithm = algorithm;
      request.protocol = protocol;
      for (request.bytes = kSmallest; request.bytes <= kLargest; request.bytes *= 4) {
        try {
          points.push_back({request, timing::collective_time(network, request), std::nullopt});
        } catch (const UserError&) {
          break;  // the network has no such way
        }
      }
    }
  }
  return points;
}

std::string text_of(const Arguments& arguments, const config::NetworkConfig& network,
                    const std::vector<CollectivePoint>& points) {
  if (arguments.has("json")) return report::collective_json(network, points);
  if (arguments.has("csv")) return report::collective_csv(points);
  if (points.size() == 1) return report::collective_summary(network, points.front());
  return fmt::format("{} of {} ranks on {}: {}\n\n{}\n{}", name_of(points.front().request.kind),
                     points.front().request.ranks, network.name, network.description,
                     report::collective_table(points), report::collective_picture(points));
}

int collective(const Arguments& arguments) {
  arguments.refuse_together("json", "csv");
  const auto network = config::read_network(arguments.one("network"), arguments.all("set"));
  const CollectiveRequest request = request_from(arguments, network);
  if (arguments.has("at-once") && !simulates(arguments)) {
    throw UserError("--at-once: closed forms know no contention; leave --fidelity out");
  }
  const bool many = arguments.has("sweep") || arguments.has("svg");
  const std::vector<CollectivePoint> points =
      many ? sweep(network, request, arguments)
           : std::vector<CollectivePoint>{point_of(network, request, arguments)};
  if (const auto path = arguments.find("svg")) {
    const std::string title =
        fmt::format("{} of {} ranks on {}", name_of(request.kind), request.ranks, network.name);
    write_file_atomically(*path,
                          report::collective_svg(title, points, single_ways(network, request)));
  }
  print(text_of(arguments, network, points));
  return kExitDone;
}

std::vector<Option> options() {
  Option network{"network", 'n', "NAME|FILE", "a shipped network or a YAML file"};
  network.completes = Completes::network;
  Option kind{"kind", 'k', "KIND", "what is exchanged", "all_reduce"};
  kind.choices = {"all_reduce", "all_gather", "reduce_scatter",
                  "all_to_all", "broadcast",  "send_receive"};
  Option algorithm{"algorithm", 'a', "NAME", "auto: the fastest that the library has", "auto"};
  algorithm.choices = {"auto", "ring", "tree", "direct", "in_switch"};
  Option protocol{"protocol", 0, "NAME", "auto: the fastest that the library has", "auto"};
  protocol.choices = {"auto", "ll", "ll128", "simple"};
  Option fidelity{"fidelity", 0, "LEVEL",
                  "tile (messages on links, which contend) or analytic (closed forms)", "tile"};
  fidelity.choices = {"tile", "analytic"};
  Option set{"set", 0, "KEY=VALUE", "changes the network, as in --set level_1.link.latency_us=2"};
  set.repeated = true;
  Option svg{"svg", 0, "FILE", "draws bus bandwidth against size"};
  svg.completes = Completes::file;
  return {
      network,
      kind,
      {"ranks", 'r', "N", "chips that take part; all of the network where it is not given"},
      {"stride", 0, "N", "chips from one rank to the next", "1"},
      {"bytes", 'b', "SIZE", "of the larger of a rank's two buffers", "64MiB"},
      algorithm,
      protocol,
      {"integers", 0, "", "sums integers, which switches may not add"},
      {"sweep", 0, "", "a table and a picture over sizes from 512 B to 1 GiB"},
      svg,
      fidelity,
      {"at-once", 0, "N", "collectives at a time on the same chips, which share the links", "1"},
      {"every-rank", 0, "", "simulates every rank, also where one could stand for all"},
      set,
      {"csv", 0, "", "prints a CSV table"},
      {"json", 0, "", "prints one JSON object"},
      {"help", 'h', "", "this text"}};
}

}  // namespace

Command collective_command() {
  Command command;
  command.name = "collective";
  command.summary = "says what an exchange between chips takes, and by which algorithm";
  command.usage = {"--network NAME|FILE [--kind KIND] [--ranks N] [--bytes SIZE] [options]"};
  command.description =
      "Runs a collective on the links of a network: messages contend for links, and without "
      "contention they take exactly what the closed forms of latency and bandwidth say. The "
      "algorithm and the protocol are chosen by size, as libraries do. The bus bandwidth is that "
      "of the buffer times 2(n-1)/n for an all_reduce and (n-1)/n for gathers and all_to_all: what "
      "each chip's links must carry.";
  command.options = options();
  command.examples = {
      {"systole collective --network hgx_h100 --ranks 8 --bytes 64MiB",
       "an all_reduce of one layer's activations"},
      {"systole collective --network dgx_a100 --kind all_gather --sweep",
       "where the protocol changes, with a picture"},
      {"systole collective --network hgx_h100_ib --ranks 64 --bytes 1GiB",
       "eight nodes: inside, across, inside"},
      {"systole collective --network tpu_v5e_pod --kind all_to_all --bytes 16MiB",
       "a torus of 16 x 16"},
      {"systole collective --network hgx_h20 --at-once 2", "two at a time share the links"}};
  command.run = collective;
  return command;
}

}  // namespace systole::app
