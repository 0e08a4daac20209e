// How well the model did on held-out data, as `kinfold evaluate` measured it.
import type { Evaluation, Measure, Measures } from '../types';
import { h } from '../dom';
import { tidy } from '../words';

type Part = 'metrics' | 'warm' | 'cold_user' | 'cold_item';

const PARTS: [Part, string, string][] = [
  ['metrics', 'All of it', 'rows'],
  ['warm', 'User and item known', 'warm_rows'],
  ['cold_user', 'User unseen', 'cold_user_rows'],
  ['cold_item', 'Item unseen', 'cold_item_rows'],
];

export function metrics(evaluation: Evaluation): HTMLElement {
  const { counts = {}, warnings = [] } = evaluation;
  const several = counts.warm_rows !== counts.rows;
  const parts = PARTS.filter(
    ([part]) => part === 'metrics' || (several && Object.keys(evaluation[part] ?? {}).length > 0),
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
        parts.map(([part, title, count]) => rows(several ? title : '', counts[count], evaluation[part] ?? {})),
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

function rows(title: string, count: number | undefined, measures: Measures): HTMLElement {
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
          count !== undefined && h('span', { class: 'soft' }, ` ${tidy(count)} rows`),
        ),
      ),
    Object.entries(measures).map(([name, measure]) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, name),
        h('td', { class: 'number' }, exact(measure.value)),
        h('td', { class: 'number' }, interval(measure)),
      ),
    ),
  );
}

const exact = (value: number | null): string => (value === null ? 'none' : value.toFixed(4));

const interval = ({ low, high }: Measure): string =>
  low === null || high === null ? '' : `${low.toFixed(4)} to ${high.toFixed(4)}`;
