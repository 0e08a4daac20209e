// The controls above the map: side, axes and colours.
import type { ViewContext } from '../context';
import type { Axis } from '../types';
import { h } from '../dom';
import { segments, select } from '../choice_controls';
import { capital, many } from '../format';
import { axisLabel } from './axis_ends';

export interface MapOptions {
  side: string;
  kind: 'principal' | 'raw';
  x: number;
  y: number;
  color: string;
}

export function controls(context: ViewContext, options: MapOptions, axes: Axis[], colours: string[]): HTMLElement {
  const sides = context.sides.map((side): [string, string] => [side, capital(many(side))]);
  const axisChoices = axes.map((axis): [string, string] => [String(axis.axis), axisLabel(axis)]);
  const axis = (label: 'x' | 'y') =>
    select(label === 'x' ? 'Horizontal axis' : 'Vertical axis', axisChoices, String(options[label]), (chosen) =>
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
        segments('Points', sides, options.side, (side) =>
          context.go({ side, at: null, color: null, x: null, y: null }),
        ),
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
        options.kind,
        (kind) => context.go({ kind: kind === 'principal' ? null : kind, x: null, y: null }),
      ),
    ),
    axisChoices.length > 0 && [axis('x'), axis('y')],
    select(
      'Colour',
      [...colours.map((colour): [string, string] => [colour, capital(colour)]), ['none', 'None']],
      options.color,
      (color) => context.go({ color }),
    ),
  );
}
