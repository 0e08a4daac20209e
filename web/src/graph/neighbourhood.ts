// What is drawn around a node: its links in training, likely ones beside them, links among the neighbours, classes.
import type { ViewContext } from '../context';
import type { Answer, Classified, Fact, Shown } from '../types';

export interface Spoke {
  id: string;
  relation: string; // empty where there is one alone
  out: boolean; // from the node, not to it
  known: boolean;
  answer?: Answer;
}

export interface Neighbourhood {
  shown: Shown;
  spokes: Spoke[];
  total: number; // links of training
  left: number; // those that are not drawn
  among: [string, string][];
  classes: Map<string, Classified>;
}

const KNOWN = 22;
const LIKELY = 6;

export async function neighbourhood(
  context: ViewContext,
  side: string,
  id: string,
  relation: string | null,
  signal: AbortSignal,
): Promise<Neighbourhood> {
  const [shown, likely] = await Promise.all([
    context.api.show(side, id, signal),
    predicted(context, side, id, relation, signal),
  ]);
  const all = spokesOf(shown);
  const known = all.slice(0, KNOWN);
  const fresh = likely
    .filter(
      (answer) =>
        !all.some((spoke) => spoke.id === answer.id && (side === 'node' || spoke.relation === relation)) &&
        answer.id !== id,
    )
    .slice(0, LIKELY);
  const spokes = [
    ...known,
    ...fresh.map((answer): Spoke => ({ id: answer.id, relation: relation ?? '', out: true, known: false, answer })),
  ];
  const ids = [...new Set([id, ...spokes.map((spoke) => spoke.id)])];
  const [among, classes] = await Promise.all([
    side === 'node' ? linksAmong(context, ids.slice(1), signal) : [],
    classesOf(context, ids, signal),
  ]);
  const total = Math.max(shown.count ?? 0, all.length);
  return { shown, spokes, total, left: total - known.length, among, classes };
}

function spokesOf(shown: Shown): Spoke[] {
  const spoke = ({ head, relation = '', tail }: Fact): Spoke => ({
    id: head === shown.id ? tail : head,
    relation,
    out: head === shown.id,
    known: true,
  });
  const all = (shown.links ?? []).map(spoke);
  const seen = new Set<string>();
  const unique = all.filter(({ id, relation, out }) => {
    const key = shown.side === 'node' ? id : `${relation}\n${out}\n${id}`;
    return !seen.has(key) && seen.add(key);
  });
  return unique.sort((a, b) => a.relation.localeCompare(b.relation) || Number(b.out) - Number(a.out));
}

async function predicted(
  context: ViewContext,
  side: string,
  id: string,
  relation: string | null,
  signal: AbortSignal,
): Promise<Answer[]> {
  if (!context.can('query') || (side === 'entity' && relation === null)) return [];
  const query = side === 'node' ? { node: id } : { head: id, relation: relation! };
  return (await context.api.query({ ...query, top: LIKELY * 2, include_known: false }, signal)).answers;
}

async function linksAmong(context: ViewContext, ids: string[], signal: AbortSignal): Promise<[string, string][]> {
  const inside = new Set(ids);
  const around = await Promise.all(ids.map((id) => context.api.show('node', id, signal).catch(() => null)));
  const pairs = new Map<string, [string, string]>();
  for (const shown of around)
    for (const { head, tail } of shown?.links ?? [])
      if (inside.has(head) && inside.has(tail) && head !== tail)
        pairs.set([head, tail].sort().join('\n'), [head, tail]);
  return [...pairs.values()];
}

async function classesOf(context: ViewContext, ids: string[], signal: AbortSignal): Promise<Map<string, Classified>> {
  if (!context.can('classify')) return new Map();
  const { nodes } = await context.api.classify(ids, signal);
  return new Map(nodes.map((node) => [node.id, node]));
}
