// Model view: details, metrics, training curve and options.
import type { MakeView, ViewContext } from '../context';
import type { CurvePoint, ModelInfo } from '../types';
import { fill, h, type Child } from '../dom';
import { chart } from './chart';
import { details, options } from './details';
import { metrics } from './metrics';
import { columns, components } from './table';

export const makeModel: MakeView = (host, context) => {
  fill(host, draw(context));
  return { update() {} };
};

function draw(context: ViewContext): Child[] {
  const { info } = context;
  const warnings = info.warnings ?? [];
  return [
    h('h1', {}, h('bdi', {}, info.name)),
    h(
      'p',
      { class: 'soft lead' },
      `${info.task}, trained with ${info.model}, rank ${info.rank}`,
      info.stop_reason ? ` · ${info.stop_reason}` : '',
    ),
    h(
      'div',
      {},
      warnings.map((warning) => h('p', { class: 'failure' }, warning)),
    ),
    h(
      'div',
      { class: 'panels' },
      h(
        'div',
        { class: 'stack' },
        h('section', { class: 'card', 'aria-label': 'Details' }, h('h2', {}, 'Details'), details(info)),
        Array.isArray(info.columns) && columns(info.columns),
      ),
      h(
        'div',
        { class: 'stack' },
        (info.evaluations ?? []).map(metrics),
        curves(info),
        info.components && info.components.length > 0 && components(info.components),
      ),
    ),
    options(info.options ?? {}),
  ];
}

const VALIDATION_METRICS: Record<string, string> = {
  ratings: 'Validation rmse',
  votes: 'Validation log loss',
  likes: 'Validation ndcg@20',
  triples: 'Validation mrr',
  links: 'Validation mrr',
};

function curves(info: ModelInfo): HTMLElement | null {
  const points = info.curve ?? [];
  if (points.length < 2) return null;
  const loss = points.map((point: CurvePoint) => (typeof point === 'number' ? point : point.loss));
  const validation = points.map((point: CurvePoint) => (typeof point === 'number' ? null : (point.validation ?? null)));
  const hasValidation = validation.some((value) => value !== null);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Training' },
    h('h2', {}, 'Training curve'),
    hasValidation &&
      chart({
        title: VALIDATION_METRICS[info.task] ?? 'Validation',
        className: 'validation',
        values: validation,
        ...(info.epochs ? { best: info.epochs } : {}),
      }),
    chart({ title: 'Loss', className: 'loss', values: loss }),
  );
}
