// Directions mean something: what lies at the ends of the two axes that are drawn.
import type { Axis } from '../types';
import { h } from '../dom';
import { listed, percent, title } from '../words';

const SHOWN = 3;

export function axisWords(axis: Axis): string {
  const share = axis.explained_variance_ratio !== undefined ? ` (${percent(axis.explained_variance_ratio)})` : '';
  const [low, high] = [axis.low[0], axis.high[0]];
  return `${axis.axis + 1}${share}${low && high ? ` · ${cut(title(low))} ↔ ${cut(title(high))}` : ''}`;
}

const cut = (text: string): string =>
  Array.from(text).length > 18 ? `${Array.from(text).slice(0, 17).join('')}…` : text;

export interface Ends {
  left: HTMLElement;
  right: HTMLElement;
  low: HTMLElement;
  high: HTMLElement;
}

export function ends(x: Axis | undefined, y: Axis | undefined, hrefOf: (id: string) => string): Ends {
  const end = (axis: Axis | undefined, side: 'low' | 'high', arrow: string, where: string) => {
    const things = axis?.[side].slice(0, SHOWN) ?? [];
    const words = things.length ? `${where}: ${listed(things.map(title))}` : '';
    const sign = h('span', { class: 'arrow', 'aria-hidden': 'true' }, arrow);
    return h(
      'p',
      { class: `end ${where}`, title: words },
      sign,
      ' ',
      h('span', { class: 'unseen' }, `To the ${where}: `),
      things.map((thing, i) => [
        i > 0 && ' · ',
        h('a', { class: 'thing', href: hrefOf(thing.id) }, h('bdi', {}, title(thing))),
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
