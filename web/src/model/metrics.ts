// Measures that the file carries, with their intervals and the protocol, where it has some.
import type { ModelInfo } from '../types';
import { h } from '../dom';
import { short } from '../words';

interface Metric {
  name: string;
  value: number;
  low?: number;
  high?: number;
}

export function metrics(info: ModelInfo): HTMLElement | null {
  const told = info['metrics'];
  if (!Array.isArray(told) || told.length === 0) return null;
  const protocol = info['protocol'];
  return h(
    'section',
    { class: 'card', 'aria-label': 'Measures' },
    h('h2', {}, 'Measures'),
    typeof protocol === 'string' && h('p', { class: 'soft note' }, protocol),
    h(
      'table',
      {},
      h(
        'tbody',
        {},
        (told as Metric[]).map(({ name, value, low, high }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, name),
            h('td', { class: 'number' }, short(value)),
            h(
              'td',
              { class: 'soft number' },
              low !== undefined && high !== undefined ? `${short(low)} to ${short(high)}` : '',
            ),
          ),
        ),
      ),
    ),
  );
}
