// An element that shows the result of the latest request: a skeleton while it runs, then the result or the error.
import { h, fill, type Child } from './dom';
import { Problem } from './api';

export type Loader<T> = (signal: AbortSignal) => Promise<T>;

export const skeleton = (lines: number): HTMLElement =>
  h(
    'div',
    { class: 'skeleton', 'aria-hidden': 'true' },
    Array.from({ length: lines }, () => h('span', {})),
  );

export const empty = (text: string, ...more: Child[]): HTMLElement =>
  h('div', { class: 'empty' }, h('p', {}, text), more);

export function failure(error: unknown, retry: () => void, label = 'Try again'): HTMLElement {
  const detail = error instanceof Error ? error.message : String(error);
  return h('div', { class: 'failure', role: 'alert' }, h('p', {}, detail), h('button', { click: retry }, label));
}

export class AsyncSlot<T> {
  private running = new AbortController();

  constructor(
    readonly host: HTMLElement,
    private readonly draw: (value: T) => Child,
    private readonly lines = 6,
    private readonly swap: (host: HTMLElement, change: () => void) => void = (_, change) => change(),
  ) {}

  async show(load: Loader<T>): Promise<T | undefined> {
    this.running.abort();
    const running = (this.running = new AbortController());
    this.host.setAttribute('aria-busy', 'true');
    if (!this.host.firstElementChild || this.host.querySelector('.failure')) fill(this.host, skeleton(this.lines));
    try {
      const value = await load(running.signal);
      if (running.signal.aborted) return undefined;
      this.swap(this.host, () => fill(this.host, this.draw(value)));
      return value;
    } catch (error) {
      if (!running.signal.aborted) this.fail(error, load);
      return undefined;
    } finally {
      if (!running.signal.aborted) this.host.removeAttribute('aria-busy');
    }
  }

  private fail(error: unknown, load: Loader<T>): void {
    if (error instanceof Problem && error.status === 401) dispatchEvent(new Event('kinfold-denied'));
    fill(
      this.host,
      failure(error, () => void this.show(load)),
    );
  }

  clear(...children: Child[]): void {
    this.running.abort();
    this.host.removeAttribute('aria-busy');
    fill(this.host, children);
  }

  stop(): void {
    this.running.abort();
  }
}
