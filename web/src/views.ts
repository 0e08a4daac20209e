// The views in the order of their tabs, and the capabilities that each view needs.
import type { ModelInfo } from './types';
import type { MakeView } from './context';
import { makeExplore } from './explore/view';
import { makeMap } from './map/view';
import { makeForYou } from './you/view';
import { makeQuery } from './query/view';
import { makeGraph } from './graph/view';
import { makeImpute } from './impute/view';
import { makeModel } from './model/view';

export interface Tab {
  key: string;
  title: string;
  make: MakeView;
  isAvailable(info: ModelInfo): boolean;
}

const can =
  (...verbs: string[]) =>
  (info: ModelInfo) =>
    verbs.every((verb) => info.capabilities.includes(verb));
const has = (side: string, isAvailable: (info: ModelInfo) => boolean) => (info: ModelInfo) =>
  info.sides.includes(side) && isAvailable(info);

export const TABS: Tab[] = [
  { key: 'explore', title: 'Explore', make: makeExplore, isAvailable: can('search', 'show') },
  { key: 'map', title: 'Map', make: makeMap, isAvailable: can('map') },
  { key: 'you', title: 'For you', make: makeForYou, isAvailable: has('item', can('recommend', 'search')) },
  { key: 'query', title: 'Query', make: makeQuery, isAvailable: has('relation', can('query', 'search')) },
  {
    key: 'graph',
    title: 'Graph',
    make: makeGraph,
    isAvailable: (info) => has('node', can('show'))(info) || has('entity', can('show'))(info),
  },
  { key: 'impute', title: 'Impute', make: makeImpute, isAvailable: can('impute') },
  { key: 'model', title: 'Model', make: makeModel, isAvailable: () => true },
];

export const tabsOf = (info: ModelInfo): Tab[] => TABS.filter((tab) => tab.isAvailable(info));
