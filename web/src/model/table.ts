// Table models: the columns, and the variance that the components explain.
import type { Column, ModelInfo } from '../types';
import { h } from '../dom';
import { percent, short } from '../format';

export function columns(all: Column[]): HTMLElement {
  const hasNoise = all.some((column) => column.noise);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Columns' },
    h('h2', {}, 'Columns'),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of columns' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ['column', 'kind', 'loss'].map((head) => h('th', { scope: 'col' }, head)),
            h('th', { scope: 'col', class: 'number' }, 'observed'),
            hasNoise && h('th', { scope: 'col', class: 'number' }, 'noise'),
          ),
        ),
        h(
          'tbody',
          {},
          all.map((column) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, h('bdi', {}, column.name)),
              h('td', {}, column.kind),
              h('td', {}, column.loss ?? ''),
              h('td', { class: 'number' }, column.observed ?? ''),
              hasNoise && h('td', { class: 'number' }, column.noise ? short(column.noise) : ''),
            ),
          ),
        ),
      ),
    ),
  );
}

export function components(all: NonNullable<ModelInfo['components']>): HTMLElement {
  const max = Math.max(...all.map((component) => component.explained_variance_ratio), 1e-9);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Components' },
    h('h2', {}, 'Explained variance'),
    h(
      'ol',
      { class: 'rows' },
      all.map(({ explained_variance_ratio: ratio, cumulative_ratio: cumulative }, i) =>
        h(
          'li',
          { class: 'line variance' },
          h('span', {}, `Component ${i + 1}`),
          h('span', { class: 'bar', '--fraction': ratio / max, 'aria-hidden': 'true' }, h('i', {})),
          h('span', { class: 'number' }, percent(ratio)),
          h('span', { class: 'number soft' }, `Σ ${percent(cumulative)}`),
        ),
      ),
    ),
  );
}
