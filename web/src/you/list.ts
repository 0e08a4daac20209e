// The recommendations, each with its reason; what changes place moves there.
import type { ViewContext } from '../context';
import type { ModelInfo, Reason, Recommended } from '../types';
import { h, type Child } from '../dom';
import { name, parted, short, title } from '../words';
import { scale } from '../rating_value';

export interface Ways {
  control(item: Recommended): Child;
  liked: ((id: string) => boolean) | null; // of what the visitor said himself
}

export function recommended(context: ViewContext, items: Recommended[], ways: Ways): HTMLElement {
  const share = shareOf(context.info, items);
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
          h('span', { class: 'bar', '--share': share(item.score), 'aria-hidden': 'true' }, h('i', {})),
          h('span', { class: 'number' }, short(item.score)),
          because(context, item, ways.liked),
        ),
        ways.control(item),
      ),
    ),
  );
}

// How far a score fills its bar: of the values that there are, where scores are such; otherwise of the greatest score.
function shareOf(info: ModelInfo, items: Recommended[]): (score: number) => number {
  const { low, high } = scale(info);
  const most = Math.max(...items.map((item) => item.score));
  const [from, to] = info.task === 'ratings' ? [low, high] : [0, most > 0 ? most : 1];
  return (score) => Math.min(1, Math.max(0, (score - from) / (to - from)));
}

function because(context: ViewContext, item: Recommended, liked: Ways['liked']): HTMLElement | false {
  const speaks = (reason: Reason) => reason.similarity > 0 && (!liked || liked(reason.id));
  const alike = (item.explanations ?? []).filter(speaks).slice(0, 2);
  const features = (item.feature_contributions ?? []).filter((feature) => feature.contribution > 0).slice(0, 2);
  if (alike.length + features.length === 0) return false;
  return h(
    'p',
    { class: 'because' },
    alike.length > 0 && [
      liked ? 'because you liked ' : 'because of ',
      alike.map((reason, i) => [
        i > 0 && ' and ',
        h(
          'a',
          {
            class: 'thing',
            href: context.href('explore', { side: 'item', id: reason.id }),
            title: `${title(reason)}: ${short(reason.similarity)} alike`,
          },
          name(reason, 'why'),
        ),
      ]),
    ],
    features.length > 0 && [
      alike.length > 0 ? '; ' : '',
      'for ',
      features.map((feature, i) => [i > 0 && ', ', h('bdi', {}, parted(feature.feature)[1])]),
    ],
  );
}

// Rows that stay move from where they were (FLIP); those that come fade in.
export function moveRows(host: HTMLElement, change: () => void): void {
  const before = tops(host);
  change();
  if (before.size === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const [id, [top, row]] of tops(host)) {
    const was = before.get(id)?.[0];
    if (was === undefined) row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 280, easing: 'ease-out' });
    else if (Math.abs(was - top) > 1)
      row.animate([{ transform: `translateY(${was - top}px)` }, { transform: 'none' }], {
        duration: 320,
        easing: 'cubic-bezier(.2,.8,.2,1)',
      });
  }
}

function tops(host: HTMLElement): Map<string, [number, HTMLElement]> {
  const rows = host.querySelectorAll<HTMLElement>('li[data-id]');
  return new Map([...rows].map((row) => [row.dataset['id'] ?? '', [row.getBoundingClientRect().top, row]]));
}
