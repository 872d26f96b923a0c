#include "frontend/scalesim_topology.hpp"

#include <optional>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/text.hpp"
#include "frontend/csv_rows.hpp"
#include "frontend/limits.hpp"
#include "frontend/scalesim_layout.hpp"

namespace systole::frontend {

namespace {

using workload::Conv2d;
using workload::Gemm;
using workload::kMaxDimension;
using workload::Operator;
using workload::Sparsity;

class TopologyReader {
 public:
  TopologyReader(const SourceText& source, const ReadOptions& options, Diagnostics& diagnostics)
      : source_(source), dtype_(options.default_dtype), diagnostics_(diagnostics) {}

  workload::Graph read() {
    const std::vector<CsvRow> rows = csv_rows(source_.text);
    graph_.name = source_.stem();
    if (rows.empty()) {
      diagnostics_.error({source_.path}, "", "the file holds no layers");
      return graph_;
    }
    layout_ = scalesim_layout_of(rows);
    for (std::size_t i = layout_.has_header ? 1 : 0; i < rows.size(); ++i) {
      if (diagnostics_.errors().size() >= kMostErrors) break;
      read_row(rows[i]);
    }
    add_notes(rows);
    return std::move(graph_);
  }

 private:
  Place place(const CsvRow& row, int column) const { return {source_.path, row.line, column}; }

  void read_row(const CsvRow& row) {
    if (row.fields.size() == 1) {
      if (headings_++ == 0) first_heading_ = row.line;
      return;
    }
    const std::optional<std::vector<std::int64_t>> numbers = numbers_of(row);
    const std::optional<Sparsity> sparsity = read_extra_columns(row);
    if (!numbers) return;
    Operator op;
    op.name = row.fields[0].text.empty() ? fmt::format("line{}", row.line)
                                         : std::string(row.fields[0].text);
    op.place = place(row, row.fields[0].column);
    op.input_dtype = op.weight_dtype = op.output_dtype = dtype_;
    op.sparsity = sparsity;
    if (!graph_.operators.empty()) op.depends_on = {graph_.operators.size() - 1};
    if (layout_.is_gemm) {
      op.work = gemm_from(*numbers);
    } else if (const auto conv = conv_from(row, *numbers)) {
      op.work = *conv;
    } else {
      return;
    }
    validate(op, diagnostics_);
    graph_.operators.push_back(std::move(op));
  }

  /// Nothing when any number is missing or wrong; each such field is reported.
  std::optional<std::vector<std::int64_t>> numbers_of(const CsvRow& row) {
    const std::size_t wanted = layout_.numbers();
    if (row.fields.size() < 1 + wanted) {
      diagnostics_.error(place(row, row.fields.back().column), "",
                         fmt::format("{} numbers after the name, expected {}: {}",
                                     row.fields.size() - 1, wanted, layout_.columns()));
      return std::nullopt;
    }
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < wanted; ++i) {
      if (const auto number = dimension(row, i)) numbers.push_back(*number);
    }
    if (numbers.size() < wanted) return std::nullopt;
    return numbers;
  }

  std::optional<std::int64_t> dimension(const CsvRow& row, std::size_t index) {
    const CsvField& field = row.fields[index + 1];
    const std::optional<std::int64_t> value = parse_integral(field.text);
    if (value && *value >= 1 && *value <= kMaxDimension) return value;
    const std::string expected = fmt::format("expected an integer from 1 to {}", kMaxDimension);
    diagnostics_.error(place(row, field.column), std::string(layout_.name_of(index)),
                       fmt::format("'{}', {}", field.text, expected));
    return std::nullopt;
  }

  /// Everything right of the numbers: `N:M` is a sparsity, anything else is not read.
  std::optional<Sparsity> read_extra_columns(const CsvRow& row) {
    std::optional<Sparsity> sparsity;
    for (std::size_t i = 1 + layout_.numbers(); i < row.fields.size(); ++i) {
      const CsvField& field = row.fields[i];
      if (field.text.empty()) continue;
      if (!sparsity && field.text.find(':') != std::string_view::npos) {
        sparsity = sparsity_from(row, field);
      } else if (extra_columns_++ == 0) {
        first_extra_ = place(row, field.column);
      }
    }
    return sparsity;
  }

