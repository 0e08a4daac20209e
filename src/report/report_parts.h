// Pieces that reports of all tasks are made of.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/matrix.h"
#include "evaluate/bootstrap.h"
#include "factorization/model.h"
#include "factorization/slices.h"
#include "plot/bars.h"
#include "plot/line_plot.h"
#include "report/page.h"

namespace kinfold::app {

using TableRows = std::vector<std::vector<std::string>>;
using Properties = std::map<std::string, std::string>;

std::string number(double x);                                                    // of four digits; nothing for NaN
std::vector<std::string> row_of(const std::string& name, const Metric& metric);  // with the interval's ends

void add_metrics(Page& page, const std::string& caption, const std::map<std::string, Metric>& metrics);
void add_curve(Page& page, const std::vector<CurvePoint>& curve, std::size_t best, const std::string& metric);
void add_properties(Page& page, const Properties& data, const Properties& options);
// Vectors of `what` on their two main directions; points have names, and colours by their labels if there are any.
void add_map(Page& page, const std::string& what, const Matrix& rows, std::vector<std::string> names,
             std::vector<std::string> labels = {});
// What is drawn of slices: their errors, what was predicted beside what came, or how far it lay off in the mean.
enum class SliceChart { kErrors, kCalibration, kResiduals };
// `shown` is how a bound of the key reads.
void add_slices(Page& page, const std::string& caption, const std::string& key, const std::vector<Slice>& slices,
                SliceChart chart_kind, const std::function<std::string(double)>& format_bound);

}  // namespace kinfold::app
