// The rating control of an item, by task: stars, like and dislike, or like only.
import type { ModelInfo } from '../types';
import { freshId, h, s } from '../dom';
import { short } from '../format';
import { ratingScale } from '../rating_value';

type OnRate = (value: number | null) => void;

export function rate(info: ModelInfo, item: string, value: number | null, onRate: OnRate): HTMLElement {
  if (info.task === 'ratings') return stars(info, item, value, onRate);
  if (info.task === 'votes')
    return h(
      'span',
      { class: 'rate' },
      likeButton(`Like ${item}`, 1, value, onRate),
      likeButton(`Dislike ${item}`, 0, value, onRate),
    );
  return h('span', { class: 'rate' }, likeButton(`Like ${item}`, 1, value, onRate));
}

const THUMB =
  'M7 9.5 10.6 2.6c1.5 0 2.3 1 2 2.5L12 8h4.4c1 0 1.7.9 1.5 1.9l-1.2 6c-.2.8-.8 1.3-1.6 1.3H7M3 9.5h4v7.7H3z';

function likeButton(label: string, own: number, value: number | null, onRate: OnRate): HTMLElement {
  const on = value === own;
  return h(
    'button',
    {
      class: `quiet round thumb${own ? '' : ' down'}`,
      'aria-pressed': String(on),
      'aria-label': label,
      title: own ? 'Like' : 'Dislike',
      click: () => onRate(on ? null : own),
    },
    s('svg', { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true' }, s('path', { d: THUMB })),
  );
}

// Stars as radio buttons, with half stars if the step is 0.5. Scales with more than 12 steps get a number field.
function stars(info: ModelInfo, item: string, value: number | null, onRate: OnRate): HTMLElement {
  const { low, high, step } = ratingScale(info);
  if ((high - low) / step > 12) return numberField(item, value, low, high, step, onRate);
  const group = freshId('stars');
  const steps: number[] = [];
  for (let at = low; at <= high + 1e-9; at += step) steps.push(Math.round(at * 100) / 100);
  return h(
    'span',
    { class: 'rate stars', role: 'radiogroup', 'aria-label': `Rate ${item}`, '--steps': steps.length },
    steps.map((at) => star(group, at, value, step < 1, onRate)),
    h('output', { class: 'number soft' }, value === null ? '' : short(value).replace(/\.?0+$/, '')),
  );
}

function star(group: string, at: number, value: number | null, halves: boolean, onRate: OnRate): HTMLElement {
  const half = halves ? (Number.isInteger(at) ? ' right' : ' left') : '';
  const on = value !== null && at <= value;
  return h(
    'label',
    { class: `star${half}${on ? ' on' : ''}` },
    h('input', {
      type: 'radio',
      name: group,
      value: at,
      checked: at === value,
      'aria-label': `${at} stars`,
      click: () => onRate(at === value ? null : at),
    }),
    h('span', { 'aria-hidden': 'true' }, '★'),
  );
}

function numberField(
  item: string,
  value: number | null,
  low: number,
  high: number,
  step: number,
  onRate: OnRate,
): HTMLElement {
  const field = h('input', {
    type: 'number',
    min: low,
    max: high,
    step,
    value: value ?? '',
    'aria-label': `Rate ${item}, ${low} to ${high}`,
    placeholder: `${low}–${high}`,
    change: () => onRate(field.value === '' ? null : Number(field.value)),
  });
  return h('span', { class: 'rate' }, field);
}
