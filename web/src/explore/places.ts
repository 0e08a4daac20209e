// Where a thing lies on the axes that say most of it: what lies at both ends, and how far out it is itself.
import type { Stage } from '../stage';
import type { Axis, Place, Shown, Valued } from '../types';
import { h } from '../dom';
import { Slot } from '../slot';
import { listed, many, percent, title } from '../words';

const STRONGEST = 5;

export function places(stage: Stage, shown: Shown): HTMLElement {
  const host = h('div', {});
  const strongest = [...shown.axes].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, STRONGEST);
  const slot = new Slot<Axis[]>(host, (axes) => {
    const by = new Map(axes.map((axis) => [axis.axis, axis]));
    return h(
      'ul',
      { class: 'axes' },
      strongest.map((place) => strip(stage, shown, place, by.get(place.axis))),
    );
  });
  void slot.show(async () => (await stage.api.axes(shown.side, 'principal')).axes);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Where it stands' },
    h('h2', {}, 'Where it stands'),
    h(
      'p',
      { class: 'soft note' },
      `The directions in which it is furthest from the middle, and the ${many(shown.side)} at their ends.`,
    ),
    host,
  );
}

function strip(stage: Stage, shown: Shown, place: Place, axis: Axis | undefined): HTMLElement | null {
  if (!axis) return null;
  const far = place.place < 0.5 ? 1 - place.place : place.place;
  const end = place.place < 0.5 ? axis.low : axis.high;
  const words = `Further towards ${listed(end.slice(0, 2).map(title))} than ${percent(Math.min(far, 0.999))} of ${many(shown.side)}`;
  return h(
    'li',
    {},
    h(
      'a',
      {
        class: 'soft axis',
        href: stage.href('map', { side: shown.side, x: place.axis, y: place.axis === 0 ? 1 : 0, at: shown.id }),
      },
      `Axis ${place.axis + 1}`,
      axis.share !== undefined && ` · ${percent(axis.share)} of what differs`,
    ),
    h(
      'div',
      { class: 'track', role: 'img', 'aria-label': words, title: words },
      h('i', { class: 'dot', '--place': place.place }),
    ),
    h('div', { class: 'poles' }, ends(stage, shown, axis.low), ends(stage, shown, axis.high)),
  );
}

function ends(stage: Stage, shown: Shown, things: Valued[]): HTMLElement {
  const others = things.filter((thing) => thing.id !== shown.id).slice(0, 3);
  return h(
    'ul',
    {},
    others.map((thing) => h('li', {}, stage.link(shown.side, thing))),
  );
}
