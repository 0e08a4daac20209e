// Line chart of a metric over the epochs, with a mark at the best epoch.
import { h, s } from '../dom';
import { ticks } from '../format';

const WIDTH = 460;
const HEIGHT = 170;
const LEFT = 52;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 28;

export interface Series {
  title: string;
  className: string; // CSS class with the colour of the line
  values: (number | null)[];
  best?: number; // counted from 1
}

export function chart({ title, className, values, best }: Series): HTMLElement {
  const finite = values.flatMap((value, i) =>
    value === null || !Number.isFinite(value) ? [] : [[i, value] as [number, number]],
  );
  const numbers = finite.map(([, value]) => value);
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const x = (i: number) => LEFT + (i / Math.max(values.length - 1, 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const path = finite.map(([i, value], k) => `${k ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const mark = best !== undefined ? finite.find(([i]) => i === best - 1) : undefined;
  const gridlines = [high, (high + low) / 2, low];
  const labels = ticks(gridlines);
  const description = `${title}: from ${exact(numbers[0]!)} to ${exact(numbers.at(-1)!)} over ${values.length} epochs${mark ? `; best: ${exact(mark[1])} after epoch ${best}` : ''}`;
  return h(
    'figure',
    { class: 'chart' },
    h(
      'figcaption',
      {},
      h('strong', {}, title),
      mark && h('span', { class: 'soft' }, ` ${exact(mark[1])} after epoch ${best}`),
    ),
    s(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': description },
      gridlines.map((value, i) => [
        s('line', { class: 'gridline', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
        s('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, labels[i]),
      ]),
      s('text', { x: LEFT, y: HEIGHT - 8 }, 'epoch 1'),
      s('text', { x: WIDTH - RIGHT, y: HEIGHT - 8, 'text-anchor': 'end' }, String(values.length)),
      s('path', { d: path, class: `curve ${className}` }),
      mark && s('circle', { class: 'best', cx: x(mark[0]), cy: y(mark[1]), r: 4.5 }),
    ),
  );
}

const exact = (value: number): string => String(Number(value.toPrecision(4)));
