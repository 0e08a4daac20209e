// Search field with suggestions: the combobox pattern of WAI-ARIA.
import type { Hit } from './types';
import { debounce, fill, freshId, h } from './dom';
import { Problem } from './api';
import { count, title } from './format';

export interface Finder {
  label: string;
  placeholder: string;
  find(q: string, signal: AbortSignal): Promise<Hit[]>;
  pick(hit: Hit): void;
  typed?(q: string): void;
  keep?: boolean; // keep the picked name in the field
  labelled?: boolean; // show the label above the field
  unit?: string;
}

export class Combobox {
  readonly root: HTMLElement;
  private readonly id = freshId('find');
  private readonly field: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status = h('span', { class: 'visually-hidden', role: 'status' });
  private hits: Hit[] = [];
  private at = -1;
  private running = new AbortController();
  private readonly searchSoon = debounce(110, () => void this.search());

  constructor(private readonly finder: Finder) {
    this.list = h('ul', {
      id: `${this.id}-list`,
      role: 'listbox',
      class: 'options',
      'aria-label': finder.label,
      hidden: true,
    });
    this.field = h('input', {
      id: this.id,
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: finder.placeholder,
      'aria-expanded': 'false',
      'aria-controls': this.list.id,
      'aria-autocomplete': 'list',
      enterkeyhint: 'search',
      input: () => this.typed(),
      keydown: (event: KeyboardEvent) => this.key(event),
      focus: () => this.searchSoon(),
      blur: () => window.setTimeout(() => this.close(), 120),
    });
    const label = h('label', { for: this.id, class: finder.labelled ? '' : 'unseen' }, finder.label);
    this.root = h(
      'div',
      { class: 'combobox' },
      label,
      h('div', { class: 'field' }, this.field, this.list),
      this.status,
    );
  }

  get value(): string {
    return this.field.value;
  }

  set value(text: string) {
    this.field.value = text;
  }

  focus(): void {
    this.field.focus();
  }

  private typed(): void {
    this.finder.typed?.(this.field.value);
    this.searchSoon();
  }

  private async search(): Promise<void> {
    if (document.activeElement !== this.field) return;
    this.running.abort();
    const running = (this.running = new AbortController());
    try {
      const hits = await this.finder.find(this.field.value.trim(), running.signal);
      if (!running.signal.aborted) this.open(hits);
    } catch (error) {
      if (!running.signal.aborted) this.showMessage(error instanceof Problem ? error.message : 'The search failed.');
    }
  }

  private open(hits: Hit[]): void {
    this.hits = hits;
    this.at = -1;
    if (hits.length === 0) return this.showMessage('No matches.');
    fill(
      this.list,
      hits.map((hit, i) => this.option(hit, i)),
    );
    this.expand(true);
    this.status.textContent = `${hits.length} matches; select with the arrow keys`;
  }

  private option(hit: Hit, i: number): HTMLElement {
    const pick = (event: Event) => {
      event.preventDefault();
      this.pick(i);
    };
    return h(
      'li',
      {
        id: `${this.id}-${i}`,
        role: 'option',
        'aria-selected': 'false',
        pointerdown: pick,
        mousemove: () => this.highlight(i),
      },
      h('bdi', { class: 'name' }, withMatch(title(hit), this.field.value.trim())),
      hit.count !== undefined && h('span', { class: 'number soft' }, count(hit.count)),
    );
  }

  private showMessage(text: string): void {
    this.hits = [];
    fill(
      this.list,
      h('li', { class: 'soft message', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, text),
    );
    this.expand(true);
    this.status.textContent = text;
  }

  private expand(open: boolean): void {
    this.list.hidden = !open;
    this.field.setAttribute('aria-expanded', String(open));
    if (!open) this.field.removeAttribute('aria-activedescendant');
  }

  close(): void {
    this.running.abort();
    this.at = -1;
    this.expand(false);
  }

  private highlight(i: number): void {
    this.list.children[this.at]?.setAttribute('aria-selected', 'false');
    this.at = i;
    const option = this.list.children[i];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.field.setAttribute('aria-activedescendant', option.id);
  }

  private key(event: KeyboardEvent): void {
    const last = this.hits.length - 1;
    if (event.key === 'Escape') {
      if (this.list.hidden) this.field.value = '';
      this.close();
    } else if (event.key === 'Enter' && !this.list.hidden && last >= 0) this.pick(Math.max(this.at, 0));
    else if (event.key === 'ArrowDown')
      this.list.hidden ? void this.search() : this.highlight(this.at >= last ? 0 : this.at + 1);
    else if (event.key === 'ArrowUp') this.highlight(this.at <= 0 ? last : this.at - 1);
    else return;
    event.preventDefault();
  }

  private pick(i: number): void {
    const hit = this.hits[i];
    if (!hit) return;
    this.field.value = this.finder.keep ? title(hit) : '';
    this.close();
    this.finder.pick(hit);
  }
}

function withMatch(text: string, q: string): (string | HTMLElement)[] {
  const at = q ? text.toLowerCase().indexOf(q.toLowerCase()) : -1;
  if (at < 0) return [text];
  return [text.slice(0, at), h('mark', {}, text.slice(at, at + q.length)), text.slice(at + q.length)];
}
