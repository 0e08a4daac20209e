// The context that a view receives, and the interface that it implements.
import type { ModelApi } from './api';
import type { Args } from './route';
import type { ModelInfo, Named } from './types';
import { h } from './dom';
import { changed, go, href } from './route';
import { name } from './format';

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

  // The default side of a view.
  get mainSide(): string {
    const { sides } = this.info;
    return ['item', 'row', 'node', 'entity'].find((side) => sides.includes(side)) ?? sides[0] ?? 'item';
  }

  get sides(): string[] {
    return [...this.info.sides].sort((a, b) => Number(b === this.mainSide) - Number(a === this.mainSide));
  }

  side(): string {
    const side = this.args.get('side');
    return side && this.sides.includes(side) ? side : this.mainSide;
  }

  href(view: string, args: Args = {}): string {
    return href(this.info.name, view, args);
  }

  go(change: Record<string, string | number | null>, replace = false): void {
    go(href(this.info.name, this.view, changed(this.args, change)), replace);
  }

  // A link to the details of a row.
  link(side: string, row: Named): HTMLElement {
    return h('a', { class: 'row-link', href: this.href('explore', { side, id: row.id }) }, name(row));
  }
}

export interface View {
  update(): void;
  leave?(): void;
}

export type MakeView = (host: HTMLElement, context: ViewContext) => View;
