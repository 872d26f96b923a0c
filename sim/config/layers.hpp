// A configuration is made of layers: the file named by `base:`, the file itself, and overrides from
// the command line. Layers are laid over each other as documents, so that every value keeps the
// place it was written at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/document.hpp"

namespace systole::config {

/// `top` laid over `base`: sections are merged key by key, every other value of `top` replaces that
/// of `base`.
Node overlay(Node base, const Node& top, Diagnostics& diagnostics);

/// A document and where it came from.
struct Source {
  std::string text;
  std::string file_name;
};

/// Reads a document with the files that it is based on. A base is a file, seen from the folder of
/// the file that names it, or a shipped name of `kind`. `identity` lists keys that a base does not
/// pass on (its name). A file may say `calibrates:` instead: it is about the same product, fitted
/// to measurements, and keeps everything that it does not replace.
class LayerReader {
 public:
  LayerReader(std::string_view kind, std::vector<std::string> identity, Diagnostics& diagnostics)
      : kind_(kind), identity_(std::move(identity)), diagnostics_(diagnostics) {}

  /// A map, or null after a fatal mistake (reported).
  Node read(const Source& source);
  /// What was read: the file, then the one it is based on, and so on.
  const std::vector<std::string>& files() const { return files_; }

 private:
  Node read_base(const Node& base, const std::string& file_name);
  std::string resolve(const std::string& base, const std::string& file_name) const;

  std::string_view kind_;
  std::vector<std::string> identity_;
  Diagnostics& diagnostics_;
  std::vector<std::string> files_;
  std::vector<std::string> chain_;  ///< files being read, outermost first
};

/// Lays one `a.b.c=value` over `root`. Its value stands at the place "--set a.b.c=value", which is
/// also its source.
void apply_override(Node& root, const std::string& assignment, Diagnostics& diagnostics);

}  // namespace systole::config
