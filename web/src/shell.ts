// What stands around every view: the name, the choice of a model, the tabs, what is said to a screen reader.
import type { ModelInfo, ModelLine } from './types';
import { fill, h, s } from './dom';
import { go, href } from './route';
import { themeButton } from './theme';
import { tabsOf } from './views';

const emblem = () =>
  s(
    'svg',
    { viewBox: '0 0 32 32', class: 'emblem', 'aria-hidden': 'true' },
    s('path', { d: 'M9 22 16 9l8 10' }),
    s('circle', { class: 'c0', cx: 9, cy: 22, r: 5 }),
    s('circle', { class: 'c1', cx: 16, cy: 9, r: 4 }),
    s('circle', { class: 'c2', cx: 24, cy: 19, r: 4 }),
  );

export class Shell {
  readonly main = h('main', { id: 'main', tabindex: '-1' });
  private view = ''; // which another model shows, too, where it can
  private readonly chooser = h('select', {
    id: 'model',
    'aria-label': 'Model',
    change: () => go(href(this.chooser.value, this.view)),
  });
  private readonly task = h('span', { class: 'soft task' });
  private readonly tabs = h('nav', { class: 'tabs', 'aria-label': 'Views' });
  private readonly voice = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });

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
    const home = h('a', { class: 'brand', href: '#/' }, emblem(), 'kinfold');
    const head = h(
      'header',
      {},
      home,
      h('div', { class: 'chooser' }, this.chooser, this.task),
      this.tabs,
      themeButton(),
    );
    document.body.replaceChildren(skip, head, this.main, this.voice);
    this.chooser.hidden = true;
  }

  readonly say = (text: string): void => {
    this.voice.textContent = text;
  };

  models(lines: ModelLine[]): void {
    fill(
      this.chooser,
      lines.map((line) => h('option', { value: line.name }, line.name)),
    );
    this.chooser.hidden = lines.length === 0;
  }

  at(info: ModelInfo, view: string): void {
    this.view = view;
    this.chooser.value = info.name;
    this.task.textContent = info.task;
    const tabs = tabsOf(info);
    fill(
      this.tabs,
      tabs.map((tab) =>
        h('a', { href: href(info.name, tab.key), 'aria-current': tab.key === view ? 'page' : null }, tab.title),
      ),
    );
    const here = this.tabs.querySelector('[aria-current]');
    if (here instanceof HTMLElement) this.tabs.scrollLeft = here.offsetLeft - this.tabs.offsetLeft - 24;
    document.title = `${tabs.find((tab) => tab.key === view)?.title ?? ''} · ${info.name} · kinfold`;
  }
}
