#include "serve/item_index.h"

#include <hnswlib/hnswlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/half.h"
#include "core/pages.h"
#include "core/vector.h"
#include "scorer/top_k.h"
#include "serve/near_search.h"
#include "store/tensors.h"

namespace kinfold {
namespace {

constexpr const char* kFormat = "kinfold hnsw bfloat16";

float minus_product(const void* a, const void* b, const void* width) {
  return -dot(static_cast<const Half*>(a), static_cast<const Half*>(b), *static_cast<const std::size_t*>(width));
}

// Distances of rows that are equally long, but for a constant and a factor: minus their products.
class Products : public hnswlib::SpaceInterface<float> {
 public:
  explicit Products(std::size_t width) : width_(width) {}
  std::size_t get_data_size() override { return width_ * sizeof(Half); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return minus_product; }
  void* get_dist_func_param() override { return &width_; }

 private:
  std::size_t width_;
};

// Numbers of (v, b, rest), up to whole vectors of the processor.
std::size_t width_of(std::size_t rank) { return (rank + 2 + 15) / 16 * 16; }

std::vector<Half> halves_of(const std::vector<float>& row) {
  std::vector<Half> halves(row.size());
  nearest_halves(row.data(), row.size(), halves.data());
  return halves;
}

// A file in memory, with a name: hnswlib reads and writes files alone.
class MemoryFile {
 public:
  MemoryFile() : file_(memfd_create("kinfold", MFD_CLOEXEC)) {
    if (file_ < 0) throw Error("there is no memory for an index");
  }
  ~MemoryFile() {
    if (bytes_) munmap(bytes_, size_);
    close(file_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  std::span<const unsigned char> bytes() {
    size_ = std::size_t(lseek(file_, 0, SEEK_END));
    bytes_ = mmap(nullptr, size_, PROT_READ, MAP_SHARED, file_, 0);
    if (bytes_ == MAP_FAILED) bytes_ = nullptr, throw Error("there is no memory for an index");
    return {static_cast<const unsigned char*>(bytes_), size_};
  }
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written <= 0) throw Error("there is no memory for an index");
      text.remove_prefix(std::size_t(written));
    }
  }

 private:
  int file_;
  void* bytes_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace

struct ItemIndex::Graph {
  std::size_t rank;
  Products products;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> hnsw;

  explicit Graph(std::size_t of_rank) : rank(of_rank), products(width_of(of_rank)) {}

  LinkedItems lowest() const {
    return {hnsw->data_level0_memory_, hnsw->size_data_per_element_, hnsw->offsetData_, hnsw->cur_element_count,
            width_of(rank)};
  }

  // From the highest level to the lowest, each time to where no neighbour is nearer.
  Id descend(const LinkedItems& items, const Half* query) const {
    Id best = hnsw->enterpoint_node_;
    float product = dot(query, items.vector(best), items.width);
    for (int level = hnsw->maxlevel_; level > 0; --level)
      for (bool moved = true; moved;) {
        moved = false;
        const hnswlib::linklistsizeint* const links = hnsw->get_linklist(best, level);
        for (std::size_t n = 1; n <= hnsw->getListCount(const_cast<hnswlib::linklistsizeint*>(links)); ++n)
          if (const float other = dot(query, items.vector(links[n]), items.width); other > product)
            product = other, best = links[n], moved = true;
      }
    return best;
  }

