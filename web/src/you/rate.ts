// The control by which an item is rated: stars, like and dislike, or a like alone, as the task has it.
import type { ModelInfo } from '../types';
import { freshId, h, s } from '../dom';
import { short } from '../words';
import { scale } from '../rating_value';

type Choose = (value: number | null) => void;

export function rate(info: ModelInfo, item: string, value: number | null, choose: Choose): HTMLElement {
  if (info.task === 'ratings') return stars(info, item, value, choose);
  if (info.task === 'votes')
    return h(
      'span',
      { class: 'rate' },
      press(`Like ${item}`, 1, value, choose),
      press(`Dislike ${item}`, 0, value, choose),
    );
  return h('span', { class: 'rate' }, press(`Like ${item}`, 1, value, choose));
}

const HAND =
  'M7 9.5 10.6 2.6c1.5 0 2.3 1 2 2.5L12 8h4.4c1 0 1.7.9 1.5 1.9l-1.2 6c-.2.8-.8 1.3-1.6 1.3H7M3 9.5h4v7.7H3z';

function press(label: string, mine: number, value: number | null, choose: Choose): HTMLElement {
  const on = value === mine;
  return h(
    'button',
    {
      class: `quiet round hand${mine ? '' : ' down'}`,
      'aria-pressed': String(on),
      'aria-label': label,
      title: mine ? 'Like' : 'Dislike',
      click: () => choose(on ? null : mine),
    },
    s('svg', { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true' }, s('path', { d: HAND })),
  );
}

// Radio buttons under stars: a scale of many steps shows a star for each whole number, and halves between.
function stars(info: ModelInfo, item: string, value: number | null, choose: Choose): HTMLElement {
  const { low, high, step } = scale(info);
  if ((high - low) / step > 12) return numberField(item, value, low, high, step, choose);
  const group = freshId('stars');
  const steps: number[] = [];
  for (let at = low; at <= high + 1e-9; at += step) steps.push(Math.round(at * 100) / 100);
  return h(
    'span',
    { class: 'rate stars', role: 'radiogroup', 'aria-label': `Rate ${item}`, '--steps': steps.length },
    steps.map((at) => star(group, at, value, step < 1, choose)),
    h('output', { class: 'number soft' }, value === null ? '' : short(value).replace(/\.?0+$/, '')),
  );
}

function star(group: string, at: number, value: number | null, halves: boolean, choose: Choose): HTMLElement {
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
      click: () => choose(at === value ? null : at),
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
  choose: Choose,
): HTMLElement {
  const field = h('input', {
    type: 'number',
    min: low,
    max: high,
    step,
    value: value ?? '',
    'aria-label': `Rate ${item}, ${low} to ${high}`,
    placeholder: `${low}–${high}`,
    change: () => choose(field.value === '' ? null : Number(field.value)),
  });
  return h('span', { class: 'rate' }, field);
}
