// The views, in the order of their tabs, and what a model must be able to answer for each.
import type { ModelInfo } from './types';
import type { MakeView } from './context';
import { makeExplore } from './explore/view';
import { makeMap } from './map/view';
import { makeForYou } from './you/view';
import { makeQuery } from './ask/view';
import { makeGraph } from './graph/view';
import { makeImpute } from './complete/view';
import { makeModel } from './model/view';

export interface Tab {
  key: string;
  title: string;
  make: MakeView;
  fits(info: ModelInfo): boolean;
}

const can =
  (...verbs: string[]) =>
  (info: ModelInfo) =>
    verbs.every((verb) => info.capabilities.includes(verb));
const has = (side: string, fits: (info: ModelInfo) => boolean) => (info: ModelInfo) =>
  info.sides.includes(side) && fits(info);

export const TABS: Tab[] = [
  { key: 'explore', title: 'Explore', make: makeExplore, fits: can('search', 'show') },
  { key: 'map', title: 'Map', make: makeMap, fits: can('map') },
  { key: 'you', title: 'For you', make: makeForYou, fits: has('item', can('recommend', 'search')) },
  { key: 'query', title: 'Query', make: makeQuery, fits: has('relation', can('query', 'search')) },
  {
    key: 'graph',
    title: 'Graph',
    make: makeGraph,
    fits: (info) => has('node', can('show'))(info) || has('entity', can('show'))(info),
  },
  { key: 'impute', title: 'Impute', make: makeImpute, fits: can('impute') },
  { key: 'model', title: 'Model', make: makeModel, fits: () => true },
];

export const tabsOf = (info: ModelInfo): Tab[] => TABS.filter((tab) => tab.fits(info));
