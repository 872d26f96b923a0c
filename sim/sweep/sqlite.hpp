// SQLite behind a few words, for database.cpp: statements that are bound, stepped and read.
#pragma once

#include <string>

#include "sweep/value.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace systole::sweep {

enum class Access { read_only, read_write };

/// An open SQLite file. Every failure throws UserError with the file's name and what to do.
class SqliteFile {
 public:
  SqliteFile(const std::string& path, Access access);
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;
  ~SqliteFile();

  void run(const std::string& sql);
  bool has_table(const std::string& name);
  [[noreturn]] void fail() const;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_; }

 private:
  std::string path_;
  sqlite3* handle_ = nullptr;
};

class SqliteStatement {
 public:
  SqliteStatement(SqliteFile& file, const std::string& sql);
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement();

  /// Parameters count from 1, columns from 0.
  void bind(int parameter, const Value& value);
  /// True when there is a row to read.
  bool step();
  void reset();
  Value value(int column) const;
  std::string text(int column) const;
  int columns() const;

 private:
  SqliteFile& file_;
  sqlite3_stmt* handle_ = nullptr;
};

/// "a name" as SQL writes it.
std::string quoted(const std::string& name);

}  // namespace systole::sweep
