#include "result/collective_run.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::result {

namespace {

void require_equal(const std::string& book, Bytes left, Bytes right) {
  if (left == right) return;
  throw ModelError(fmt::format("the books of a collective do not balance: {}: {} against {}", book,
                               left, right));
}

}  // namespace

void check_books(const CollectiveRun& run) {
  Bytes carried = 0;
  for (const LinkBooks& link : run.links) {
    require_equal("bytes into and out of " + link.name, link.bytes_in, link.bytes_out);
    carried += link.bytes_out;
  }
  require_equal("bytes that messages asked links for, and that links carried", run.wire, carried);
  Bytes sent = 0;
  Bytes received = 0;
  for (const ChipBooks& chip : run.chips) {
    sent += chip.sent;
    received += chip.received;
  }
  require_equal("payload asked for and sent", run.payload, sent);
  require_equal("payload sent and received", sent, received);
}

}  // namespace systole::result
