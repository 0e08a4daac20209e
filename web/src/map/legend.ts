// What the colours mean. Of classes each can be taken out, to see where it lies.
import type { Paint } from './paint';
import { ramp } from './paint';
import { h, type Child } from '../dom';
import { isDark } from '../theme';
import { tidy } from '../words';

export function legend(paint: Paint, shown: string, choose: (text: string) => void): Child {
  if (paint.range) return scale(paint.range);
  return h(
    'ul',
    { class: 'legend' },
    paint.keys.map((key) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            class: 'quiet small',
            'aria-pressed': String(key.text === shown),
            click: () => choose(key.text === shown ? '' : key.text),
          },
          h('i', { class: 'swatch', '--colour': key.css }),
          h('bdi', { class: 'name' }, key.text || '(none)'),
        ),
      ),
    ),
  );
}

function scale([low, high]: [number, number]): HTMLElement {
  const stops = ramp(isDark()).map(([r, g, b]) => `rgb(${r} ${g} ${b})`);
  return h(
    'div',
    { class: 'scale' },
    h('span', {}, tidy(low)),
    h('i', { '--ramp': `linear-gradient(to right, ${stops.join(', ')})` }),
    h('span', {}, tidy(high)),
  );
}
