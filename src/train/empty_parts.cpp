#include "train/empty_parts.h"

#include <algorithm>

#include "core/error.h"

namespace kinfold {
namespace {

class EmptyParts {
 public:
  EmptyParts(TableData& data, bool refuse) : data_(data), refuse_(refuse) {}

  void leave_out() {
    const Table& cells = data_.frame.cells;
    std::vector<std::size_t> kept;
    for (std::size_t c = 0; c < data_.columns(); ++c) {
      bool known = false;
      for (Id row = 0; row < cells.rows() && !known; ++row) known = !missing(cells[row][c]);
      known ? kept.push_back(c) : tell("column '" + data_.frame.columns[c].name + "'", ", so it is left out");
    }
    for (Id row = 0; row < cells.rows(); ++row)
      if (std::ranges::all_of(cells.row(row), missing)) tell("row " + std::to_string(row + 1), "");
    if (told_ > kShown) data_.notes.push_back("and so have " + std::to_string(told_ - kShown) + " more");
    if (kept.size() < data_.columns()) keep(kept);
  }

 private:
  static constexpr std::size_t kShown = 5;

  void tell(const std::string& what, const std::string& then) {
    if (refuse_) throw Error(what + " has no value", "--on-empty error", "leave it out, or use --on-empty drop");
    if (++told_ <= kShown) data_.notes.push_back(what + " has no value" + then);
  }

  void keep(const std::vector<std::size_t>& columns) {
    Frame& frame = data_.frame;
    Table cells(frame.cells.rows(), columns.size());
    std::vector<FrameColumn> kept;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      for (Id row = 0; row < cells.rows(); ++row) cells[row][c] = frame.cells[row][columns[c]];
      kept.push_back(frame.columns[columns[c]]);
    }
    frame.columns = std::move(kept);
    frame.cells = std::move(cells);
  }

  TableData& data_;
  bool refuse_;
  std::size_t told_ = 0;
};

}  // namespace

void leave_out_empty(TableData& data, bool refuse) { EmptyParts(data, refuse).leave_out(); }

}  // namespace kinfold
