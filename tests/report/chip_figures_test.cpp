#include "report/chip_figures.hpp"

#include <catch2/catch.hpp>

#include "base/data_files.hpp"
#include "config/chip_io.hpp"

using namespace systole;
using namespace systole::report;
using Catch::Matchers::Contains;

namespace {

config::Chip chip_of(const std::string& name, const std::vector<std::string>& changes = {}) {
  Diagnostics diagnostics;
  config::Chip chip = config::read_chip(name, changes, diagnostics);
  diagnostics.throw_if_errors();
  return chip;
}

Figure figure_named(const std::string& name, const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) {
    if (figure.name == name) return figure;
  }
  FAIL("there is no figure " << name);
  return {};
}

}  // namespace

TEST_CASE("Every stated figure of every shipped chip follows from its file or is explained") {
  std::size_t stated = 0;
  for (const std::string& name : list_data_files(config::kChipFolder)) {
    CAPTURE(name);
    const std::vector<Figure> figures = figures_of(chip_of(name));
    CHECK(all_explained(figures));
    stated += figures.size();
  }
  CHECK(stated > 150);
}

TEST_CASE("Peak and bandwidth are units x rate x quoted clock and channels x bandwidth") {
  const std::vector<Figure> figures = figures_of(chip_of("a100_sxm_80gb"));
  const Figure fp16 = figure_named("fp16", figures);
  CHECK(fp16.stated == 312.0);
  CHECK(fp16.modelled == Approx(108 * 4 * 256 * 2 * 1410e-6));
  CHECK(fp16.verdict == Verdict::agrees);
  CHECK(figure_named("bandwidth", figures).modelled == Approx(40 * 50.975));
  CHECK(figure_named("memory", figures).verdict == Verdict::agrees);
}

TEST_CASE("A figure off by more than one percent is not accepted without a word") {
  CHECK(all_explained(figures_of(chip_of("a100_sxm_80gb", {"clocks.quoted_mhz=1422"}))));
  const config::Chip wrong = chip_of("a100_sxm_80gb", {"clocks.quoted_mhz=1430"});
  const std::vector<Figure> figures = figures_of(wrong);
  CHECK_FALSE(all_explained(figures));
  CHECK(figure_named("fp16", figures).verdict == Verdict::unexplained);
  CHECK(figure_named("fp16", figures).difference() ==
        Approx(108 * 4 * 256 * 2 * 1430e-6 / 312 - 1.0));
  CHECK_THAT(figures_text({wrong}), Contains("UNEXPLAINED") && Contains("facts.disagrees.fp16"));
}

TEST_CASE("A known difference is shown with its explanation") {
  const config::Chip chip = chip_of("ascend_910b2");
  const Figure fp16 = figure_named("fp16", figures_of(chip));
  CHECK(fp16.verdict == Verdict::explained);
  CHECK(fp16.stated == 376.0);
  CHECK(fp16.modelled == Approx(353.9).epsilon(1e-4));
  CHECK_THAT(figures_text({chip}),
             Contains("-5.9 %") && Contains("ascend_910b2 fp16: the marketed"));
}

TEST_CASE("An explanation of what agrees, or of what nobody states, is refused") {
  const auto explains = [](const char* figure) {
    return figures_of(
        chip_of("a100_sxm_80gb", {std::string("facts.disagrees.") + figure + "=why"}));
  };
  CHECK_FALSE(all_explained(explains("bf16")));
  CHECK_FALSE(all_explained(explains("fp4")));
}

TEST_CASE("A type that the chip cannot multiply has no peak to agree with") {
  const auto figures = figures_of(chip_of("a100_sxm_80gb", {"facts.peak_tflops.fp8=624"}));
  CHECK(figure_named("fp8", figures).modelled == 0.0);
  CHECK(figure_named("fp8", figures).verdict == Verdict::unexplained);
}
