#include "source/filled.h"

#include <algorithm>
#include <map>

#include "core/error.h"
#include "source/frame_plan.h"

namespace kinfold {
namespace {

// Tables and columns beside those of the source, whose own may be called anything else.
const std::string kRow = "kinfold row", kCells = "kinfold cells", kGone = "kinfold gone";

std::string cell_of(std::size_t place) { return "kinfold cell " + std::to_string(place); }
std::string cast(const std::string& sql, const std::string& type) { return "CAST(" + sql + " AS " + type + ")"; }

class FilledWriter {
 public:
  FilledWriter(Source& source, const std::vector<FilledColumn>& filled, const std::string& path)
      : source_(source), path_(path), as_text_(path.ends_with(".csv") || path.ends_with(".tsv")) {
    for (const FilledColumn& column : filled) filled_[column.place] = &column;
  }

  void write(const std::vector<std::size_t>& left_out) {
    const std::string format = copy_format(path_), row = sql_name(kRow);
    add_cells();
    source_.duck().add_table(kGone, {{kRow}, {std::vector<std::int64_t>(left_out.begin(), left_out.end())}});
    std::vector<std::string> select;
    for (std::size_t c = 0; c < source_.columns().size(); ++c)
      select.push_back((as_text_ ? text_of(c) : value_of(c)) + " AS " + sql_name(name_of(c)));
    copy_to(source_.duck(),
            "(SELECT " + join(select) + " FROM (SELECT *, row_number() OVER () - 1 AS " + row + " FROM " +
                source_.from_quietly() + ") LEFT JOIN " + sql_name(kCells) + " USING (" + row + ") WHERE " + row +
                " NOT IN (FROM " + sql_name(kGone) + ") ORDER BY " + row + ")",
            path_, format);
  }

 private:
  // A row for each row of the source that has cells filled in.
  void add_cells() {
    std::vector<std::int64_t> rows;
    for (const auto& [place, column] : filled_)
      for (const auto& cell : column->cells) rows.push_back(std::int64_t(cell.first));
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    Sheet sheet{{kRow}, {rows}};
    for (const auto& [place, column] : filled_) {
      std::vector<std::optional<std::string>> texts(rows.size());
      for (const auto& [row, text] : column->cells)
        texts[std::size_t(std::ranges::lower_bound(rows, std::int64_t(row)) - rows.begin())] = text;
      sheet.names.push_back(cell_of(place));
      sheet.columns.push_back(std::move(texts));
    }
    source_.duck().add_table(kCells, sheet);
  }

  std::string name_of(std::size_t c) {
    if (c == 0 && source_.first_is_unnamed()) return kRowNames;
    if (source_.has_header()) return source_.columns()[c].name;
    return filled_.contains(c) ? filled_[c]->name : std::to_string(c + 1);
  }

  // A column's text, with what is filled in.
  std::string text_of(std::size_t c) {
    const std::string text = text_sql(source_, source_.columns()[c]);
    return filled_.contains(c) ? "coalesce(" + fill_of(c) + ", " + text + ")" : text;
  }

  // A column's value in its own type, or one that holds what is filled in; a text file's is a text or a number.
  std::string value_of(std::size_t c) {
    const Source::Column& column = source_.columns()[c];
    const bool number = filled_.contains(c) && filled_[c]->number;
    if (source_.is_text_file())
      return number && !column.is_time() ? "TRY_CAST(" + text_of(c) + " AS " + number_type(c) + ")" : text_of(c);
    if (!filled_.contains(c)) return sql_name(column.name);
    if (column.type == "JSON" && !number) return "coalesce(to_json(" + fill_of(c) + "), " + sql_name(column.name) + ")";
    const std::string type = number && !fits(c) ? "DOUBLE" : column.type;
    return "CASE WHEN " + sql_name(cell_of(c)) + " IS NULL THEN " + cast(sql_name(column.name), type) + " ELSE " +
           cast(fill_of(c), type) + " END";
  }

  std::string number_type(std::size_t c) {
    return filled_[c]->whole && source_.columns()[c].type == "BIGINT" ? "BIGINT" : "DOUBLE";
  }

  // What is filled in, as text or as what can be cast to the column's type. A time comes as days since 1970.
  std::string fill_of(std::size_t c) {
    const Source::Column& column = source_.columns()[c];
    const std::string cell = sql_name(cell_of(c));
    if (!filled_[c]->number || !column.is_time()) return cell;
    const std::string days = cast(cell, "DOUBLE"), unit = column.type == "DATE" ? "round(" + days + ")" : days;
    const std::string time = "make_timestamp(" + cast("round(" + unit + " * 86400e6)", "BIGINT") + ")";
    if (!column.time_format.empty()) return "strftime(" + time + ", " + sql_text(column.time_format) + ")";
    return cast(cast(time, column.type), "VARCHAR");
  }

  // Does the column's type hold all that is filled in?
  bool fits(std::size_t c) {
    const Source::Column& column = source_.columns()[c];
    if (!column.is_number() || column.type == "FLOAT" || column.type == "DOUBLE") return true;
    const std::string cell = sql_name(cell_of(c)), held = "TRY_CAST(" + cell + " AS " + column.type + ")";
    const auto rows =
        source_.duck().rows("SELECT count(*) FROM " + sql_name(kCells) + " WHERE " + cell + " IS NOT NULL AND " +
                                cast(held, "DOUBLE") + " IS DISTINCT FROM " + cast(cell, "DOUBLE"),
                            path_);
    return rows[0][0] == "0";
  }

  Source& source_;
  std::string path_;
  bool as_text_;
  std::map<std::size_t, const FilledColumn*> filled_;  // by place
};

}  // namespace

void write_filled(Source& source, const std::vector<FilledColumn>& filled, const std::vector<std::size_t>& left_out,
                  const std::string& path) {
  FilledWriter(source, filled, path).write(left_out);
}

}  // namespace kinfold
