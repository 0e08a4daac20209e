#include <fmt/format.h>

#include <filesystem>

#include "cli/table_call.h"
#include "core/error.h"
#include "factorization/item_ranker.h"
#include "factorization/model_file.h"
#include "io/npy.h"
#include "kg/graph_file.h"
#include "nodes/node_file.h"
#include "registry/any_model.h"
#include "store/atomic_file.h"
#include "table/table_file.h"

namespace kinfold::app {
namespace {

struct ExportArgs {
  std::string model, format = "csv", out;
};

// The embeddings, with the bias as the last column if the model has biases.
class EmbeddingsWithBias : public RowBlocks {
 public:
  explicit EmbeddingsWithBias(const FactorSide& side) : side_(side) {}
  std::size_t rows() const override { return side_.factors.rows(); }
  std::size_t columns() const override { return side_.factors.rank() + !side_.bias_and_reg.empty(); }
  void read(std::size_t first, std::size_t count, float* out, std::size_t stride) const override {
    for (std::size_t i = 0; i < count; ++i, out += stride) {
      std::ranges::copy(side_.factors.row(Id(first + i)), out);
      if (!side_.bias_and_reg.empty()) out[columns() - 1] = side_.bias_and_reg[first + i].bias;
    }
  }

 private:
  const FactorSide& side_;
};

void write_npy_and_ids(const FactorSide& side, const std::vector<std::string>& ids, const std::string& stem) {
  write_npy(EmbeddingsWithBias(side), stem + ".npy");
  std::string text;
  for (const std::string& id : ids) text.append(id) += '\n';
  write_file(stem + ".ids.txt", text);
}

// Writes word2vec's text format: a line "rows rank", then a line "id x1 x2 ..." per row. Spaces in ids become '_',
// because readers split lines at spaces.
void write_word2vec(const FactorSide& side, const std::vector<std::string>& ids, const std::string& path) {
  std::string text = fmt::format("{} {}\n", side.factors.rows(), side.factors.rank());
  for (Id row = 0; row < side.factors.rows(); ++row) {
    for (char c : ids[row]) text += c == ' ' || c == '\n' || c == '\t' ? '_' : c;
    for (float x : side.factors.row(row)) text += fmt::format(" {}", x);
    text += '\n';
  }
  write_file(path, text);
}

OutputTable embedding_table(const FactorSide& side, const std::vector<std::string>& ids,
                            const std::vector<std::string>& names) {
  OutputTable output;
  std::vector<float> bias;
  for (const BiasAndReg& entry : side.bias_and_reg) bias.push_back(entry.bias);
  output.names = {"id"};
  output.columns = {ids};
  if (!names.empty()) {
    output.names.push_back("name");
    output.columns.push_back(names);
  }
  if (!bias.empty()) {
    output.names.push_back("bias");
    output.columns.push_back(std::move(bias));
  }
  for (std::size_t k = 0; k < side.factors.rank(); ++k) {
    std::vector<float> column;
    for (Id row = 0; row < side.factors.rows(); ++row) column.push_back(side.factors[row][k]);
    output.names.push_back(fmt::format("f{}", k + 1));
    output.columns.push_back(std::move(column));
  }
  return output;
}

// The embeddings of one side of a model, and the name of their file.
struct ExportSide {
  std::string name;
  FactorSide side;
  std::vector<std::string> ids, names;
};

std::vector<std::string> vocabulary_ids(const Vocabulary& ids) {
  std::vector<std::string> list;
  for (Id row = 0; row < ids.size(); ++row) list.emplace_back(ids[row]);
  return list;
}

std::vector<ExportSide> sides_of(Model model) {
  std::vector<std::string> users = vocabulary_ids(model.user_ids), items = vocabulary_ids(model.item_ids);
  return {{"user", std::move(model.users), std::move(users), {}},
          {"item", std::move(model.items), std::move(items), model.item_names}};
}

// Rows have no bias. The bias of a feature is its offset.
std::vector<ExportSide> sides_of(TableModel model) {
  ExportSide rows{"row", {}, {}, model.labels}, features{"feature", {}, {}, {}};
  rows.side.bias_and_reg.resize(model.rows.rows());
  features.side.bias_and_reg.resize(model.feature_count());
  for (Id row = 0; row < model.rows.rows(); ++row) rows.ids.push_back(model.row_name(row));
  for (Id f = 0; f < model.feature_count(); ++f) {
    features.ids.push_back(model.feature_name(f));
    features.side.bias_and_reg[f].bias = model.offset[f];
  }
  rows.side.factors = std::move(model.rows);
  features.side.factors = std::move(model.features);
  return {std::move(rows), std::move(features)};
}

// The embeddings that the scoring function uses (docs/file-format.md). Inverse relations follow the relations.
std::vector<ExportSide> sides_of(GraphModel model) {
  ExportSide entities{model.task == "links" ? "node" : "entity", {}, vocabulary_ids(model.entities), {}};
  ExportSide relations{"relation", {}, vocabulary_ids(model.relations), {}};
  for (Id r = 0; r < model.relations.size() && model.inverse_relations; ++r)
    relations.ids.push_back(std::string(model.relations[r]) + " (inverse)");
  entities.side.factors = std::move(model.tables.entity);
  relations.side.factors = std::move(model.tables.relation);
  std::vector<ExportSide> sides;
  sides.push_back(std::move(entities));
  if (model.task == "triples") sides.push_back(std::move(relations));
  return sides;
}

// Writes an HNSW index of the items. A server finds it next to the model file.
void export_index(Call& call, const ExportArgs& args) {
  const LoadedModel loaded = load_any(args.model);
  const auto* model = std::get_if<Model>(&loaded.model);
  if (!model)
    throw UsageError("the model has no items to index", "--format hnsw", "use a model of ratings, votes or likes");
  std::filesystem::create_directories(args.out);
  const auto path = std::filesystem::path(args.out) / (std::filesystem::path(args.model).filename().string() + ".hnsw");
  Pool pool(0);
  const auto index = ItemRanker::make_index(*model, pool);
  index->save(path.string(), loaded.checksum);
  if (call.json) return call.print_json({{"files", {{{"file", path.string()}, {"rows", index->size()}}}}});
  fmt::print("{:>12} items  {}\n", format_count(index->size()), path.string());
}

void export_model(Call& call, const ExportArgs& args) {
  const std::vector<std::string> formats = {"npy", "csv", "parquet", "word2vec", "hnsw"};
  if (std::ranges::find(formats, args.format) == formats.end())
    throw UsageError("unknown format '" + args.format + "'", "--format", known_choices(args.format, formats));
  if (args.format == "hnsw") return export_index(call, args);
  const TensorReader file(args.model);
  float offset = 0;
  std::vector<ExportSide> sides;
  if (is_table_model(file)) {
    sides = sides_of(load_table(file));
  } else if (is_graph_model(file)) {
    sides = sides_of(load_graph(file));
  } else if (is_node_model(file)) {
    NodeModel model = load_nodes(file);
    sides.push_back({"node", {}, vocabulary_ids(model.nodes), {}});
    sides[0].side.factors = std::move(model.hidden);
  } else {
    Model model = load(file);
    offset = model.offset;
    sides = sides_of(std::move(model));
  }
  std::error_code error;
  std::filesystem::create_directories(args.out, error);
  if (error)
    throw Error("the folder cannot be created: " + error.message(), args.out, "choose another folder with --out");
  Json files = Json::array();
  for (const auto& [name, side, ids, names] : sides) {
    const std::string stem = args.out + "/" + name;
    const std::string path = stem + (args.format == "word2vec" ? ".txt" : "." + args.format);
    if (args.format == "npy")
      write_npy_and_ids(side, ids, stem);
    else if (args.format == "word2vec")
      write_word2vec(side, ids, path);
    else
      write_rows(embedding_table(side, ids, names), path);
    files.push_back({{"file", path}, {"rows", side.factors.rows()}, {"rank", side.factors.rank()}});
    if (!call.json) fmt::print("{:>12} rows  {}\n", format_count(side.factors.rows()), path);
  }
  if (call.json) call.print_json({{"files", files}, {"offset", offset}});
}

}  // namespace

void add_export(CommandLine& line, Call& call) {
  auto args = std::make_shared<ExportArgs>();
  Verb verb = line.add_verb(call, "export", "Write the embeddings for other programs",
                            [&call, args] { export_model(call, *args); });
  verb.add_option("model", args->model, "Model file.").required();
  verb.add_option("--format", args->format,
                  "File format: npy (bias as the last column), csv, parquet, word2vec (without biases) or hnsw (item "
                  "index for kinfold "
                  "serve). [csv]")
      .type_name("NAME");
  verb.add_option("--out,-o", args->out,
                  "Output folder for user.* and item.*, row.* and feature.*, node.*, or entity.* and relation.*.")
      .required()
      .type_name("DIR");
}

}  // namespace kinfold::app
