#include <fmt/format.h>

#include <bit>
#include <filesystem>

#include "app/call.h"
#include "core/error.h"
#include "store/atomic_file.h"
#include "store/model_file.h"

namespace kinfold::app {
namespace {

struct Asked {
  std::string model, format = "csv", out;
};

// NumPy's format 1.0: magic, version, header length, a Python dict padded to 64 bytes, then the rows.
std::string npy_header(std::size_t rows, std::size_t rank) {
  static_assert(std::endian::native == std::endian::little);
  std::string dict = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, rank);
  dict.append(63 - (10 + dict.size()) % 64, ' ');
  dict += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += char(dict.size() & 0xff);
  header += char(dict.size() >> 8);
  return header + dict;
}

// The vectors with the bias as last column, and beside them the ids in the same order.
void write_npy(const Side& side, const Vocabulary& ids, const std::string& stem) {
  AtomicFile file(stem + ".npy");
  file.write(npy_header(side.size(), side.factors.rank() + 1));
  for (Id row = 0; row < side.size(); ++row) {
    file.write(std::as_bytes(side.factors.row(row)));
    file.write(std::as_bytes(std::span(&side.heads[row].bias, 1)));
  }
  file.commit();
  std::string text;
  for (Id row = 0; row < ids.size(); ++row) text.append(ids[row]) += '\n';
  write_file(stem + ".ids.txt", text);
}

// word2vec's text format: "rows rank", then "id x1 x2 ..." a line; spaces in ids become '_', as its readers expect.
void write_word2vec(const Side& side, const Vocabulary& ids, const std::string& path) {
  std::string text = fmt::format("{} {}\n", side.size(), side.factors.rank());
  for (Id row = 0; row < side.size(); ++row) {
    for (char c : ids[row]) text += c == ' ' || c == '\n' || c == '\t' ? '_' : c;
    for (float x : side.factors.row(row)) text += fmt::format(" {}", x);
    text += '\n';
  }
  write_file(path, text);
}

Sheet sheet_of(const Side& side, const Vocabulary& ids, const std::vector<std::string>& names) {
  Sheet sheet;
  std::vector<std::string> id;
  std::vector<float> bias;
  for (Id row = 0; row < side.size(); ++row) {
    id.emplace_back(ids[row]);
    bias.push_back(side.heads[row].bias);
  }
  sheet.names = {"id"};
  sheet.columns = {std::move(id)};
  if (!names.empty()) {
    sheet.names.push_back("name");
    sheet.columns.push_back(names);
  }
  sheet.names.push_back("bias");
  sheet.columns.push_back(std::move(bias));
  for (std::size_t k = 0; k < side.factors.rank(); ++k) {
    std::vector<float> column;
    for (Id row = 0; row < side.size(); ++row) column.push_back(side.factors[row][k]);
    sheet.names.push_back(fmt::format("f{}", k + 1));
    sheet.columns.push_back(std::move(column));
  }
  return sheet;
}

void export_model(Call& call, const Asked& asked) {
  const std::vector<std::string> formats = {"npy", "csv", "parquet", "word2vec"};
  if (std::ranges::find(formats, asked.format) == formats.end())
    throw UsageError("unknown format '" + asked.format + "'", "--format", known_choices(asked.format, formats));
  const Model model = load(asked.model);
  std::error_code error;
  std::filesystem::create_directories(asked.out, error);
  if (error) throw Error("cannot be made: " + error.message(), asked.out, "choose another folder with --out");
  Json files = Json::array();
  for (const bool users : {true, false}) {
    const Side& side = users ? model.users : model.items;
    const Vocabulary& ids = users ? model.user_ids : model.item_ids;
    const std::string stem = asked.out + (users ? "/user" : "/item");
    const std::string path = stem + (asked.format == "word2vec" ? ".txt" : "." + asked.format);
    if (asked.format == "npy")
      write_npy(side, ids, stem);
    else if (asked.format == "word2vec")
      write_word2vec(side, ids, path);
    else
      write_sheet(sheet_of(side, ids, users ? std::vector<std::string>{} : model.item_names), path);
    files.push_back({{"file", path}, {"rows", side.size()}, {"rank", side.factors.rank()}});
    if (!call.json) fmt::print("{:>12} rows  {}\n", grouped(side.size()), path);
  }
  if (call.json) call.answer({{"files", files}, {"offset", model.offset}});
}

}  // namespace

void add_export(CLI::App& root, Call& call) {
  auto asked = std::make_shared<Asked>();
  CLI::App& verb = add_verb(root, call, "export", "Write the vectors for other programs",
                            [&call, asked] { export_model(call, *asked); });
  verb.add_option("model", asked->model, "a model file")->required();
  verb.add_option("--format", asked->format, "npy (vectors, bias last), csv, parquet or word2vec (vectors alone) [csv]")
      ->type_name("NAME");
  verb.add_option("--out,-o", asked->out, "a folder for user.* and item.*")->required()->type_name("DIR");
}

}  // namespace kinfold::app
