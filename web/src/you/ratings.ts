// The ratings of the visitor in the URL: r=260:4.5&r=356:1. An id may contain colons.
import type { ModelInfo } from '../types';

export interface Rating {
  item: string;
  value: number;
}

export function ratingsOf(args: URLSearchParams): Rating[] {
  return args.getAll('r').flatMap((text) => {
    const at = text.lastIndexOf(':');
    const value = Number(text.slice(at + 1));
    return at > 0 && Number.isFinite(value) ? [{ item: text.slice(0, at), value }] : [];
  });
}

export function withRatings(args: URLSearchParams, ratings: Rating[]): URLSearchParams {
  const result = new URLSearchParams(args);
  for (const key of ['r', 'user', 'add']) result.delete(key);
  for (const { item, value } of ratings) result.append('r', `${item}:${value}`);
  return result;
}

export function setRating(ratings: Rating[], item: string, value: number | null): Rating[] {
  const others = ratings.filter((rating) => rating.item !== item);
  return value === null ? others : [{ item, value }, ...others];
}

// Gives each like the mean weight of the likes in the training set.
export function historyOf(info: ModelInfo, ratings: Rating[]): Rating[] {
  if (info.task !== 'likes') return ratings;
  const value = Number(info.data?.['mean']) || 1;
  return ratings.map(({ item }) => ({ item, value }));
}
