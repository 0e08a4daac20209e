#include "data/csr_matrix.h"

#include <algorithm>
#include <utility>

#include "core/pages.h"

namespace kinfold {

CsrMatrix to_csr(std::vector<Rating> cells, std::size_t rows, std::size_t columns) {
  constexpr std::size_t kPart = 1 << 18;  // cells whose memory is released at a time
  std::ranges::sort(cells, {}, [](const Rating& cell) { return std::pair(cell.left, cell.right); });
  CsrMatrix table;
  table.columns = columns;
  table.begin.reserve(rows + 1);
  table.column.reserve(cells.size());
  table.value.reserve(cells.size());
  for (std::size_t first = 0; first < cells.size(); first += kPart) {
    const std::span<const Rating> part(&cells[first], std::min(kPart, cells.size() - first));
    for (const Rating& cell : part) {
      while (table.rows() < cell.left) table.close();
      table.column.push_back(cell.right);
      table.value.push_back(cell.value);
    }
    discard_pages(std::as_bytes(part));
  }
  while (table.rows() < rows) table.close();
  return table;
}

}  // namespace kinfold
