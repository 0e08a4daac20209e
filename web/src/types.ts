// What the program answers; docs/http.md says it in words.

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

export interface Reason extends Named {
  similarity: number;
}

export interface Recommended extends Scored {
  explanations?: Reason[];
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

export interface Fact {
  head: string;
  relation?: string; // of links there is one alone
  tail: string;
}

export interface Shown extends Hit {
  features: string[];
  axes: AxisPosition[];
  history?: Valued[];
  liked_by?: Valued[];
  links?: Fact[];
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

export interface MapAnswer {
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
  explanations?: (Fact & { similarity: number })[];
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
  known?: number;
  noise?: number;
  levels?: string[];
}

export type CurvePoint = number | { epoch?: number; loss: number | null; validation?: number | null };

export interface ModelLine {
  name: string;
  task: string;
}

// What `kinfold info` says of how it was learned, and what it can be asked.
export interface Measure {
  value: number | null;
  low: number | null;
  high: number | null;
}

export type Measures = Record<string, Measure>;

// What `kinfold evaluate` said of a model: of all rows, and of those with what training did not show.
export interface Evaluation {
  protocol: string;
  counts?: Record<string, number>;
  metrics: Measures;
  warm?: Measures;
  cold_user?: Measures;
  cold_item?: Measures;
  warnings?: string[];
}

export interface ModelInfo extends ModelLine {
  model: string;
  rank: number;
  sides: string[];
  sizes: Record<string, number>;
  colors?: Record<string, string[]>;
  capabilities: string[];
  values?: { low: number; high: number };
  epochs?: number;
  stopped?: string;
  data?: Record<string, string>;
  options?: Record<string, string>;
  curve?: CurvePoint[];
  columns?: Column[] | number;
  components?: { std: number; explained_variance_ratio: number; cumulative_ratio: number }[];
  warnings?: string[];
  evaluations?: Evaluation[];
  [fact: string]: unknown;
}
