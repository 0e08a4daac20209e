// Where a thing lies on the axes that say most of it: what lies at both ends, and how far out it is itself.
import type { ViewContext } from '../context';
import type { Axis, AxisPosition, Shown, Valued } from '../types';
import { h } from '../dom';
import { Slot } from '../slot';
import { listed, many, percent, title } from '../words';

const STRONGEST = 5;

export function axisPositions(context: ViewContext, shown: Shown): HTMLElement {
  const host = h('div', {});
  const strongest = [...shown.axes].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, STRONGEST);
  const slot = new Slot<Axis[]>(host, (axes) => {
    const by = new Map(axes.map((axis) => [axis.axis, axis]));
    return h(
      'ul',
      { class: 'axes' },
      strongest.map((place) => axisRow(context, shown, place, by.get(place.axis))),
    );
  });
  void slot.show(async () => (await context.api.axes(shown.side, 'principal')).axes);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Position on the axes' },
    h('h2', {}, 'Position on the axes'),
    h(
      'p',
      { class: 'soft note' },
      `The directions in which it is furthest from the middle, and the ${many(shown.side)} at their ends.`,
    ),
    host,
  );
}

function axisRow(context: ViewContext, shown: Shown, place: AxisPosition, axis: Axis | undefined): HTMLElement | null {
  if (!axis) return null;
  const far = place.quantile < 0.5 ? 1 - place.quantile : place.quantile;
  const end = place.quantile < 0.5 ? axis.low : axis.high;
  const words = `Further towards ${listed(end.slice(0, 2).map(title))} than ${percent(Math.min(far, 0.999))} of ${many(shown.side)}`;
  return h(
    'li',
    {},
    h(
      'a',
      {
        class: 'soft axis',
        href: context.href('map', { side: shown.side, x: place.axis, y: place.axis === 0 ? 1 : 0, at: shown.id }),
      },
      `Axis ${place.axis + 1}`,
      axis.explained_variance_ratio !== undefined && ` · ${percent(axis.explained_variance_ratio)} of the variance`,
    ),
    h(
      'div',
      { class: 'track', role: 'img', 'aria-label': words, title: words },
      h('i', { class: 'dot', '--quantile': place.quantile }),
    ),
    h('div', { class: 'poles' }, ends(context, shown, axis.low), ends(context, shown, axis.high)),
  );
}

function ends(context: ViewContext, shown: Shown, things: Valued[]): HTMLElement {
  const others = things.filter((thing) => thing.id !== shown.id).slice(0, 3);
  return h(
    'ul',
    {},
    others.map((thing) => h('li', {}, context.link(shown.side, thing))),
  );
}
