#include "sweep/database.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sweep/sqlite.hpp"

namespace systole::sweep {

namespace {

constexpr const char* kFormat = "systole.sweep/1";
/// Before the values in a row of the table `points`.
constexpr int kFirstValue = 4;

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  if (text.empty()) return lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

std::string column_list(const std::vector<std::string>& columns) {
  std::string list = "point, fidelity, status, message";
  for (const std::string& column : columns) list += ", " + quoted(column);
  return list;
}

std::string insertion(const std::vector<std::string>& columns) {
  std::string marks = "?";
  for (std::size_t i = 1; i < columns.size() + kFirstValue; ++i) marks += ", ?";
  return fmt::format("INSERT OR IGNORE INTO points ({}) VALUES ({})", column_list(columns), marks);
}

void create(SqliteFile& file, const Heading& heading) {
  std::string columns;
  for (const std::string& column : heading.columns) columns += ", " + quoted(column);
  file.run("CREATE TABLE IF NOT EXISTS sweep (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
  file.run(
      "CREATE TABLE IF NOT EXISTS points (point TEXT NOT NULL, fidelity TEXT NOT NULL, status TEXT "
      "NOT NULL, message TEXT NOT NULL" +
      columns + ", PRIMARY KEY (point, fidelity))");
  SqliteStatement put(file, "INSERT OR IGNORE INTO sweep VALUES (?, ?)");
  const std::vector<std::pair<std::string, std::string>> entries{
      {"format", kFormat},
      {"name", heading.name},
      {"fingerprint", heading.fingerprint},
      {"definition", heading.definition},
      {"axes", joined(heading.axes)},
      {"columns", joined(heading.columns)},
      {"objectives", joined(heading.objectives)}};
  for (const auto& [name, value] : entries) {
    put.bind(1, name);
    put.bind(2, value);
    put.step();
    put.reset();
  }
}

Heading heading_of(SqliteFile& file) {
  if (!file.has_table("sweep") || !file.has_table("points"))
    throw UserError(file.path() + ": there is no sweep in this database");
  Heading heading;
  SqliteStatement all(file, "SELECT name, value FROM sweep");
  while (all.step()) {
    const std::string name = all.text(0);
    const std::string value = all.text(1);
    if (name == "format" && value != kFormat)
      throw UserError(
          fmt::format("{}: written in the format {}, expected {}", file.path(), value, kFormat));
    if (name == "name") heading.name = value;
    if (name == "fingerprint") heading.fingerprint = value;
    if (name == "definition") heading.definition = value;
    if (name == "axes") heading.axes = lines_of(value);
    if (name == "columns") heading.columns = lines_of(value);
    if (name == "objectives") heading.objectives = lines_of(value);
  }
  return heading;
}

Row row_of(const SqliteStatement& found) {
  Row row;
  row.status = status_from(found.text(2)).value_or(Status::failed);
  row.message = found.text(3);
  for (int i = kFirstValue; i < found.columns(); ++i) row.values.push_back(found.value(i));
  return row;
}

}  // namespace

struct Database::Connection {
  Connection(const std::string& path, Access access) : file(path, access) {}
  SqliteFile file;
  Heading heading;
  std::unique_ptr<SqliteStatement> find;
};

Database::Database(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

const Heading& Database::heading() const { return connection_->heading; }

Database Database::open(const std::string& path, const Heading& heading) {
  auto connection = std::make_unique<Connection>(path, Access::read_write);
  SqliteFile& file = connection->file;
  // A journal that is rolled back works on network file systems too; FULL survives a power loss.
  file.run("PRAGMA journal_mode = TRUNCATE");
  file.run("PRAGMA synchronous = FULL");
  file.run("BEGIN IMMEDIATE");
  create(file, heading);
  connection->heading = heading_of(file);
  if (connection->heading.fingerprint != heading.fingerprint) {
    file.run("ROLLBACK");
    throw UserError(fmt::format(
        "{}: holds rows of another sweep ('{}'), or of this one before its chip, workloads, "
        "metrics, constraints or columns changed; give another file with --db",
        path, connection->heading.name));
  }
  file.run("COMMIT");
  return Database(std::move(connection));
}

Database Database::read(const std::string& path) {
  if (!std::filesystem::is_regular_file(path))
    throw UserError(path + ": no such file; 'systole sweep' writes databases");
  auto connection = std::make_unique<Connection>(path, Access::read_only);
  connection->heading = heading_of(connection->file);
  return Database(std::move(connection));
}

std::optional<Row> Database::find(const std::string& fidelity, const std::string& point) {
  std::unique_ptr<SqliteStatement>& find = connection_->find;
  if (!find) {
    find = std::make_unique<SqliteStatement>(
        connection_->file, fmt::format("SELECT {} FROM points WHERE point = ? AND fidelity = ?",
                                       column_list(connection_->heading.columns)));
  }
  find->bind(1, point);
  find->bind(2, fidelity);
  std::optional<Row> row;
  if (find->step()) row = row_of(*find);
  find->reset();
  return row;
}

void Database::add(const std::vector<StoredRow>& rows) {
  if (rows.empty()) return;
  SqliteFile& file = connection_->file;
  file.run("BEGIN IMMEDIATE");
  try {
    SqliteStatement put(file, insertion(connection_->heading.columns));
    for (const StoredRow& stored : rows) {
      int parameter = 0;
      put.bind(++parameter, stored.point);
      put.bind(++parameter, stored.fidelity);
      put.bind(++parameter, std::string(name_of(stored.row.status)));
      put.bind(++parameter, stored.row.message);
      for (const Value& value : stored.row.values) put.bind(++parameter, value);
      put.step();
      put.reset();
    }
    file.run("COMMIT");
  } catch (const UserError&) {
    try {
      file.run("ROLLBACK");
    } catch (const UserError&) {
      // SQLite has rolled back itself.
    }
    throw;
  }
}

std::vector<StoredRow> Database::all() {
  SqliteStatement every(connection_->file, fmt::format("SELECT {} FROM points ORDER BY rowid",
                                                       column_list(connection_->heading.columns)));
  std::vector<StoredRow> rows;
  while (every.step()) rows.push_back({every.text(1), every.text(0), row_of(every)});
  return rows;
}

void Database::forget_failures() {
  connection_->file.run("DELETE FROM points WHERE status IN ('failed', 'crashed', 'timed_out')");
}

}  // namespace systole::sweep
