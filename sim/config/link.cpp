#include "config/link.hpp"

#include "config/described_file.hpp"
#include "config/documenter.hpp"
#include "config/link_fields.hpp"

namespace systole::config {

LinkConfig read_link(const std::string& name_or_path) {
  return read_described<LinkConfig>(name_or_path, kLinkFolder);
}

std::string document_links() {
  Documenter documenter;
  const LinkConfig link;
  describe(link, documenter);
  return documenter.text();
}

}  // namespace systole::config
