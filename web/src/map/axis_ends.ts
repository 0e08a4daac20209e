// Labels of the map's borders: the rows at the ends of both axes.
import type { Axis } from '../types';
import { h } from '../dom';
import { joined, percent, title } from '../format';

const NUM_SHOWN = 3;

export function axisLabel(axis: Axis): string {
  const ratio = axis.explained_variance_ratio !== undefined ? ` (${percent(axis.explained_variance_ratio)})` : '';
  const [low, high] = [axis.low[0], axis.high[0]];
  return `${axis.axis + 1}${ratio}${low && high ? ` · ${cut(title(low))} ↔ ${cut(title(high))}` : ''}`;
}

const cut = (text: string): string =>
  Array.from(text).length > 18 ? `${Array.from(text).slice(0, 17).join('')}…` : text;

export interface AxisEnds {
  left: HTMLElement;
  right: HTMLElement;
  low: HTMLElement;
  high: HTMLElement;
}

export function axisEnds(x: Axis | undefined, y: Axis | undefined, hrefOf: (id: string) => string): AxisEnds {
  const end = (axis: Axis | undefined, side: 'low' | 'high', arrow: string, where: string) => {
    const rows = axis?.[side].slice(0, NUM_SHOWN) ?? [];
    const description = rows.length ? `${where}: ${joined(rows.map(title))}` : '';
    const sign = h('span', { class: 'arrow', 'aria-hidden': 'true' }, arrow);
    return h(
      'p',
      { class: `end ${where}`, title: description },
      sign,
      ' ',
      h('span', { class: 'visually-hidden' }, `To the ${where}: `),
      rows.map((row, i) => [
        i > 0 && ' · ',
        h('a', { class: 'row-link', href: hrefOf(row.id) }, h('bdi', {}, title(row))),
      ]),
    );
  };
  return {
    left: end(x, 'low', '←', 'left'),
    right: end(x, 'high', '→', 'right'),
    low: end(y, 'low', '↓', 'bottom'),
    high: end(y, 'high', '↑', 'top'),
  };
}
