// Legend of the colours. A click on a class highlights its points.
import { ramp, type Colouring } from './colours';
import { h, type Child } from '../dom';
import { isDark } from '../theme';
import { compact } from '../format';

export function legend(colouring: Colouring, selected: string, select: (text: string) => void): Child {
  if (colouring.range) return scale(colouring.range);
  return h(
    'ul',
    { class: 'legend' },
    colouring.entries.map((entry) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            class: 'quiet small',
            'aria-pressed': String(entry.text === selected),
            click: () => select(entry.text === selected ? '' : entry.text),
          },
          h('i', { class: 'swatch', '--colour': entry.css }),
          h('bdi', { class: 'name' }, entry.text || '(none)'),
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
    h('span', {}, compact(low)),
    h('i', { '--ramp': `linear-gradient(to right, ${stops.join(', ')})` }),
    h('span', {}, compact(high)),
  );
}
