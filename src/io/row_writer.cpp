#include "io/row_writer.h"

#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "io/source.h"
#include "store/atomic_file.h"

namespace kinfold {
namespace {

// Placeholder for a missing cell in the temporary CSV file, so that an empty text stays an empty text. No real id is
// likely to be equal to it.
const std::string kMissing = "\x01\x02";

std::string types_of(const OutputTable& output) {
  std::string types;
  for (std::size_t c = 0; c < output.names.size(); ++c)
    types += (c ? ", " : "") + sql_text(output.names[c]) + ": '" + OutputTable::type_of(output.columns[c]) + "'";
  return types;
}

}  // namespace

// Parts are first written as CSV. For other formats, commit() converts the CSV file with DuckDB.
struct RowWriter::State {
  std::string path, text_path, format, types;
  std::unique_ptr<AtomicFile> file;
};

RowWriter::RowWriter(const std::string& path) : state_(new State{path, path, copy_format(path), "", nullptr}) {
  if (!path.ends_with(".csv")) state_->text_path = path + ".rows" + std::to_string(getpid());
  state_->file = std::make_unique<AtomicFile>(state_->text_path);
}

RowWriter::~RowWriter() {
  std::error_code error;
  if (state_->text_path != state_->path) std::filesystem::remove(state_->text_path, error);
}

void RowWriter::add(const OutputTable& part) {
  const std::string text = to_csv(part, state_->text_path == state_->path ? "" : kMissing);
  const bool first = state_->types.empty();
  if (first) state_->types = types_of(part);
  state_->file->write(first ? text : text.substr(text.find('\n') + 1));
}

void RowWriter::commit() {
  state_->file->commit();
  if (state_->text_path == state_->path) return;
  DuckDb db;
  copy_to_file(db,
               "(SELECT * FROM read_csv(" + sql_text(state_->text_path) +
                   ", auto_detect = false, delim = ',', quote = '\"', escape = '\"', header = true, parallel = false, "
                   "nullstr = " +
                   sql_text(kMissing) + ", columns = {" + state_->types + "}))",
               state_->path, state_->format);
}

}  // namespace kinfold
