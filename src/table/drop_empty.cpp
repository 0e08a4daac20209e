#include "table/drop_empty.h"

#include <algorithm>

#include "core/error.h"

namespace kinfold {
namespace {

class EmptyColumnFilter {
 public:
  EmptyColumnFilter(TableData& data, bool refuse) : data_(data), refuse_(refuse) {}

  void drop() {
    const Matrix& cells = data_.frame.cells;
    std::vector<std::size_t> kept_columns;
    for (std::size_t c = 0; c < data_.columns(); ++c) {
      bool observed = false;
      for (Id row = 0; row < cells.rows() && !observed; ++row) observed = !missing(cells[row][c]);
      observed ? kept_columns.push_back(c)
               : add_note("column '" + data_.frame.columns[c].name + "'", "; it is dropped");
    }
    for (Id row = 0; row < cells.rows(); ++row)
      if (std::ranges::all_of(cells.row(row), missing))
        add_note("row " + std::to_string(row + 1), "; its vector is zero");
    if (num_notes_ > kMaxNotes)
      data_.notes.push_back(std::to_string(num_notes_ - kMaxNotes) + " more rows or columns have no value");
    if (kept_columns.size() < data_.columns()) select_columns(kept_columns);
  }

 private:
  static constexpr std::size_t kMaxNotes = 5;

  void add_note(const std::string& what, const std::string& effect) {
    if (refuse_) throw Error(what + " has no value", "--on-empty error", "remove it, or use --on-empty drop");
    if (++num_notes_ <= kMaxNotes) data_.notes.push_back(what + " has no value" + effect);
  }

  void select_columns(const std::vector<std::size_t>& columns) {
    Frame& frame = data_.frame;
    Matrix cells(frame.cells.rows(), columns.size());
    std::vector<FrameColumn> selected;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (Id row = 0; row < cells.rows(); ++row) cells[row][c] = frame.cells[row][columns[c]];
      selected.push_back(frame.columns[columns[c]]);
    }
    frame.columns = std::move(selected);
    frame.cells = std::move(cells);
  }

  TableData& data_;
  bool refuse_;
  std::size_t num_notes_ = 0;
};

}  // namespace

void drop_empty_columns(TableData& data, bool refuse) { EmptyColumnFilter(data, refuse).drop(); }

}  // namespace kinfold
