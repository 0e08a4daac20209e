// Metrics on held-out data, from `kinfold evaluate`.
import type { Evaluation, Metric, Metrics } from '../types';
import { h } from '../dom';
import { compact } from '../format';

type Subset = 'metrics' | 'warm' | 'cold_user' | 'cold_item';

const SUBSETS: [Subset, string, string][] = [
  ['metrics', 'All rows', 'rows'],
  ['warm', 'Seen users and items', 'warm_rows'],
  ['cold_user', 'Unseen users', 'cold_user_rows'],
  ['cold_item', 'Unseen items', 'cold_item_rows'],
];

export function metrics(evaluation: Evaluation): HTMLElement {
  const { counts = {}, warnings = [] } = evaluation;
  const hasSubsets = counts.warm_rows !== counts.rows;
  const subsets = SUBSETS.filter(
    ([subset]) => subset === 'metrics' || (hasSubsets && Object.keys(evaluation[subset] ?? {}).length > 0),
  );
  return h(
    'section',
    { class: 'card', 'aria-label': 'Metrics' },
    h('h2', {}, 'Metrics'),
    h('p', { class: 'soft' }, h('bdi', {}, evaluation.protocol)),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of metrics' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            HEADS.map(([name, kind]) => h('th', { scope: 'col', class: kind }, name)),
          ),
        ),
        subsets.map(([subset, title, count]) => rows(hasSubsets ? title : '', counts[count], evaluation[subset] ?? {})),
      ),
    ),
    warnings.length > 0 &&
      h(
        'ul',
        { class: 'soft' },
        warnings.map((warning) => h('li', {}, warning)),
      ),
  );
}

const HEADS = [
  ['metric', ''],
  ['value', 'number'],
  ['95 % interval', 'number'],
] as const;

function rows(title: string, count: number | undefined, metrics: Metrics): HTMLElement {
  return h(
    'tbody',
    {},
    title &&
      h(
        'tr',
        {},
        h(
          'th',
          { scope: 'rowgroup', colspan: 3 },
          title,
          count !== undefined && h('span', { class: 'soft' }, ` ${compact(count)} rows`),
        ),
      ),
    Object.entries(metrics).map(([name, metric]) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, name),
        h('td', { class: 'number' }, formatted(metric.value)),
        h('td', { class: 'number' }, interval(metric)),
      ),
    ),
  );
}

const formatted = (value: number | null): string => (value === null ? 'none' : value.toFixed(4));

const interval = ({ low, high }: Metric): string =>
  low === null || high === null ? '' : `${low.toFixed(4)} to ${high.toFixed(4)}`;
