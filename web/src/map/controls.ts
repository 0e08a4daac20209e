// Which side, which axes, which colours: the choices above the map.
import type { ViewContext } from '../context';
import type { Axis } from '../types';
import { h } from '../dom';
import { segments, select } from '../segments';
import { capital, many } from '../words';
import { axisWords } from './ends';

export interface Choices {
  side: string;
  kind: 'principal' | 'raw';
  x: number;
  y: number;
  color: string;
}

export function controls(context: ViewContext, choices: Choices, axes: Axis[], colours: string[]): HTMLElement {
  const sides = context.sides.map((side): [string, string] => [side, capital(many(side))]);
  const numbered = axes.map((axis): [string, string] => [String(axis.axis), axisWords(axis)]);
  const axis = (label: 'x' | 'y') =>
    select(label === 'x' ? 'Left to right' : 'Bottom to top', numbered, String(choices[label]), (chosen) =>
      context.go({ [label]: chosen }),
    );
  return h(
    'div',
    { class: 'controls' },
    sides.length > 1 &&
      h(
        'div',
        { class: 'pick' },
        h('span', { class: 'soft' }, 'Points'),
        segments('Points', sides, choices.side, (side) => context.go({ side, at: null, color: null, x: null, y: null })),
      ),
    h(
      'div',
      { class: 'pick' },
      h('span', { class: 'soft' }, 'Axes'),
      segments(
        'Axes',
        [
          ['principal', 'Principal'],
          ['raw', 'Raw'],
        ],
        choices.kind,
        (kind) => context.go({ kind: kind === 'principal' ? null : kind, x: null, y: null }),
      ),
    ),
    numbered.length > 0 && [axis('x'), axis('y')],
    select(
      'Colour',
      [...colours.map((colour): [string, string] => [colour, capital(colour)]), ['none', 'None']],
      choices.color,
      (color) => context.go({ color }),
    ),
  );
}
