#include "train/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "data/duplicates.h"
#include "data/frame.h"
#include "train/registry.h"

namespace kinfold {
namespace {

std::string text_of(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

template <class T>
bool parse(const std::string& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse(const std::string& text, bool& value) {
  static const std::vector<std::string> yes = {"yes", "true", "on", "1", ""}, no = {"no", "false", "off", "0"};
  const bool is_yes = std::ranges::find(yes, text) != yes.end();
  if (!is_yes && std::ranges::find(no, text) == no.end()) return false;
  value = is_yes;
  return true;
}

std::string range_of(const Options::Field& field, bool whole) {
  const std::string kind = whole ? "a whole number" : "a number";
  const bool low = std::isfinite(field.least), high = std::isfinite(field.most);
  if (low && high) return kind + " from " + text_of(field.least) + " to " + text_of(field.most);
  if (low && field.above_least) return kind + " above " + text_of(field.least);
  return low ? kind + " of at least " + text_of(field.least) : kind;
}

std::vector<std::string> all_of(const std::vector<std::vector<std::string>>& lists) {
  std::vector<std::string> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace

const std::vector<Options::Field>& Options::fields() {
  using O = Options;
  static const double inf = std::numeric_limits<double>::infinity();
  static const std::vector<Field> list = {
      {"model", "model", "NAME", "what is learned: factors and biases, biases alone, or the mean; of a table see docs",
       &O::model, 0, 0, all_of({kModels, kTableModels, models_of("triples"), models_of("links")})},
      {"rank",
       "model",
       "N|auto",
       "length of each vector; auto, for tables: as many as tell withheld cells best",
       &O::rank,
       1,
       1024,
       {},
       false,
       "auto"},
      {"biases", "model", "yes|no", "one bias for each user and item beside the vectors", &O::biases},
      {"loss", "model", "NAME", "what an error costs", &O::loss, 0, 0, all_of({loss_names(), {"auto"}})},
      {"penalty", "model", "NAME", "what a large vector costs", &O::penalty, 0, 0,
       all_of({Penalties::names(), {"nuclear-3"}})},
      {"strength", "model", "X", "strength of the penalty on vectors, in units of the values' variance", &O::strength,
       0, inf},
      {"bias-strength", "model", "X", "strength of the penalty on biases", &O::bias_strength, 0, inf},
      {"penalty-power", "model", "X",
       "the penalty of a row grows with this power of its count: 1 weighs each rating alike, 0 each row alike",
       &O::penalty_power, 0, 2},
      {"init", "model", "X", "standard deviation of the vectors' first entries", &O::init, 0, 10, {}, true},
      {"clip", "model", "yes|no", "keep predictions within the range of the training values", &O::clip},
      {"user-factor", "model", "X", "multiplies --strength for users", &O::user_factor, 0, inf},
      {"item-factor", "model", "X", "multiplies --strength for items", &O::item_factor, 0, inf},
      {"confidence", "likes", "X",
       "how far a like's value weighs it: 0 not at all, 1 in proportion, by 1 + X (value / mean - 1)", &O::confidence,
       0, inf},
      {"unobserved", "likes", "X", "ials: weight of every pair as a zero, beside 1 of a like", &O::unobserved, 0, inf},
      {"negatives",
       "likes",
       "N|all",
       "sgd: items drawn against each like; entities drawn against some facts together, or all, of links and triples",
       &O::negatives,
       1,
       65536,
       {},
       false,
       "all"},
      {"sampling", "likes", "NAME",
       "sgd: how they are drawn: alike, by a power of how often they are shown, or as often as that (batch)",
       &O::sampling, 0, 0, kSamplings},
      {"popularity-power", "likes", "X", "sgd: the power of --sampling popular", &O::popularity_power, 0, 2},
      {"log-q", "likes", "yes|no", "sgd: correct the scores of negatives for how often they are drawn", &O::log_q},
      {"cosine", "likes", "yes|no", "sgd: score by cosines rather than by dot products and biases", &O::cosine},
      {"temperature", "likes", "X", "softmax, adversarial: divides the scores", &O::temperature, 0, 100, {}, true},
      {"margin",
       "likes",
       "X",
       "hinge, margin: how far what is right must be ahead; of transe and rotate a constant of the score",
       &O::margin,
       0,
       100,
       {},
       true},
      {"histories", "composition", "rated|SOURCE",
       "items that each user had to do with: those rated, or the (user, item) pairs of a source", &O::histories},
      {"raters", "composition", "yes|no", "draw each item to the vectors of the users that rated it", &O::raters},
      {"own-vectors", "composition", "yes|no",
       "no: a user is the sum of its history and features alone, so that a new one is served at once", &O::own_vectors},
      {"user-features", "composition", "SOURCE", "a table of an id and its features: an embedding for each value",
       &O::user_features},
      {"item-features", "composition", "SOURCE", "the same for items", &O::item_features},
      {"features-columns", "composition", "NAME=TYPE,..",
       "what the columns of the features are: category, list (parted by |), number (binned) or skip",
       &O::features_columns},
      {"feature-bins", "composition", "N", "bins of equal count for numbers with many values", &O::feature_bins, 1,
       1000},
      {"history-strength",
       "composition",
       "X",
       "penalty of history vectors, beside that of a row",
       &O::history_strength,
       0,
       inf,
       {},
       true},
      {"feature-strength",
       "composition",
       "X",
       "penalty of feature vectors, beside that of a row",
       &O::feature_strength,
       0,
       inf,
       {},
       true},
      {"time-bins", "composition", "N", "cut time into so many bins; 0: none", &O::time_bins, 0, 10000},
      {"time-binning",
       "composition",
       "count|width",
       "bins of equal count or of equal width",
       &O::time_binning,
       0,
       0,
       {"count", "width"}},
      {"time-terms", "composition", "LIST",
       "what changes with time: " + join(kTimeTerms) +
           " (a user's vector and bias for each bin, an item's bias for "
           "each bin, a user's drift, a user's bias for each day)",
       &O::time_terms},
      {"time-strength", "composition", "X", "penalty of what changes with time", &O::time_strength, 0, inf, {}, true},
      {"types", "table", "NAME=TYPE,..",
       "what the columns are: " + join(kKinds) + ", name (of the rows), label (nothing is learned from it) or skip",
       &O::types},
      {"on-empty",
       "table",
       "drop|error",
       "a column without a value is left out, and a row without one gets a vector of zeros; or it is an error",
       &O::on_empty,
       0,
       0,
       {"drop", "error"}},
      {"scale", "table", "yes|no", "columns in units of their deviations, as factors has them always", &O::scale},
      {"oversampling", "table", "N", "randomized: vectors of the subspace beyond the rank", &O::oversampling, 0, 1000},
      {"passes", "table", "N", "randomized: passes over the table that draw the subspace to the leading vectors",
       &O::passes, 1, 1000},
      {"weights", "table", "SOURCE",
       "a table of the same columns and rows: how much each cell counts, 0 as if it were missing", &O::weights},
      {"starts", "table", "N",
       "als, descent: starts, of which the one of least objective counts; all but the first at random", &O::starts, 1,
       1000},
      {"reciprocal", "graph", "yes|no",
       "triples: heads are asked for as tails, by a relation of its own for the way back", &O::reciprocal},
      {"norm", "graph", "1|2", "transe, rotate: distances by the sum of sizes (1) or by length (2)", &O::norm, 1, 2},
      {"squared", "graph", "yes|no", "transe, rotate with --norm 2: by the square of the length", &O::squared},
      {"relation-rank", "graph", "N", "tucker: numbers of a relation; 0: as many as the rank", &O::relation_rank, 0,
       1024},
      {"batch", "graph", "N", "facts, or with --negatives all questions, that a step looks at", &O::batch, 1, 1e6},
      {"smoothing", "graph", "X", "--negatives all: share of an answer's weight that goes to all entities alike",
       &O::smoothing, 0, 0.999},
      {"dropout", "graph", "X", "share of an asking entity's numbers that a step leaves out", &O::dropout, 0, 0.999},
      {"relation-loss", "graph", "X", "--negatives all: weight of asking for the relation, too", &O::relation_loss, 0,
       inf},
      {"half", "graph", "yes|no", "--negatives all: products in bfloat16 where the processor has them", &O::half},
      {"filter-negatives", "graph", "yes|no", "leave out entities that are drawn and known to be right",
       &O::filter_negatives},
      {"loops",
       "graph",
       "keep|drop|error",
       "what to do with a fact of an entity and itself",
       &O::loops,
       0,
       0,
       {"keep", "drop", "error"}},
      {"blocks", "graph", "N", "cut the entities into so many blocks; 0: as --memory needs", &O::blocks, 0, 1024},
      {"memory", "graph", "AMOUNT",
       "such as 8G: what training may hold; entities beyond it stand in files, two blocks of them at hand", &O::memory},
      {"scratch", "graph", "DIR", "where those files stand; the system's temporary folder if not given", &O::scratch},
      {"solver", "training", "NAME", "how it is learned", &O::solver, 0, 0, kSolvers},
      {"block", "training", "N", "als, ials, gibbs: columns solved for together", &O::block, 1, 4096},
      {"steps", "training", "N",
       "ials: steps of conjugate gradients for each row; 0: solve blocks of columns exactly, as --block says",
       &O::steps, 0, 1000},
      {"burn-in", "training", "N", "gibbs: sweeps before the first sample is kept", &O::burn_in, 0, 1e6},
      {"samples", "training", "N", "gibbs: samples kept, evenly over the sweeps after burn-in", &O::samples, 1, 10000},
      {"update", "training", "NAME", "how a gradient moves a row", &O::update, 0, 0, Updates::names()},
      {"rate", "training", "X", "how far a gradient moves a row at first", &O::rate, 0, inf, {}, true},
      {"decay", "training", "NAME|X",
       "how the rate falls over the epochs: " + join(kDecays, ", ") + ", or a factor an epoch such as 0.95", &O::decay},
      {"epochs", "training", "N", "times that each rating is seen", &O::epochs, 1, 1e6},
      {"seed", "training", "N", "names the random streams; the same seed gives the same model", &O::seed},
      {"threads", "training", "N", "threads to use; 0: all. The model does not depend on it", &O::threads, 0, 1024},
      {"time-budget", "training", "SECONDS", "stop after the epoch that passes this time; 0: none", &O::time_budget, 0,
       inf},
      {"checkpoint", "training", "DIR", "keep the state of the training there", &O::checkpoint},
      {"checkpoint-every", "training", "SECONDS", "least time between checkpoints", &O::checkpoint_every, 0, inf},
      {"resume", "training", "", "go on from the checkpoint, to the same bits", &O::resume},
      {"valid", "validation", "SOURCE|SPLIT",
       "ratings to validate on, or a split of the source such as random:0.1, per-user:0.1 or temporal:0.1; of a table "
       "random:0.1, of its cells",
       &O::valid},
      {"patience", "validation", "N", "stop after this many epochs without a better validation; 0: never", &O::patience,
       0, 1e6},
      {"columns", "data", "ROLE=NAME,..",
       "which column is the user, item, value and time; of triples the head, relation, tail, weight and time; of links "
       "the source, target, weight and time; names or numbers from 1",
       &O::columns},
      {"delimiter", "data", "TEXT", "what parts the columns of a text file; found by itself if not given",
       &O::delimiter},
      {"header",
       "data",
       "auto|yes|no",
       "whether a text file's first line names its columns",
       &O::header,
       0,
       0,
       {"auto", "yes", "no"}},
      {"encoding", "data", "NAME", "of a text file", &O::encoding, 0, 0, {"utf-8", "latin-1", "utf-16"}},
      {"on-bad-row",
       "data",
       "error|skip",
       "what to do with a row that lacks an id or a number",
       &O::on_bad_row,
       0,
       0,
       {"error", "skip"}},
      {"on-duplicate", "data", "NAME", "what to do when a (user, item) pair repeats; last is by time", &O::on_duplicate,
       0, 0, kDuplicatePolicies},
      {"item-names", "data", "SOURCE", "a table whose first column is an item's id and second its name, to be shown",
       &O::item_names},
  };
  return list;
}

const Options::Field& Options::field(const std::string& name) {
  std::string dashed = name;
  std::ranges::replace(dashed, '_', '-');
  std::vector<std::string> names;
  for (const Field& field : fields()) {
    if (field.name == dashed) return field;
    names.push_back(field.name);
  }
  throw UsageError("unknown option '" + name + "'", "", known_choices(dashed, names));
}

std::string Options::Field::get(const Options& options) const {
  return std::visit(
      [&](auto pointer) -> std::string {
        const auto& held = options.*pointer;
        if constexpr (std::is_same_v<decltype(pointer), std::string Options::*>)
          return held;
        else if constexpr (std::is_same_v<decltype(pointer), bool Options::*>)
          return held ? "yes" : "no";
        else if constexpr (std::is_same_v<decltype(pointer), double Options::*>)
          return text_of(held);
        else
          return held == 0 && !zero.empty() ? zero : std::to_string(held);
      },
      member);
}

void Options::Field::set(Options& options, const std::string& text) const {
  const auto refuse = [&](const std::string& allowed) {
    throw UsageError("'" + text + "' is not a value for --" + name, "--" + name, "give " + allowed);
  };
  if (!choices.empty() && std::ranges::find(choices, text) == choices.end())
    throw UsageError("unknown " + name + " '" + text + "'", "--" + name, known_choices(text, choices));
  std::visit(
      [&](auto pointer) {
        auto& target = options.*pointer;
        using T = std::remove_reference_t<decltype(target)>;
        if constexpr (std::is_same_v<T, std::string>) {
          target = text;
        } else if constexpr (std::is_same_v<T, bool>) {
          if (!parse(text, target)) refuse("yes or no");
        } else {
          T number{};
          const bool fits = parse(text, number) && std::isfinite(double(number)) && double(number) <= most &&
                            (above_least ? double(number) > least : double(number) >= least);
          if (text == zero && !zero.empty())
            number = 0;
          else if (!fits)
            refuse(range_of(*this, std::is_integral_v<T>) + (zero.empty() ? "" : ", or " + zero));
          target = number;
        }
      },
      member);
}

std::vector<std::pair<std::string, std::string>> Options::identity() const {
  static const std::vector<std::string> harmless = {"threads", "time-budget", "checkpoint", "checkpoint-every",
                                                    "resume",  "item-names",  "memory",     "scratch"};
  std::vector<std::pair<std::string, std::string>> result;
  for (const Field& field : fields())
    if (std::ranges::find(harmless, field.name) == harmless.end()) result.emplace_back(field.name, field.get(*this));
  return result;
}

}  // namespace kinfold
