// Entry point: shows the view of a model that the URL hash names.
import './style/colours.css';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/lists.css';
import './style/explore.css';
import './style/you.css';
import './style/model.css';
import './style/forms.css';
import './style/graph.css';
import './style/map.css';
import { ModelApi, models, Problem } from './api';
import { fill, h } from './dom';
import { go, href, parse } from './route';
import { Shell } from './shell';
import { empty, failure, skeleton } from './async_slot';
import { ViewContext, type View } from './context';
import { restoreTheme } from './theme';
import { token, tokenForm } from './token';
import { tabsOf } from './views';

restoreTheme();
const shell = new Shell();
const apis = new Map<string, ModelApi>();
let names: string[] = [];
let current: { key: string; context: ViewContext; view: View } | null = null;

function leave(): void {
  current?.view.leave?.();
  current = null;
}

function showError(error: unknown, retry: () => void, retryLabel?: string): void {
  leave();
  if (error instanceof Problem && error.status === 401) fill(shell.main, tokenForm(token() !== '', retry));
  else fill(shell.main, h('h1', {}, 'Something went wrong'), failure(error, retry, retryLabel));
}

async function start(): Promise<void> {
  fill(shell.main, skeleton(8));
  try {
    const lines = (await models()).models;
    names = lines.map((line) => line.name);
    shell.models(lines);
    if (lines.length === 0)
      fill(shell.main, empty('No model is served. Start the server with a model: kinfold serve films.kf'));
    else await route();
  } catch (error) {
    showError(error, () => void start());
  }
}

function api(model: string): ModelApi {
  const result = apis.get(model) ?? new ModelApi(model);
  apis.set(model, result);
  return result;
}

async function route(): Promise<void> {
  const { model, view, args } = parse(location.hash);
  if (!names.includes(model)) {
    if (!model) return go(href(names[0]!, ''), true);
    return showError(new Error(`There is no model “${model}”.`), () => go(href(names[0]!, '')), `To ${names[0]}`);
  }
  try {
    const info = await api(model).info();
    if (location.hash !== '' && parse(location.hash).model !== model) return;
    const tabs = tabsOf(info);
    const tab = tabs.find((each) => each.key === view);
    if (!tab) return go(href(model, tabs[0]!.key), true);
    shell.at(info, tab.key);
    const key = `${model}/${tab.key}`;
    if (current?.key !== key) {
      leave();
      fill(shell.main);
      const context = new ViewContext(info, api(model), tab.key, shell.say);
      context.args = args;
      shell.main.dataset['view'] = tab.key;
      current = { key, context, view: tab.make(shell.main, context) };
      scrollTo(0, 0);
    }
    current.context.args = args;
    current.view.update();
  } catch (error) {
    showError(error, () => void route());
  }
}

addEventListener('hashchange', () => void route());
addEventListener('kinfold-denied', () => showError(new Problem(401, ''), () => void start()));
void start();
