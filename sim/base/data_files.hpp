// Finds the files that ship with the program, and reads files whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace systole {

/// The folder that holds configs/ and workloads/: $SYSTOLE_DATA_DIR, else the first folder above
/// the running program that has configs/chips, else <prefix>/share/systole. Throws UserError when
/// there is none.
std::string data_root();

/// A path for what a user typed: an existing file, else `<data root>/<kind>/<name>.yaml`. `kind` is
/// the folder under the data root ("configs/chips", "workloads"). Throws UserError with near
/// matches and what is available.
std::string find_data_file(std::string_view kind, const std::string& name_or_path);

/// Names (without .yaml) of the shipped files of a kind, sorted.
std::vector<std::string> list_data_files(std::string_view kind);

constexpr std::int64_t kLargestTextFile = 64LL << 20;

/// The whole file. Throws UserError when it is missing, a directory, unreadable, empty or larger
/// than `limit` bytes. Pipes (process substitution) can be read as well.
std::string read_file(const std::string& path, std::int64_t limit = kLargestTextFile);

}  // namespace systole
