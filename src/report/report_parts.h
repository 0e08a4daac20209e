// Parts that the reports of all tasks share.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/matrix.h"
#include "core/property.h"
#include "evaluate/bootstrap.h"
#include "factorization/model.h"
#include "factorization/slices.h"
#include "plot/bars.h"
#include "plot/line_plot.h"
#include "report/page.h"

namespace kinfold::app {

using TableRows = std::vector<std::vector<std::string>>;

std::string number(double x);                                                    // with four decimals; empty for NaN
std::vector<std::string> row_of(const std::string& name, const Metric& metric);  // name, value, ends of the interval

void add_metrics(Page& page, const std::string& caption, const std::map<std::string, Metric>& metrics);
// Mean training loss and validation metric by epoch. Adds nothing if the curve is empty.
void add_curve(Page& page, const std::vector<CurvePoint>& curve, std::size_t best, const std::string& metric);
void add_properties(Page& page, const Properties& data, const Properties& options);
// Scatter plot of the rows on their first two principal components. `what` names the rows in the title, `names` the
// points; `labels` colours them, unless it is empty. Adds nothing for fewer than three rows.
void add_map(Page& page, const std::string& what, const Matrix& rows, std::vector<std::string> names,
             std::vector<std::string> labels = {});
// Bars for each slice: its RMSE; its mean predicted and mean actual value; or the mean of predicted - actual.
enum class SliceChart { kErrors, kCalibration, kResiduals };
// `key` names the key that the slices are sorted by; `format_bound` formats a value of it.
void add_slices(Page& page, const std::string& caption, const std::string& key, const std::vector<Slice>& slices,
                SliceChart chart_kind, const std::function<std::string(double)>& format_bound);

}  // namespace kinfold::app
