// Writing results: to standard output, to one file, or to a directory that is complete or not
// there.
#pragma once

#include <map>
#include <string>

namespace systole::app {

/// Writes all of `text`. A reader that went away (`| head`) is no mistake; a full disk throws
/// ModelError.
void print(const std::string& text);
/// A line on standard error.
void print_note(const std::string& text);

/// Writes a file beside `path` and renames it. Throws UserError when that cannot be done.
void write_file_atomically(const std::string& path, const std::string& text);

/// Contents by path relative to the directory ("sub/summary.txt" makes a folder).
using FileTree = std::map<std::string, std::string>;

enum class Existing { refuse, replace };

/// Throws UserError when `directory` cannot become a result directory: it is a file, it is not
/// empty and `existing` is refuse, or its parent is missing or read-only. Called before a run, so
/// that a mistake costs no time.
void check_output_directory(const std::string& directory, Existing existing);

/// Writes all files into a new directory beside `directory`, then renames it into place. With
/// Existing::replace files of an earlier run are replaced by name and others stay.
void write_directory(const std::string& directory, const FileTree& files, Existing existing);

}  // namespace systole::app
