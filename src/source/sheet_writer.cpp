#include "source/sheet_writer.h"

#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "source/source.h"
#include "store/atomic_file.h"

namespace kinfold {
namespace {

// Stands for no cell at all, since no id is likely to be it: an empty text stays an empty text.
const std::string kMissing = "\x01\x02";

std::string types_of(const Sheet& sheet) {
  std::string types;
  for (std::size_t c = 0; c < sheet.names.size(); ++c)
    types += (c ? ", " : "") + sql_text(sheet.names[c]) + ": '" + Sheet::type_of(sheet.columns[c]) + "'";
  return types;
}

}  // namespace

// All formats begin as CSV text; DuckDB streams it into what is not CSV in the end.
struct SheetWriter::Rows {
  std::string path, text_path, format, types;
  std::unique_ptr<AtomicFile> file;
};

SheetWriter::SheetWriter(const std::string& path) : rows_(new Rows{path, path, copy_format(path), "", nullptr}) {
  if (!path.ends_with(".csv")) rows_->text_path = path + ".rows" + std::to_string(getpid());
  rows_->file = std::make_unique<AtomicFile>(rows_->text_path);
}

SheetWriter::~SheetWriter() {
  std::error_code error;
  if (rows_->text_path != rows_->path) std::filesystem::remove(rows_->text_path, error);
}

void SheetWriter::add(const Sheet& part) {
  const std::string text = to_csv(part, rows_->text_path == rows_->path ? "" : kMissing);
  const bool first = rows_->types.empty();
  if (first) rows_->types = types_of(part);
  rows_->file->write(first ? text : text.substr(text.find('\n') + 1));
}

void SheetWriter::commit() {
  rows_->file->commit();
  if (rows_->text_path == rows_->path) return;
  Duck duck;
  copy_to(duck,
          "(SELECT * FROM read_csv(" + sql_text(rows_->text_path) +
              ", auto_detect = false, delim = ',', quote = '\"', escape = '\"', header = true, parallel = false, "
              "nullstr = " +
              sql_text(kMissing) + ", columns = {" + rows_->types + "}))",
          rows_->path, rows_->format);
}

}  // namespace kinfold
