// What a user gave an item, and the values that can be given: stars, a like or a dislike, a like alone.
import type { ModelInfo } from './types';
import { h } from './dom';
import { short } from './words';

export interface Scale {
  low: number;
  high: number;
  step: number;
}

export function scale(info: ModelInfo): Scale {
  const { low, high } = info.values ?? { low: 1, high: 5 };
  const whole = Number.isInteger(low) && Number.isInteger(high);
  return { low, high, step: whole ? 1 : 0.5 };
}

export function likes(info: ModelInfo, value: number): boolean {
  if (info.task !== 'ratings') return value > 0;
  const { low, high } = scale(info);
  return value > (low + high) / 2;
}

export function worth(info: ModelInfo, value: number): HTMLElement | null {
  if (info.task === 'likes') return null;
  if (info.task === 'votes') return h('span', { class: 'soft' }, value > 0 ? 'liked' : 'disliked');
  if (info.task !== 'ratings') return h('span', { class: 'number soft' }, short(value));
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return h('span', { class: 'number worth' }, text, h('span', { class: 'star', 'aria-label': ' stars' }, '★'));
}
