// Text helpers that know no locale: trimming, suggestions, strict number parsing, numbers for
// people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace systole {

/// `text` without blanks, tabs and line ends at either side.
std::string_view trim(std::string_view text);
/// The fields between `separator`s, as they stand; an empty text is one empty field.
std::vector<std::string_view> split(std::string_view text, char separator);
/// ASCII letters in lower case; everything else unchanged.
std::string lower(std::string_view text);
bool starts_with(std::string_view text, std::string_view prefix);
bool ends_with(std::string_view text, std::string_view suffix);

/// The candidate that `word` is most likely a misspelling of, by edit distance; nothing when none
/// is near.
std::optional<std::string> did_you_mean(std::string_view word,
                                        const std::vector<std::string>& candidates);
/// ", did you mean 'rows'?" for the end of a message, or "" when no candidate is near.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

/// Offset of the first byte that is not part of well-formed UTF-8; nothing when all is well.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);
bool is_valid_utf8(std::string_view text);
/// Columns that `text` takes on a terminal: wide characters count two, combining marks none.
std::size_t display_width(std::string_view text);

/// [+-]digits and nothing else. A leading zero ("010", which some readers take for 8), an overflow
/// or trailing text gives nothing.
std::optional<std::int64_t> parse_int64(std::string_view text);
/// parse_int64, and also decimal numbers whose value is an integer: "1e9", "2.5e3", "64.0".
std::optional<std::int64_t> parse_integral(std::string_view text);
/// A finite decimal number and nothing else.
std::optional<double> parse_double(std::string_view text);

/// A cell of a CSV file (RFC 4180): quoted where it must be, quotes doubled.
std::string csv_cell(const std::string& text);

/// Six significant digits: how derived numbers are printed everywhere.
std::string six_digits(double value);
/// The shortest text that reads back as exactly `value`.
std::string shortest(double value);
/// "1.23 M": three significant digits and k, M, G, T or P (powers of 1000).
std::string human_count(double value);
/// "1.50 MiB": three significant digits and B, KiB, MiB ... (powers of 1024).
std::string human_bytes(double bytes);
/// "12.3 us": three significant digits and fs ... s.
std::string human_seconds(double seconds);

}  // namespace systole
