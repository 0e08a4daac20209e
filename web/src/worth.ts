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
  const { low = 1, high = 5, step } = info.values ?? {};
  return { low, high, step: step ?? (high - low <= 5 ? (Number.isInteger(low) ? 1 : 0.5) : (high - low) / 10) };
}

export function worth(info: ModelInfo, value: number): HTMLElement | null {
  if (info.task === 'likes') return null;
  if (info.task === 'votes') return h('span', { class: 'soft' }, value > 0 ? 'liked' : 'disliked');
  if (info.task !== 'ratings') return h('span', { class: 'number soft' }, short(value));
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return h('span', { class: 'number worth' }, text, h('span', { class: 'star', 'aria-label': ' stars' }, '★'));
}
