// Displays the value of an item for a user: stars, a like or dislike, or nothing for a like. Also the scale of ratings.
import type { ModelInfo } from './types';
import { h } from './dom';
import { short } from './format';

export interface RatingScale {
  low: number;
  high: number;
  step: number;
}

export function ratingScale(info: ModelInfo): RatingScale {
  const { low, high } = info.values ?? { low: 1, high: 5 };
  const integers = Number.isInteger(low) && Number.isInteger(high);
  return { low, high, step: integers ? 1 : 0.5 };
}

export function isLike(info: ModelInfo, value: number): boolean {
  if (info.task !== 'ratings') return value > 0;
  const { low, high } = ratingScale(info);
  return value > (low + high) / 2;
}

export function ratingValue(info: ModelInfo, value: number): HTMLElement | null {
  if (info.task === 'likes') return null;
  if (info.task === 'votes') return h('span', { class: 'soft' }, value > 0 ? 'liked' : 'disliked');
  if (info.task !== 'ratings') return h('span', { class: 'number soft' }, short(value));
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return h('span', { class: 'number rating-value' }, text, h('span', { class: 'star', 'aria-label': ' stars' }, '★'));
}
