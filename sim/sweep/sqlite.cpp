#include "sweep/sqlite.hpp"

#include <sqlite3.h>

#include <fmt/format.h>

#include "base/error.hpp"

namespace systole::sweep {

namespace {

/// How long two sweeps on one file wait for each other.
constexpr int kPatienceMs = 60'000;

const char* advice_for(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return "; make room and run it again with --resume: rows that were reported are kept";
    case SQLITE_IOERR:
      return "; the disk may be full: rows that were reported are kept, --resume goes on with them";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "; the file and its folder must exist and be writable";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "; is it a database that 'systole sweep' wrote?";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "; another program holds it for too long";
    default:
      return "";
  }
}

}  // namespace

SqliteFile::SqliteFile(const std::string& path, Access access) : path_(path) {
  const int flags = access == Access::read_only ? SQLITE_OPEN_READONLY
                                                : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    const std::string message = fmt::format("{}: {}{}", path, sqlite3_errmsg(handle_),
                                            advice_for(sqlite3_errcode(handle_)));
    sqlite3_close(handle_);
    throw UserError(message);
  }
  sqlite3_busy_timeout(handle_, kPatienceMs);
}

SqliteFile::~SqliteFile() { sqlite3_close(handle_); }

void SqliteFile::fail() const {
  throw UserError(fmt::format("{}: {}{}", path_, sqlite3_errmsg(handle_),
                              advice_for(sqlite3_errcode(handle_))));
}

void SqliteFile::run(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

bool SqliteFile::has_table(const std::string& name) {
  SqliteStatement find(*this, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  find.bind(1, name);
  return find.step();
}

SqliteStatement::SqliteStatement(SqliteFile& file, const std::string& sql) : file_(file) {
  if (sqlite3_prepare_v2(file.handle(), sql.c_str(), -1, &handle_, nullptr) != SQLITE_OK)
    file.fail();
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(handle_); }

void SqliteStatement::bind(int parameter, const Value& value) {
  int code = SQLITE_OK;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    code = sqlite3_bind_int64(handle_, parameter, *integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    code = sqlite3_bind_double(handle_, parameter, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    code = sqlite3_bind_text(handle_, parameter, text->c_str(), static_cast<int>(text->size()),
                             SQLITE_TRANSIENT);
  } else {
    code = sqlite3_bind_null(handle_, parameter);
  }
  if (code != SQLITE_OK) file_.fail();
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) file_.fail();
  return false;
}

void SqliteStatement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

Value SqliteStatement::value(int column) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_column_int64(handle_, column));
    case SQLITE_FLOAT:
      return sqlite3_column_double(handle_, column);
    case SQLITE_TEXT:
      return text(column);
    default:
      return std::monostate{};
  }
}

std::string SqliteStatement::text(int column) const {
  const auto* bytes = sqlite3_column_text(handle_, column);
  if (bytes == nullptr) return "";
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
  return {reinterpret_cast<const char*>(bytes), size};
}

int SqliteStatement::columns() const { return sqlite3_column_count(handle_); }

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + '"';
}

}  // namespace systole::sweep