  // The vectors and the links of the lowest level into large pages: a search looks at thousands of places of them.
  void spread_out() {
    const std::size_t bytes = hnsw->max_elements_ * hnsw->size_data_per_element_;
    constexpr std::size_t kLarge = 2 << 20;
    char* const place = static_cast<char*>(std::aligned_alloc(kLarge, (bytes + kLarge - 1) / kLarge * kLarge));
    if (!place) return;
    ask_for_large_pages({reinterpret_cast<const std::byte*>(place), bytes});
    std::memcpy(place, hnsw->data_level0_memory_, hnsw->cur_element_count * hnsw->size_data_per_element_);
    std::free(std::exchange(hnsw->data_level0_memory_, place));  // hnswlib frees what stands there
  }
};

ItemIndex::ItemIndex(const Table& vectors, std::span<const float> offsets, IndexShape shape, Pool& pool)
    : graph_(std::make_unique<Graph>(vectors.rank())) {
  std::vector<Id> items;
  double longest = 0;
  const auto square = [&](Id id) {
    return double(dot(vectors[id], vectors[id], vectors.stride())) + double(offsets[id]) * offsets[id];
  };
  for (Id id = 0; id < vectors.rows(); ++id)
    if (offsets[id] != kLeftOut) items.push_back(id), longest = std::max(longest, square(id));
  graph_->hnsw = std::make_unique<hnswlib::HierarchicalNSW<float>>(
      &graph_->products, std::max<std::size_t>(items.size(), 1), shape.links, shape.building);
  const auto add = [&](Id id) {
    std::vector<float> row(width_of(vectors.rank()));
    std::copy_n(vectors[id], vectors.rank(), row.begin());
    row[vectors.rank()] = offsets[id];
    row[vectors.rank() + 1] = float(std::sqrt(std::max(longest - square(id), 0.0)));
    graph_->hnsw->addPoint(halves_of(row).data(), id);
  };
  graph_->spread_out();
  if (!items.empty()) add(items[0]);
  constexpr std::size_t kAtATime = 256;
  pool.run((items.size() + kAtATime - 1) / kAtATime, [&](std::size_t part) {
    for (std::size_t n = std::max<std::size_t>(1, part * kAtATime); n < std::min(items.size(), (part + 1) * kAtATime);
         ++n)
      add(items[n]);
  });
}

ItemIndex::ItemIndex(const std::string& path, const std::string& checksum, const Table& vectors)
    : graph_(std::make_unique<Graph>(vectors.rank())) {
  const TensorReader file(path);
  const auto of = [&](const std::string& name) {
    const auto found = file.metadata().find(name);
    return found == file.metadata().end() ? std::string() : found->second;
  };
  if (of("format") != kFormat) throw Error("this is no index", path, "make one by kinfold export --format hnsw");
  if (of("model") != checksum || of("rank") != std::to_string(vectors.rank()))
    throw Error("this index is of another model", path, "make it anew by kinfold export --format hnsw");
  MemoryFile memory;
  memory.write(file.text("hnsw"));
  try {
    graph_->hnsw = std::make_unique<hnswlib::HierarchicalNSW<float>>(&graph_->products, memory.path());
  } catch (const std::runtime_error& error) {
    throw Error("this index cannot be read: " + std::string(error.what()), path,
                "make it anew by kinfold export --format hnsw");
  }
  graph_->spread_out();
}

ItemIndex::~ItemIndex() = default;

void ItemIndex::save(const std::string& path, const std::string& checksum) const {
  MemoryFile memory;
  graph_->hnsw->saveIndex(memory.path());
  TensorWriter file;
  file.add("hnsw", memory.bytes());
  file.write(path, {{"format", kFormat}, {"model", checksum}, {"rank", std::to_string(graph_->rank)}});
}

std::vector<Id> ItemIndex::near_best(const float* query, std::size_t count, std::size_t breadth) const {
  if (size() == 0) return {};
  std::vector<float> row(width_of(graph_->rank));
  std::copy_n(query, graph_->rank, row.begin());
  row[graph_->rank] = 1;
  const std::vector<Half> halves = halves_of(row);
  const LinkedItems items = graph_->lowest();
  std::vector<Id> found = search_near(items, halves.data(), graph_->descend(items, halves.data()),
                                      std::min(std::max(count, breadth), size()));
  for (Id& n : found) n = Id(graph_->hnsw->getExternalLabel(n));
  return found;
}

std::size_t ItemIndex::size() const { return graph_->hnsw->cur_element_count; }

}  // namespace kinfold
