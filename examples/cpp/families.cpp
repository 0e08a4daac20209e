// A short training of every other family: a table, a knowledge graph and node classification.
#include <kinfold/kinfold.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

namespace {

// PCA of a table with a missing cell: the third column is the sum of the first two.
void table() {
  kinfold::Matrix cells(30, 3);
  for (kinfold::Id row = 0; row < cells.rows(); ++row) {
    cells[row][0] = float(row % 5), cells[row][1] = float(row % 7);
    cells[row][2] = cells[row][0] + cells[row][1];
  }
  cells[4][2] = NAN;
  kinfold::Frame frame = kinfold::make_frame(std::move(cells), {"a", "b", "a + b"});
  const kinfold::TableModel pca = kinfold::train(frame, kinfold::train_options("table", {{"rank", "2"}}));
  for (const kinfold::ImputedCell& cell : kinfold::impute(pca, frame.cells))
    std::printf("table: row %u has %s = %.1f\n", cell.row + 1, frame.columns[cell.column].name.c_str(), cell.value);
}

// A chain of towns by ComplEx.
void triples() {
  kinfold::Triples facts;
  for (int town = 0; town < 20; ++town) {
    const std::string name = "town " + std::to_string(town), country = "country " + std::to_string(town % 4);
    kinfold::add_triple(facts, name, "in", country);
    kinfold::add_triple(facts, name, "next to", "town " + std::to_string((town + 4) % 20));
  }
  const auto options = kinfold::train_options("triples", {{"rank", "16"}, {"epochs", "50"}});
  const kinfold::GraphModel model = kinfold::train(facts, options);
  for (const kinfold::NamedAnswer& answer : kinfold::query(model, "town 7, in, ?", {.top = 1}))
    std::printf("triples: town 7 is in %s, score %.1f\n", answer.entity.c_str(), answer.score);
}

// Two groups of nodes with a few links between them, and one labeled node in each.
void nodes() {
  kinfold::NodeData data;
  for (int node = 0; node < 20; ++node)
    for (int step : {2, 4, 6}) kinfold::add_link(data.links, std::to_string(node), std::to_string((node + step) % 20));
  kinfold::add_link(data.links, "0", "1");
  kinfold::add_label(data.labels, "0", "even");
  kinfold::add_label(data.labels, "1", "odd");
  const kinfold::NodeModel gcn = kinfold::train(std::move(data), kinfold::train_options("nodes", {{"model", "gcn"}}));
  const kinfold::ScoredName best = kinfold::classify(gcn, "7").front();
  std::printf("nodes: 7 is %s, probability %.2f\n", best.id.c_str(), best.score);
}

}  // namespace

int main() try {
  table();
  triples();
  nodes();
} catch (const kinfold::Error& error) {
  std::fprintf(stderr, "%s: %s (%s)\n", error.where().c_str(), error.problem().c_str(), error.advice().c_str());
  return 1;
}
