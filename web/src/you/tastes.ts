// What a visitor said of items, as the address holds it: r=260:4.5&r=356:1. An id may hold colons itself.
import type { ModelInfo } from '../types';

export interface Taste {
  item: string;
  value: number;
}

export function tastesOf(args: URLSearchParams): Taste[] {
  return args.getAll('r').flatMap((text) => {
    const at = text.lastIndexOf(':');
    const value = Number(text.slice(at + 1));
    return at > 0 && Number.isFinite(value) ? [{ item: text.slice(0, at), value }] : [];
  });
}

export function withTastes(args: URLSearchParams, tastes: Taste[]): URLSearchParams {
  const result = new URLSearchParams(args);
  for (const key of ['r', 'user', 'add']) result.delete(key);
  for (const { item, value } of tastes) result.append('r', `${item}:${value}`);
  return result;
}

export function said(tastes: Taste[], item: string, value: number | null): Taste[] {
  const others = tastes.filter((taste) => taste.item !== item);
  return value === null ? others : [{ item, value }, ...others];
}

// A like weighs as much as one of training does on average.
export function historyOf(info: ModelInfo, tastes: Taste[]): Taste[] {
  if (info.task !== 'likes') return tastes;
  const value = Number(info.data?.['mean']) || 1;
  return tastes.map(({ item }) => ({ item, value }));
}
