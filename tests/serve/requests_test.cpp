// Where requests come from: distributions, arrivals and traces.
#include "serve/requests.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace systole;
using namespace systole::serve;
using Catch::Matchers::Contains;

namespace {

struct Moments {
  double mean = 0.0;
  double deviation = 0.0;
};

Moments moments_of(const std::string& text) {
  const auto lengths = length_distribution("input-len", text);
  Random random(11);
  constexpr int kDraws = 20'000;
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const auto length = static_cast<double>(lengths->draw(random));
    sum += length;
    squares += length * length;
  }
  const double mean = sum / kDraws;
  return {mean, std::sqrt(squares / kDraws - mean * mean)};
}

void check_refused(const std::string& text, const std::string& message) {
  CAPTURE(text);
  CHECK_THROWS_AS(length_distribution("input-len", text), UserError);
  CHECK_THROWS_WITH(length_distribution("input-len", text), Contains(message));
}

std::vector<Request> drawn(double rate, Arrivals arrivals, std::uint64_t seed) {
  const auto input = length_distribution("input-len", "uniform:10:50");
  const auto output = length_distribution("output-len", "exponential:30");
  return drawn_requests({5000, rate, arrivals, *input, *output, seed});
}

/// A file of the given text while it lives.
class TraceFile {
 public:
  explicit TraceFile(const std::string& text) {
    const int file = mkstemp(path.data());
    REQUIRE(file >= 0);
    close(file);
    std::ofstream(path) << text;
  }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  ~TraceFile() { std::remove(path.c_str()); }

  std::string path = std::filesystem::temp_directory_path() / "requests_XXXXXX";
};

std::string errors_of(const std::string& text) {
  const TraceFile file(text);
  try {
    read_requests(file.path);
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("lengths have the means and deviations that are asked for") {
  // 20000 draws: the mean is known to 0.7 % of the deviation, and 3 of these are allowed.
  CHECK(moments_of("512").mean == 512.0);
  CHECK(moments_of("512").deviation == 0.0);
  CHECK(moments_of("uniform:100:300").mean == Approx(200).margin(1.3));
  CHECK(moments_of("uniform:100:300").deviation == Approx(58.0).epsilon(0.02));
  CHECK(moments_of("normal:1000:100").mean == Approx(1000).margin(2.2));
  CHECK(moments_of("normal:1000:100").deviation == Approx(100).epsilon(0.02));
  CHECK(moments_of("lognormal:1000:800").mean == Approx(1000).margin(17));
  CHECK(moments_of("lognormal:1000:800").deviation == Approx(800).epsilon(0.06));
  CHECK(moments_of("exponential:400").mean == Approx(400).margin(9));
  CHECK(moments_of("exponential:400").deviation == Approx(400).epsilon(0.03));
}

TEST_CASE("draws are at least one token, and the same on every machine") {
  const auto lengths = length_distribution("input-len", "normal:2:5");
  Random random(1);
  std::vector<std::int64_t> first;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t length = lengths->draw(random);
    REQUIRE(length >= 1);
    if (i < 8) first.push_back(length);
  }
  Random again(1);
  for (const std::int64_t length : first) CHECK(lengths->draw(again) == length);
}

TEST_CASE("lengths that are none are refused by option and word") {
  check_refused("", "--input-len: ''");
  check_refused("0", "is less than one token");
  check_refused("-5", "has '-5'");
  check_refused("gauss:1:2", "is no distribution");
  check_refused("uniform:5", "needs 2 number(s)");
  check_refused("uniform:9:5", "ends before it begins");
  check_refused("uniform:a:5", "has 'a'");
  check_refused("1e12", "has '1e12'");
}

TEST_CASE("requests come at the rate that is asked for") {
  CHECK(rate_of(drawn(4.0, Arrivals::poisson, 1)) == Approx(4.0).epsilon(0.05));
  CHECK(rate_of(drawn(4.0, Arrivals::uniform, 1)) == Approx(4.0).epsilon(1e-6));
  CHECK(rate_of(drawn(4.0, Arrivals::burst, 1)) == 0.0);
}

TEST_CASE("another rate brings the same requests in the same order") {
  const auto slow = drawn(1.0, Arrivals::poisson, 3);
  const auto fast = drawn(8.0, Arrivals::poisson, 3);
  const auto other = drawn(1.0, Arrivals::poisson, 4);
  for (std::size_t i = 0; i < slow.size(); ++i) {
    REQUIRE(slow[i].input == fast[i].input);
    REQUIRE(slow[i].output == fast[i].output);
    REQUIRE(std::llabs(slow[i].arrival - 8 * fast[i].arrival) <= 8);
  }
  CHECK(slow[1].arrival != other[1].arrival);
}

TEST_CASE("a trace is read with its prefixes, in order of arrival from 0") {
  const TraceFile file(
      "# a chat\n"
      "arrival, input, output, prefix, prefix_tokens\n"
      "12.5, 100, 20, system, 64\n"
      "10, 30, 5\n"
      "11.25, 80, 1, system, 64\n");
  const auto requests = read_requests(file.path);
  REQUIRE(requests.size() == 3);
  CHECK(requests[0].arrival == 0);
  CHECK(requests[0].prefix == kNoPrefix);
  CHECK(requests[0].line == 4);
  CHECK(requests[1].arrival == 1'250'000'000);
  CHECK(requests[2].arrival == 2'500'000'000);
  CHECK(requests[2].input == 100);
  CHECK(requests[1].prefix == requests[2].prefix);
  CHECK(requests[1].prefix_tokens == 64);
  CHECK(rate_of(requests) == Approx(0.8));
  CHECK(at_rate(requests, 8.0)[2].arrival == 250'000'000);
}

TEST_CASE("mistakes in a trace are all named, with line and column") {
  const std::string errors = errors_of(
      "arrival,input,output\n"
      "soon,10,10\n"
      "1,0,10\n"
      "2,10\n"
      "3,10,10,10\n"
      "4,10,1.5\n");
  CHECK_THAT(errors, Contains(":2:1: expected the seconds at which a request arrives, got 'soon'"));
  CHECK_THAT(errors, Contains(":3:3: expected a number of tokens from 1"));
  CHECK_THAT(errors, Contains(":4:1: a request needs arrival, input and output"));
  CHECK_THAT(errors, Contains(":5:9: 4 values under 3 columns"));
  CHECK_THAT(errors, Contains(":6:6: expected a number of tokens"));
}

TEST_CASE("headings of traces") {
  CHECK_THAT(errors_of("arrival,inputs,output\n1,1,1\n"),
             Contains("there is no column 'inputs', did you mean 'input'?"));
  CHECK_THAT(errors_of("arrival,input\n1,1\n"), Contains("column 'output' is needed once"));
  CHECK_THAT(errors_of("arrival,input,output\n"), Contains("no requests below the heading"));
  CHECK_THAT(errors_of("arrival,input,output,prefix,prefix_tokens\n1,5,5,a,9\n"),
             Contains("a prefix of 9 tokens is longer than the prompt of 5"));
  CHECK_THAT(errors_of("arrival,input,output,prefix_tokens\n1,5,5,4\n"), Contains("name it"));
}
