#include "config/link.hpp"

#include "config/described_file.hpp"
#include "config/link_fields.hpp"

namespace systole::config {

LinkConfig read_link(const std::string& name_or_path) {
  return read_described<LinkConfig>(name_or_path, kLinkFolder);
}

}  // namespace systole::config
