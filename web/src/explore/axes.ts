// The position of a row on its most extreme principal axes, with the rows at both ends of each axis.
import type { ViewContext } from '../context';
import type { Axis, AxisPosition, RowInfo, Valued } from '../types';
import { h } from '../dom';
import { AsyncSlot } from '../async_slot';
import { joined, many, percent, title } from '../format';

const NUM_AXES = 5;

export function axisPositions(context: ViewContext, row: RowInfo): HTMLElement {
  const host = h('div', {});
  const largest = [...row.axes].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, NUM_AXES);
  const slot = new AsyncSlot<Axis[]>(host, (axes) => {
    const by = new Map(axes.map((axis) => [axis.axis, axis]));
    return h(
      'ul',
      { class: 'axes' },
      largest.map((position) => axisRow(context, row, position, by.get(position.axis))),
    );
  });
  void slot.show(async () => (await context.api.axes(row.side, 'principal')).axes);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Position on the axes' },
    h('h2', {}, 'Position on the axes'),
    h(
      'p',
      { class: 'soft note' },
      `The principal axes with its largest coordinates, and the ${many(row.side)} at both ends.`,
    ),
    host,
  );
}

function axisRow(
  context: ViewContext,
  row: RowInfo,
  position: AxisPosition,
  axis: Axis | undefined,
): HTMLElement | null {
  if (!axis) return null;
  const fraction = position.quantile < 0.5 ? 1 - position.quantile : position.quantile;
  const end = position.quantile < 0.5 ? axis.low : axis.high;
  const description = `Further towards ${joined(end.slice(0, 2).map(title))} than ${percent(Math.min(fraction, 0.999))} of ${many(row.side)}`;
  return h(
    'li',
    {},
    h(
      'a',
      {
        class: 'soft axis',
        href: context.href('map', { side: row.side, x: position.axis, y: position.axis === 0 ? 1 : 0, at: row.id }),
      },
      `Axis ${position.axis + 1}`,
      axis.explained_variance_ratio !== undefined && ` · ${percent(axis.explained_variance_ratio)} of the variance`,
    ),
    h(
      'div',
      { class: 'track', role: 'img', 'aria-label': description, title: description },
      h('i', { class: 'dot', '--quantile': position.quantile }),
    ),
    h('div', { class: 'axis-ends' }, ends(context, row, axis.low), ends(context, row, axis.high)),
  );
}

function ends(context: ViewContext, row: RowInfo, rows: Valued[]): HTMLElement {
  const others = rows.filter((each) => each.id !== row.id).slice(0, 3);
  return h(
    'ul',
    {},
    others.map((each) => h('li', {}, context.link(row.side, each))),
  );
}
