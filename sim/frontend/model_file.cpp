#include "frontend/model_file.hpp"

#include <filesystem>

#include "base/data_files.hpp"
#include "base/document.hpp"
#include "base/text.hpp"
#include "frontend/hf_model.hpp"
#include "frontend/source_text.hpp"

namespace systole::frontend {

namespace {

constexpr std::int64_t kLargestConfig = 1 << 20;

/// The file's name, or that of its folder when it is called config.json like all others.
std::string model_name(const std::string& path) {
  const std::filesystem::path file(path);
  const std::string folder = file.parent_path().filename().string();
  return file.stem() == "config" && !folder.empty() ? folder : file.stem().string();
}

Node parsed(const SourceText& source, Diagnostics& diagnostics) {
  const bool is_json = starts_with(trim(source.text), "{");
  return is_json ? parse_json(source.text, {source.path, 1, 1}, diagnostics)
                 : parse_yaml(std::string(source.text), source.path, diagnostics);
}

}  // namespace

ModelFile read_model(const std::string& name_or_path, DType default_dtype) {
  const std::string path = find_data_file(kModelFolder, name_or_path);
  const SourceText source = source_from(path, read_file(path, kLargestConfig));
  Diagnostics diagnostics;
  const Node config = parsed(source, diagnostics);
  diagnostics.throw_if_errors();
  if (!config.is_map())
    throw UserError(config.place,
                    "expected the keys of a config.json, got " + description_of(config));
  ModelFile file;
  file.model = hf_model(config, default_dtype, file.notes, diagnostics);
  diagnostics.throw_if_errors();
  file.model.name = model_name(path);
  return file;
}

}  // namespace systole::frontend
