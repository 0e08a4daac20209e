// What a view is given, and what it gives back.
import type { ModelApi } from './api';
import type { Args } from './route';
import type { ModelInfo, Named } from './types';
import { h } from './dom';
import { changed, go, href } from './route';
import { name } from './words';

export class ViewContext {
  args = new URLSearchParams();

  constructor(
    readonly info: ModelInfo,
    readonly api: ModelApi,
    readonly view: string,
    readonly say: (text: string) => void,
  ) {}

  can(verb: string): boolean {
    return this.info.capabilities.includes(verb);
  }

  // The side that a view begins with: what is recommended, what has a row of its own.
  get mainSide(): string {
    const { sides } = this.info;
    return ['item', 'row', 'node', 'entity'].find((side) => sides.includes(side)) ?? sides[0] ?? 'item';
  }

  get sides(): string[] {
    return [...this.info.sides].sort((a, b) => Number(b === this.mainSide) - Number(a === this.mainSide));
  }

  side(): string {
    const asked = this.args.get('side');
    return asked && this.sides.includes(asked) ? asked : this.mainSide;
  }

  href(view: string, args: Args = {}): string {
    return href(this.info.name, view, args);
  }

  go(change: Record<string, string | number | null>, replace = false): void {
    go(href(this.info.name, this.view, changed(this.args, change)), replace);
  }

  // A link to a thing: to the page of what is known of it.
  link(side: string, thing: Named): HTMLElement {
    return h('a', { class: 'thing', href: this.href('explore', { side, id: thing.id }) }, name(thing));
  }
}

export interface View {
  update(): void;
  leave?(): void;
}

export type MakeView = (host: HTMLElement, context: ViewContext) => View;
