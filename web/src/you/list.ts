// The list of recommendations with explanations. Changes are animated.
import type { ViewContext } from '../context';
import type { ItemExplanation, ModelInfo, Recommended } from '../types';
import { h, type Child } from '../dom';
import { name, splitFeature, short, title } from '../format';
import { ratingScale } from '../rating_value';

export interface RowActions {
  control(item: Recommended): Child;
  liked: ((id: string) => boolean) | null; // whether the visitor likes an item; null for a known user
}

export function recommended(context: ViewContext, items: Recommended[], actions: RowActions): HTMLElement {
  const fraction = barFraction(context.info, items);
  return h(
    'ol',
    { class: 'rows recommended' },
    items.map((item) =>
      h(
        'li',
        { 'data-id': item.id },
        h(
          'div',
          { class: 'line' },
          context.link('item', item),
          h('span', { class: 'bar', '--fraction': fraction(item.score), 'aria-hidden': 'true' }, h('i', {})),
          h('span', { class: 'number' }, short(item.score)),
          explanation(context, item, actions.liked),
        ),
        actions.control(item),
      ),
    ),
  );
}

// The filled fraction of the bar of a score: relative to the rating scale for ratings, otherwise to the largest score.
function barFraction(info: ModelInfo, items: Recommended[]): (score: number) => number {
  const { low, high } = ratingScale(info);
  const max = Math.max(...items.map((item) => item.score));
  const [from, to] = info.task === 'ratings' ? [low, high] : [0, max > 0 ? max : 1];
  return (score) => Math.min(1, Math.max(0, (score - from) / (to - from)));
}

function explanation(context: ViewContext, item: Recommended, liked: RowActions['liked']): HTMLElement | false {
  const isPositive = (each: ItemExplanation) => each.similarity > 0 && (!liked || liked(each.id));
  const similar = (item.explanations ?? []).filter(isPositive).slice(0, 2);
  const features = (item.feature_contributions ?? []).filter((feature) => feature.contribution > 0).slice(0, 2);
  if (similar.length + features.length === 0) return false;
  return h(
    'p',
    { class: 'explanation' },
    similar.length > 0 && [
      liked ? 'because you liked ' : 'because of ',
      similar.map((each, i) => [
        i > 0 && ' and ',
        h(
          'a',
          {
            class: 'row-link',
            href: context.href('explore', { side: 'item', id: each.id }),
            title: `${title(each)}: similarity ${short(each.similarity)}`,
          },
          name(each, 'explanation-link'),
        ),
      ]),
    ],
    features.length > 0 && [
      similar.length > 0 ? '; ' : '',
      'features ',
      features.map((feature, i) => [i > 0 && ', ', h('bdi', {}, splitFeature(feature.feature)[1])]),
    ],
  );
}

// Animates a change of the list: remaining rows move from their old position (FLIP), new rows fade in.
export function moveRows(host: HTMLElement, change: () => void): void {
  const before = tops(host);
  change();
  if (before.size === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const [id, [top, row]] of tops(host)) {
    const oldTop = before.get(id)?.[0];
    if (oldTop === undefined) row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 280, easing: 'ease-out' });
    else if (Math.abs(oldTop - top) > 1)
      row.animate([{ transform: `translateY(${oldTop - top}px)` }, { transform: 'none' }], {
        duration: 320,
        easing: 'cubic-bezier(.2,.8,.2,1)',
      });
  }
}

function tops(host: HTMLElement): Map<string, [number, HTMLElement]> {
  const rows = host.querySelectorAll<HTMLElement>('li[data-id]');
  return new Map([...rows].map((row) => [row.dataset['id'] ?? '', [row.getBoundingClientRect().top, row]]));
}
