#include "io/table/frame_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/error.h"
#include "core/pages.h"
#include "io/bad_rows.h"
#include "io/row_cells.h"
#include "io/table/found_column.h"

namespace kinfold {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

bool is_count(float cell) { return cell >= 0 && cell == std::trunc(cell); }

class FrameReader {
 public:
  FrameReader(Source& source, const FrameReadOptions& options, FrameReport& report)
      : source_(source), report_(report), error_on_empty_(options.error_on_empty) {
    for (PlannedColumn& plan : plan_columns(source, options, report)) {
      TextCells texts(plan.expected ? plan.levels : std::vector<std::string>());
      columns_.push_back({std::move(plan), {}, std::move(texts)});
    }
    only_expected_ = !options.expected.empty();
  }

  Frame read() {
    if (columns_.empty()) throw Error("it has no column of values", source_.text());
    scan();
    exclude_bad_rows();
    if (rows_ == 0) throw Error("it has no rows", source_.text());
    if (rows_ > std::numeric_limits<Id>::max()) throw Error("it has more than 4294967295 rows", source_.text());
    infer_columns();
    if (inferred_.empty())
      throw Error("it has no column of values", source_.text(), "columns: " + source_.column_names());
    note_constant_columns();
    fill_cells();
    note_empty_rows();
    return std::move(frame_);
  }

 private:
  void scan() {
    std::vector<std::string> select;
    const std::size_t num_expected = expected_rows(source_);
    // Limits the memory for wide tables: each thread holds several chunks of 2048 rows, with 16 bytes per text cell.
    constexpr std::size_t kMaxParallelColumns = 256;
    if (columns_.size() > kMaxParallelColumns) source_.db().run("SET threads = 1", source_.text());
    for (RawColumn& column : columns_) {
      select.push_back(column.plan.sql);
      if (column.plan.as_number) column.numbers.reserve(num_expected);
    }
    source_.db().read("SELECT " + join(select) + " FROM " + source_.from(), source_.text(),
                      [this](std::size_t rows, const std::vector<DuckDbColumn>& chunk) {
                        for (std::size_t c = 0; c < columns_.size(); ++c)
                          columns_[c].plan.as_number ? take_numbers(c, rows, chunk[c]) : take_texts(c, rows, chunk[c]);
                        rows_ += rows;
                        if (!bad_.empty() && !source_.options().skip_bad_rows) fail(bad_.begin()->first);
                      });
  }

  void take_numbers(std::size_t c, std::size_t rows, const DuckDbColumn& chunk) {
    RawColumn& column = columns_[c];
    const bool count = column.plan.kind == ColumnKind::kCount, boolean = column.plan.kind == ColumnKind::kBoolean;
    for (std::size_t row = 0; row < rows; ++row) {
      const float cell = chunk.missing(row) ? kNone
                         : chunk.is_text()  ? number_in(chunk.text(row))
                                            : float(chunk.number(row));
      column.numbers.push_back(is_missing_number(cell) ? kNone : cell);
      if (missing(column.numbers.back())) continue;
      if (std::isinf(cell) || (count && !is_count(cell)) || (boolean && cell != 0 && cell != 1))
        bad_.emplace(rows_ + row, c);
    }
  }

  void take_texts(std::size_t c, std::size_t rows, const DuckDbColumn& chunk) {
    RawColumn& column = columns_[c];
    for (std::size_t row = 0; row < rows; ++row) {
      if (chunk.missing(row)) {
        column.texts.add_missing();
        continue;
      }
      const Id id = column.texts.add(chunk.text(row));
      if (!column.plan.expected || id == TextCells::kMissing || id < column.plan.levels.size()) continue;
      if (std::ranges::find(source_.options().missing, column.texts.text(id)) == source_.options().missing.end())
        bad_.emplace(rows_ + row, c);
    }
  }

  // Returns infinity, which is not allowed in a table, for a text that is neither a number nor missing.
  float number_in(std::string_view text) const {
    text = trimmed(text);
    if (const auto number = number_of(text)) return float(*number);
    const bool absent =
        text.empty() || std::ranges::find(source_.options().missing, text) != source_.options().missing.end();
    return absent ? kNone : std::numeric_limits<float>::infinity();
  }

