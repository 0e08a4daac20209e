// The frame around every view: logo, model selector, tabs, and the live region for screen readers.
import type { ModelInfo, ModelSummary } from './types';
import { fill, h, s } from './dom';
import { go, href } from './route';
import { themeButton } from './theme';
import { tabsOf } from './views';

const logo = () =>
  s(
    'svg',
    { viewBox: '0 0 32 32', class: 'logo', 'aria-hidden': 'true' },
    s('path', { d: 'M9 22 16 9l8 10' }),
    s('circle', { class: 'c0', cx: 9, cy: 22, r: 5 }),
    s('circle', { class: 'c1', cx: 16, cy: 9, r: 4 }),
    s('circle', { class: 'c2', cx: 24, cy: 19, r: 4 }),
  );

export class Shell {
  readonly main = h('main', { id: 'main', tabindex: '-1' });
  private view = ''; // current view; stays selected when the model changes
  private readonly modelSelect = h('select', {
    id: 'model',
    'aria-label': 'Model',
    change: () => go(href(this.modelSelect.value, this.view)),
  });
  private readonly task = h('span', { class: 'soft task' });
  private readonly tabs = h('nav', { class: 'tabs', 'aria-label': 'Views' });
  private readonly liveRegion = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });

  constructor() {
    const skip = h(
      'a',
      {
        class: 'skip',
        href: '#main',
        click: (event: Event) => {
          event.preventDefault();
          this.main.focus();
        },
      },
      'Skip to content',
    );
    const home = h('a', { class: 'brand', href: '#/' }, logo(), 'kinfold');
    const head = h(
      'header',
      {},
      home,
      h('div', { class: 'model-select' }, this.modelSelect, this.task),
      this.tabs,
      themeButton(),
    );
    document.body.replaceChildren(skip, head, this.main, this.liveRegion);
    this.modelSelect.hidden = true;
  }

  readonly say = (text: string): void => {
    this.liveRegion.textContent = text;
  };

  models(lines: ModelSummary[]): void {
    fill(
      this.modelSelect,
      lines.map((line) => h('option', { value: line.name }, line.name)),
    );
    this.modelSelect.hidden = lines.length === 0;
  }

  at(info: ModelInfo, view: string): void {
    this.view = view;
    this.modelSelect.value = info.name;
    this.task.textContent = info.task;
    const tabs = tabsOf(info);
    fill(
      this.tabs,
      tabs.map((tab) =>
        h('a', { href: href(info.name, tab.key), 'aria-current': tab.key === view ? 'page' : null }, tab.title),
      ),
    );
    const currentTab = this.tabs.querySelector('[aria-current]');
    if (currentTab instanceof HTMLElement) this.tabs.scrollLeft = currentTab.offsetLeft - this.tabs.offsetLeft - 24;
    document.title = `${tabs.find((tab) => tab.key === view)?.title ?? ''} · ${info.name} · kinfold`;
  }
}
