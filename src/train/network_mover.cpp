#include "train/network_mover.h"

#include <utility>

namespace kinfold {

NetworkMover::NetworkMover(const std::vector<Parameter*>& parameters, std::string update, double strength)
    : parameters_(parameters), update_(std::move(update)), strength_(strength) {
  for (const Parameter* p : parameters) states_.emplace_back(update_, p->value.rows(), p->value.rank());
}

void NetworkMover::move(double rate) {
  const EntryRule rule{update_, float(rate), ++steps_};
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    const std::span<float> value = parameters_[p]->value.padded(), slopes = parameters_[p]->slopes.padded();
    const float decay = float(strength_ * parameters_[p]->decay);
    for (std::size_t i = 0; decay > 0 && i < value.size(); ++i) slopes[i] += decay * value[i];
    move_row(rule, value, states_[p].of(0), slopes.data());
  }
}

}  // namespace kinfold