  // A missing cell may be written as a number, such as -999.
  bool is_missing_number(float cell) const {
    return std::ranges::any_of(missing_numbers_, [&](float number) { return cell == number; });
  }

  std::string cell_error(std::size_t row, const PlannedColumn& plan) {
    const std::string text(trimmed(source_.text_at(row, plan.raw)));
    std::string what = "is not a number";
    const auto number = number_of(text);
    if (!plan.as_number)
      what = "is not one of its levels";
    else if (number && !std::isfinite(*number))
      what = "is not finite";
    else if (number && !std::isfinite(float(*number)))
      what = "is too large for a 32-bit number";
    else if (number && plan.kind == ColumnKind::kCount)
      what = "is not a count: it must be whole and not negative";
    else if (number && plan.kind == ColumnKind::kBoolean)
      what = "is neither 0 nor 1";
    return "column '" + plan.name + "': '" + text + "' " + what;
  }

  std::string advice_for(std::size_t row, const PlannedColumn& plan) {
    if (!plan.as_number) return known_choices(trimmed(source_.text_at(row, plan.raw)), plan.levels);
    if (plan.expected || number_of(trimmed(source_.text_at(row, plan.raw)))) return kFixRowAdvice;
    return "fix the cell, or set --column-types " + plan.name + "=category";
  }

  [[noreturn]] void fail(std::size_t row) {
    const PlannedColumn& plan = columns_[bad_.at(row)].plan;
    throw Error(cell_error(row, plan), source_.location_of(row), advice_for(row, plan));
  }

  void exclude_bad_rows() {
    BadRows bad(source_);
    for (const auto& [row, column] : bad_) {
      constexpr std::size_t kMaxExamples = 3;
      bad.add(row, excluded_.size() < kMaxExamples ? cell_error(row, columns_[column].plan) : "");
      excluded_.insert(row);
    }
    std::vector<std::string> examples;
    if (const std::size_t count = bad.count(examples); count > 0)
      report_.notes.push_back(std::to_string(count) + (count == 1 ? " bad row was" : " bad rows were") +
                              " skipped; the first: " + join(examples, "; "));
    if (excluded_.empty()) return;
    report_.excluded.assign(excluded_.begin(), excluded_.end());
    rows_ -= excluded_.size();
    for (RawColumn& column : columns_) {
      erase_rows_of(column.numbers, excluded_);
      column.texts.erase_rows(excluded_);
    }
  }

  // Location of a row of the frame in the source.
  std::string location_of(std::size_t row) {
    for (const std::size_t excluded_row : excluded_) row += excluded_row <= row;
    return source_.location_of(row);
  }

  void infer_columns() {
    const InferenceOptions options{source_.text(), source_.options().missing,
                                   [this](std::size_t row) { return location_of(row); }};
    std::vector<std::string> empty;
    for (RawColumn& column : columns_) {
      if (column.plan.use == ColumnUse::kName || column.plan.use == ColumnUse::kLabel) {
        take_row_texts(column, column.plan.use);
        continue;
      }
      if (only_expected_ && !column.plan.expected) {
        take_first(column);
        continue;
      }
      InferredColumn inferred = infer_column(column, options, report_.notes);
      if (inferred.use == ColumnUse::kName)
        take_row_texts(column, ColumnUse::kName);
      else if (inferred.use == ColumnUse::kSkip)
        empty.push_back(column.plan.name);
      else
        inferred_.push_back(std::move(inferred)), report_.source_columns.push_back(column.plan.index);
      column.texts = {};
    }
    if (!empty.empty() && error_on_empty_)
      throw Error("column '" + empty[0] + "' has no value", source_.text() + ", column '" + empty[0] + "'",
                  "set --column-types " + empty[0] + "=skip, or --on-empty drop");
    if (!empty.empty()) report_.notes.push_back("skipped, since they have no value: " + shorten_list(empty));
  }