  std::optional<Sparsity> sparsity_from(const CsvRow& row, const CsvField& field) {
    const std::size_t colon = field.text.find(':');
    const auto kept = parse_int64(trim(field.text.substr(0, colon)));
    const auto of = parse_int64(trim(field.text.substr(colon + 1)));
    if (kept && of && *kept >= 1 && *kept <= *of && *of <= kMaxDimension) {
      // 1:1 is how such files say dense.
      return *kept == *of ? std::nullopt : std::optional(Sparsity{*kept, *of});
    }
    diagnostics_.error(place(row, field.column), "sparsity",
                       fmt::format("'{}', expected N:M with 1 <= N <= M", field.text));
    return std::nullopt;
  }

  Gemm gemm_from(const std::vector<std::int64_t>& numbers) const {
    return {layout_.has_batch ? numbers[3] : 1, numbers[0], numbers[1], numbers[2]};
  }

  std::optional<Conv2d> conv_from(const CsvRow& row, const std::vector<std::int64_t>& numbers) {
    Conv2d conv;
    conv.height = numbers[0];
    conv.width = numbers[1];
    conv.filter_height = numbers[2];
    conv.filter_width = numbers[3];
    conv.channels = numbers[4];
    conv.filters = numbers[5];
    conv.stride_height = numbers[6];
    conv.stride_width = layout_.has_stride_width ? numbers[7] : numbers[6];
    conv.ceil_output = true;
    const bool height_fits = filter_fits(row, 2, conv.filter_height, conv.height);
    const bool width_fits = filter_fits(row, 3, conv.filter_width, conv.width);
    if (!height_fits || !width_fits || !split_depthwise(row, conv)) return std::nullopt;
    return conv;
  }

  bool filter_fits(const CsvRow& row, std::size_t index, std::int64_t filter, std::int64_t input) {
    if (filter <= input) return true;
    diagnostics_.error(
        place(row, row.fields[index + 1].column), std::string(layout_.name_of(index)),
        fmt::format("{} is larger than the {}, {}", filter, layout_.name_of(index - 2), input));
    return false;
  }

  /// `DP` in the name: as many layers as channels, each with one channel and all the row's filters.
  bool split_depthwise(const CsvRow& row, Conv2d& conv) {
    if (row.fields[0].text.find("DP") == std::string_view::npos) return true;
    conv.groups = conv.channels;
    try {
      conv.filters = checked_mul(conv.filters, conv.channels, "filters of all channels");
    } catch (const UserError& overflow) {
      diagnostics_.error(place(row, row.fields[6].column), "", overflow.what());
      return false;
    }
    return true;
  }

  void add_notes(const std::vector<CsvRow>& rows) {
    const auto note = [this](const Place& where, const std::string& text) {
      graph_.notes.push_back(fmt::format("{}: {}", to_string(where), text));
    };
    if (!layout_.has_header) {
      note(place(rows.front(), 1), "no header line, so this line is read as a layer");
    }
    if (extra_columns_ > 0) {
      note(first_extra_, fmt::format("fields to the right of the layer's numbers are not read "
                                     "({} in this file)",
                                     extra_columns_));
    }
    if (headings_ > 0) {
      note({source_.path, first_heading_}, fmt::format("rows with a name and no numbers are taken "
                                                       "for headings ({} in this file)",
                                                       headings_));
    }
    if (graph_.operators.empty() && !diagnostics_.has_errors()) {
      diagnostics_.error({source_.path}, "", "the file holds no layers");
    }
    if (diagnostics_.errors().size() >= kMostErrors) {
      diagnostics_.error({source_.path}, "", "too many mistakes, the rest was not read");
    }
  }

  const SourceText& source_;
  DType dtype_;
  Diagnostics& diagnostics_;
  ScalesimLayout layout_;
  workload::Graph graph_;
  std::size_t headings_ = 0;
  int first_heading_ = 0;
  std::size_t extra_columns_ = 0;
  Place first_extra_;
};

}  // namespace

bool is_scalesim_topology(const SourceText& source) {
  return looks_like_topology(csv_rows(source.text));
}

workload::Graph read_scalesim_topology(const SourceText& source, const ReadOptions& options,
                                       Diagnostics& diagnostics) {
  if (!options.parameters.empty()) {
    diagnostics.error({source.path}, options.parameters.begin()->first,
                      "SCALE-Sim topologies have no parameters");
  }
  return TopologyReader(source, options, diagnostics).read();
}

}  // namespace systole::frontend
