// The rows of a sweep in an SQLite file. A row that was added is durable when add() returns.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sweep/row.hpp"

namespace systole::sweep {

/// A row with the names that tell it apart.
struct StoredRow {
  std::string fidelity;
  std::string point;  ///< Space::key
  Row row;
};

/// What the rows of a database have in common.
struct Heading {
  std::string name;         ///< of the sweep
  std::string fingerprint;  ///< rows of another one cannot be added
  std::string definition;   ///< the sweep's YAML file
  std::vector<std::string> axes;
  std::vector<std::string> columns;
  /// "metric min" or "metric max"
  std::vector<std::string> objectives;
};

class Database {
 public:
  /// Opens the file, or makes it. Throws UserError when it belongs to another sweep, is no database
  /// or cannot be written.
  static Database open(const std::string& path, const Heading& heading);
  /// For reading. Throws UserError when there is none, or no sweep in it.
  static Database read(const std::string& path);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  const Heading& heading() const;
  std::optional<Row> find(const std::string& fidelity, const std::string& point);
  /// In one transaction; rows that are there already stay as they are. Throws UserError when the
  /// disk is full or the file cannot be written: then none of them is in.
  void add(const std::vector<StoredRow>& rows);
  std::vector<StoredRow> all();
  /// Forgets rows that are neither done nor infeasible nor invalid.
  void forget_failures();

 private:
  struct Connection;
  explicit Database(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace systole::sweep