  // A first column that is not one of the expected columns: it names the rows if all its cells differ, or is ignored.
  void take_first(const RawColumn& column) {
    if (column.texts.used_ids().size() == rows_)
      take_row_texts(column, ColumnUse::kName);
    else
      report_.notes.push_back("ignored, since the model has no such column: " + column.plan.name);
  }

  void take_row_texts(const RawColumn& column, ColumnUse use) {
    std::vector<std::string>& texts = use == ColumnUse::kName ? frame_.names : frame_.labels;
    (use == ColumnUse::kName ? frame_.name_column : frame_.label_name) = column.plan.name;
    for (const Id id : column.texts.ids()) texts.push_back(column.texts.text(id));
  }

  void note_constant_columns() {
    std::vector<std::string> constant;
    for (const InferredColumn& inferred : inferred_) {
      const auto first = std::ranges::find_if_not(inferred.cells, missing);
      if (first != inferred.cells.end() &&
          std::ranges::all_of(inferred.cells, [&](float cell) { return missing(cell) || cell == *first; }))
        constant.push_back(inferred.column.name);
    }
    if (!constant.empty() && !only_expected_) report_.notes.push_back("constant columns: " + shorten_list(constant));
  }

  // Transposes the columns into rows, in blocks of rows that fit the cache. Releases the memory of copied cells.
  void fill_cells() {
    frame_.cells = Matrix(rows_, inferred_.size());
    constexpr std::size_t kBlock = 64, kPart = 64 * kBlock;
    for (std::size_t first = 0; first < rows_; first += kBlock) {
      const std::size_t last = std::min(first + kBlock, rows_);
      for (InferredColumn& inferred : inferred_) copy_cells(inferred, first, last);
      if (last % kPart == 0)
        for (InferredColumn& inferred : inferred_) discard_pages(std::as_bytes(std::span(inferred.cells.data(), last)));
    }
    for (InferredColumn& inferred : inferred_) frame_.columns.push_back(std::move(inferred.column));
  }

  void copy_cells(const InferredColumn& inferred, std::size_t first, std::size_t last) {
    const std::size_t c = std::size_t(&inferred - inferred_.data());
    for (std::size_t row = first; row < last; ++row) {
      report_.missing += missing(inferred.cells[row]);
      frame_.cells[Id(row)][c] = inferred.cells[row];
    }
  }

  void note_empty_rows() {
    std::size_t count = 0;
    std::vector<std::string> first;
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!std::ranges::all_of(frame_.cells.row(Id(row)), missing)) continue;
      if (error_on_empty_) throw Error("the row has no value", location_of(row), "remove it, or set --on-empty drop");
      constexpr std::size_t kMaxExamples = 3;
      if (++count > kMaxExamples) continue;
      first.push_back(frame_.names.empty() ? location_of(row) : "'" + frame_.names[row] + "'");
    }
    if (count > 0)
      report_.notes.push_back(std::to_string(count) + (count == 1 ? " row has" : " rows have") +
                              " no value; the first: " + join(first, "; "));
  }

  Source& source_;
  FrameReport& report_;
  bool error_on_empty_, only_expected_ = false;
  std::vector<float> missing_numbers_ = missing_numbers();
  std::vector<RawColumn> columns_;
  std::size_t rows_ = 0;
  std::map<std::size_t, std::size_t> bad_;  // row -> a column whose cell does not match its kind
  std::set<std::size_t> excluded_;
  std::vector<InferredColumn> inferred_;
  Frame frame_;

  std::vector<float> missing_numbers() const {
    std::vector<float> numbers;
    for (const std::string& text : source_.options().missing)
      if (const auto number = number_of(text); number && std::isfinite(*number)) numbers.push_back(float(*number));
    return numbers;
  }
};

}  // namespace

SourceOptions table_source_options(SourceOptions options) {
  options.table = true;
  if (options.missing.empty()) options.missing = kMissingTexts;
  return options;
}

Frame read_frame(Source& source, const FrameReadOptions& options, FrameReport& report) {
  return FrameReader(source, options, report).read();
}

}  // namespace kinfold
