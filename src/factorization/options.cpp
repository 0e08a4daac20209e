#include "factorization/options.h"

#include "loss/group.h"
#include "loss/point.h"
#include "optimizer/rowwise.h"
#include "regularizer/row.h"

namespace kinfold {

using Names = std::vector<std::string>;

const Names& factorization_solvers(const std::string& task) {
  static const Names ratings = {"sgd", "als", "gibbs"}, votes = {"sgd"}, likes = {"ials", "sgd", "lightgcn"};
  return task == "likes" ? likes : task == "votes" ? votes : ratings;
}

const Names& factorization_losses(const std::string& task, const std::string& solver) {
  static const Names squared = {"squared"}, votes = {"logistic"}, point = PointLosses::names(),
                     group = GroupLosses::names(), pairs = {"bpr", "softmax"};
  if (solver == "lightgcn") return pairs;
  if (solver != "sgd") return squared;
  return task == "likes" ? group : task == "votes" ? votes : point;
}

const Names& factorization_regularizers(const std::string& task, const std::string& solver) {
  static const Names l2 = {"l2"}, all = Regularizers::names();
  return solver == "gibbs" || solver == "lightgcn" || (task == "likes" && solver == "sgd") ? l2 : all;
}

const Names& factorization_optimizers(const std::string& task, const std::string& solver) {
  static const Names likes = {"sgd", "rowwise-adagrad"}, all = RowwiseOptimizers::names();
  return solver == "lightgcn" ? kOptimizers : task == "likes" ? likes : all;
}

}  // namespace kinfold
