#include "io/table/filled_writer.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "io/table/frame_plan.h"

namespace kinfold {
namespace {

// Names of helper tables and columns. They must not collide with the source's column names.
const std::string kRow = "kinfold row", kCells = "kinfold cells", kExcludedRows = "kinfold gone";

std::string cell_of(std::size_t index) { return "kinfold cell " + std::to_string(index); }
std::string cast(const std::string& sql, const std::string& type) { return "CAST(" + sql + " AS " + type + ")"; }

class ImputedWriter {
 public:
  ImputedWriter(Source& source, const std::vector<ImputedColumn>& imputed, const std::string& path)
      : source_(source), path_(path), as_text_(path.ends_with(".csv") || path.ends_with(".tsv")) {
    for (const ImputedColumn& column : imputed) imputed_[column.index] = &column;
  }

  void write(const std::vector<std::size_t>& excluded) {
    const std::string format = copy_format(path_), row = sql_name(kRow);
    add_cells();
    source_.db().add_table(kExcludedRows, {{kRow}, {std::vector<std::int64_t>(excluded.begin(), excluded.end())}});
    std::vector<std::string> select;
    for (std::size_t c = 0; c < source_.columns().size(); ++c)
      select.push_back((as_text_ ? text_of(c) : value_of(c)) + " AS " + sql_name(name_of(c)));
    copy_to_file(source_.db(),
                 "(SELECT " + join(select) + " FROM (SELECT *, row_number() OVER () - 1 AS " + row + " FROM " +
                     source_.from_ignoring_errors() + ") LEFT JOIN " + sql_name(kCells) + " USING (" + row +
                     ") WHERE " + row + " NOT IN (FROM " + sql_name(kExcludedRows) + ") ORDER BY " + row + ")",
                 path_, format);
  }

 private:
  // Adds a helper table with one row for each row of the source that has imputed cells.
  void add_cells() {
    std::vector<std::int64_t> rows;
    for (const auto& [index, column] : imputed_)
      for (const auto& cell : column->cells) rows.push_back(std::int64_t(cell.first));
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    OutputTable output{{kRow}, {rows}};
    for (const auto& [index, column] : imputed_) {
      std::vector<std::optional<std::string>> texts(rows.size());
      for (const auto& [row, text] : column->cells)
        texts[std::size_t(std::ranges::lower_bound(rows, std::int64_t(row)) - rows.begin())] = text;
      output.names.push_back(cell_of(index));
      output.columns.push_back(std::move(texts));
    }
    source_.db().add_table(kCells, output);
  }

  std::string name_of(std::size_t c) {
    if (c == 0 && source_.first_is_unnamed()) return kRowNames;
    if (source_.has_header()) return source_.columns()[c].name;
    return imputed_.contains(c) ? imputed_[c]->name : std::to_string(c + 1);
  }

  // SQL for a column as text, with imputed cells.
  std::string text_of(std::size_t c) {
    const std::string text = text_sql(source_, source_.columns()[c]);
    return imputed_.contains(c) ? "coalesce(" + imputed_sql(c) + ", " + text + ")" : text;
  }

  // SQL for a column with imputed cells, in its own type or in one that holds the imputed values. Columns of a text
  // file become text or numbers.
  std::string value_of(std::size_t c) {
    const Source::Column& column = source_.columns()[c];
    const bool number = imputed_.contains(c) && imputed_[c]->number;
    if (source_.is_text_file())
      return number && !column.is_time() ? "TRY_CAST(" + text_of(c) + " AS " + number_type(c) + ")" : text_of(c);
    if (!imputed_.contains(c)) return sql_name(column.name);
    if (column.type == "JSON" && !number)
      return "coalesce(to_json(" + imputed_sql(c) + "), " + sql_name(column.name) + ")";
    const std::string type = number && !fits(c) ? "DOUBLE" : column.type;
    return "CASE WHEN " + sql_name(cell_of(c)) + " IS NULL THEN " + cast(sql_name(column.name), type) + " ELSE " +
           cast(imputed_sql(c), type) + " END";
  }

  std::string number_type(std::size_t c) {
    return imputed_[c]->whole && source_.columns()[c].type == "BIGINT" ? "BIGINT" : "DOUBLE";
  }

  // SQL for the imputed cells, as text or castable to the column's type. Imputed times are days since 1970-01-01.
  std::string imputed_sql(std::size_t c) {
    const Source::Column& column = source_.columns()[c];
    const std::string cell = sql_name(cell_of(c));
    if (!imputed_[c]->number || !column.is_time()) return cell;
    const std::string days = cast(cell, "DOUBLE"), unit = column.type == "DATE" ? "round(" + days + ")" : days;
    const std::string time = "make_timestamp(" + cast("round(" + unit + " * 86400e6)", "BIGINT") + ")";
    if (!column.time_format.empty()) return "strftime(" + time + ", " + sql_text(column.time_format) + ")";
    return cast(cast(time, column.type), "VARCHAR");
  }

  // Whether the column's type can hold all imputed numbers.
  bool fits(std::size_t c) {
    const Source::Column& column = source_.columns()[c];
    if (!column.is_number() || column.type == "FLOAT" || column.type == "DOUBLE") return true;
    const std::string cell = sql_name(cell_of(c)), converted = "TRY_CAST(" + cell + " AS " + column.type + ")";
    const auto rows =
        source_.db().rows("SELECT count(*) FROM " + sql_name(kCells) + " WHERE " + cell + " IS NOT NULL AND " +
                              cast(converted, "DOUBLE") + " IS DISTINCT FROM " + cast(cell, "DOUBLE"),
                          path_);
    return rows[0][0] == "0";
  }

  Source& source_;
  std::string path_;
  bool as_text_;
  std::map<std::size_t, const ImputedColumn*> imputed_;  // by column index
};

}  // namespace

void write_imputed(Source& source, const std::vector<ImputedColumn>& imputed, const std::vector<std::size_t>& excluded,
                   const std::string& path) {
  ImputedWriter(source, imputed, path).write(excluded);
}

}  // namespace kinfold
