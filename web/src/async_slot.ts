// A place on the page that shows the latest of what was asked for: waiting, then the answer or what went wrong.
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

export function failure(error: unknown, retry: () => void, way = 'Try again'): HTMLElement {
  const detail = error instanceof Error ? error.message : String(error);
  return h('div', { class: 'failure', role: 'alert' }, h('p', {}, detail), h('button', { click: retry }, way));
}

export class Slot<T> {
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
