// A small line chart: how a number went over the epochs, with the epoch that was best.
import { h, s } from '../dom';
import { ticks } from '../words';

const WIDTH = 460;
const HEIGHT = 170;
const LEFT = 52;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 28;

export interface Series {
  title: string;
  of: string; // a class that colours the line
  values: (number | null)[];
  best?: number; // counted from 1
}

export function chart({ title, of, values, best }: Series): HTMLElement {
  const known = values.flatMap((value, i) =>
    value === null || !Number.isFinite(value) ? [] : [[i, value] as [number, number]],
  );
  const numbers = known.map(([, value]) => value);
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const x = (i: number) => LEFT + (i / Math.max(values.length - 1, 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => TOP + ((high - value) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const path = known.map(([i, value], k) => `${k ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const mark = best !== undefined ? known.find(([i]) => i === best - 1) : undefined;
  const rules = [high, (high + low) / 2, low];
  const names = ticks(rules);
  const words = `${title}: from ${exact(numbers[0]!)} to ${exact(numbers.at(-1)!)} over ${values.length} epochs${mark ? `; ${exact(mark[1])} after epoch ${best}, which was best` : ''}`;
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
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': words },
      rules.map((value, i) => [
        s('line', { class: 'rule', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
        s('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, names[i]),
      ]),
      s('text', { x: LEFT, y: HEIGHT - 8 }, 'epoch 1'),
      s('text', { x: WIDTH - RIGHT, y: HEIGHT - 8, 'text-anchor': 'end' }, String(values.length)),
      s('path', { d: path, class: `curve ${of}` }),
      mark && s('circle', { class: 'best', cx: x(mark[0]), cy: y(mark[1]), r: 4.5 }),
    ),
  );
}

const exact = (value: number): string => String(Number(value.toPrecision(4)));
