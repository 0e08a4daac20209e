// Response types of the HTTP API (docs/http.md).

export interface Named {
  id: string;
  name?: string;
}

export interface Scored extends Named {
  score: number;
}

export interface Valued extends Named {
  value: number;
}

export interface Hit extends Named {
  side: string;
  count?: number;
}

export interface Hits {
  items: Hit[];
  more: boolean;
}

export interface ItemExplanation extends Named {
  similarity: number;
}

export interface Recommended extends Scored {
  explanations?: ItemExplanation[];
  feature_contributions?: { feature: string; contribution: number }[];
}

export interface Recommendation {
  items: Recommended[];
  folded_in?: boolean;
  more?: boolean;
}

export interface Similar {
  id: string;
  side: string;
  items: Scored[];
}

export interface AxisPosition {
  axis: number;
  value: number;
  quantile: number;
}

export interface Triple {
  head: string;
  relation?: string; // absent in models of links
  tail: string;
}

export interface RowInfo extends Hit {
  features: string[];
  axes: AxisPosition[];
  history?: Valued[];
  liked_by?: Valued[];
  links?: Triple[];
  class?: string;
}

export interface Axis {
  axis: number;
  explained_variance_ratio?: number;
  low: Valued[];
  high: Valued[];
}

export type AxisKind = 'principal' | 'raw';

export interface MapColour {
  kind: 'levels' | 'number';
  levels?: string[];
  values: string;
}

export interface MapResponse {
  side: string;
  ids: string[];
  names?: string[];
  x: string;
  y: string;
  color?: MapColour;
  explained_variance_ratio?: [number, number];
}

export interface Answer {
  id: string;
  score: number;
  known: boolean;
  explanations?: (Triple & { similarity: number })[];
}

export interface Classified {
  id: string;
  class: string;
  probability: number;
  classes: { class: string; probability: number }[];
  label?: string;
}

export type CellValue = string | number | boolean | null;

export interface Cell {
  value: CellValue;
  low?: number;
  high?: number;
  probability?: number;
  observed: boolean;
}

export interface Column {
  name: string;
  kind: string;
  loss?: string;
  observed?: number;
  noise?: number;
  levels?: string[];
}

export type CurvePoint = number | { epoch?: number; loss: number | null; validation?: number | null };

export interface ModelSummary {
  name: string;
  task: string;
}

// A metric with its confidence interval.
export interface Metric {
  value: number | null;
  low: number | null;
  high: number | null;
}

export type Metrics = Record<string, Metric>;

// The result of `kinfold evaluate`: metrics of all rows, and of the rows with known or unseen users and items.
export interface Evaluation {
  protocol: string;
  counts?: Record<string, number>;
  metrics: Metrics;
  warm?: Metrics;
  cold_user?: Metrics;
  cold_item?: Metrics;
  warnings?: string[];
}

// The result of `kinfold info --json`, with the fields of the server.
export type Property = string | number | boolean;

export interface ModelInfo extends ModelSummary {
  model: string;
  rank: number;
  sides: string[];
  sizes: Record<string, number>;
  colors?: Record<string, string[]>;
  capabilities: string[];
  values?: { low: number; high: number };
  epochs?: number;
  stop_reason?: string;
  data?: Record<string, Property>;
  options?: Record<string, Property>;
  curve?: CurvePoint[];
  columns?: Column[] | number;
  components?: { std: number; explained_variance_ratio: number; cumulative_ratio: number }[];
  warnings?: string[];
  evaluations?: Evaluation[];
  [field: string]: unknown;
}
