// Questions to the program, one function for each path of docs/http.md that the page asks.
import type * as T from './types';
import { token } from './token';

export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly field?: string,
    readonly choices?: string[],
  ) {
    super(detail);
  }
}

type Query = Record<string, string | number | boolean | undefined>;

function query(words: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(words)) if (value !== undefined) params.set(key, String(value));
  const text = params.toString();
  return text && `?${text}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const problem = (await response.json().catch(() => ({}))) as {
    detail?: string;
    title?: string;
    field?: string;
    choices?: string[];
  };
  return new Problem(
    response.status,
    problem.detail ?? problem.title ?? `the program answered ${response.status}`,
    problem.field,
    problem.choices,
  );
}

async function request<R>(path: string, init: RequestInit): Promise<R> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (init.body) headers['content-type'] = 'application/json';
  if (token()) headers['authorization'] = `Bearer ${token()}`;
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, redirect: 'error' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem(0, 'The program does not answer. Is kinfold serve still running?');
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as R;
}

export const models = (): Promise<{ models: T.ModelLine[] }> => request('v1/models', {});

// One model's questions. What does not change between visits to a view is asked once.
export class ModelApi {
  private readonly root: string;
  private readonly cache = new Map<string, Promise<unknown>>();

  constructor(readonly name: string) {
    this.root = `v1/models/${encodeURIComponent(name)}`;
  }

  private get<R>(verb: string, words: Query, signal?: AbortSignal): Promise<R> {
    return request<R>(`${this.root}${verb && `/${verb}`}${query(words)}`, { signal: signal ?? null });
  }

  private post<R>(verb: string, body: unknown, signal?: AbortSignal): Promise<R> {
    return request<R>(`${this.root}/${verb}`, { method: 'POST', body: JSON.stringify(body), signal: signal ?? null });
  }

  private once<R>(verb: string, words: Query): Promise<R> {
    const key = verb + query(words);
    const known = this.cache.get(key) as Promise<R> | undefined;
    if (known) return known;
    const answer = this.get<R>(verb, words);
    this.cache.set(key, answer);
    answer.catch(() => this.cache.delete(key));
    return answer;
  }

  info(): Promise<T.ModelInfo> {
    return this.once('', {});
  }

  axes(side: string, kind: T.AxisKind): Promise<{ axes: T.Axis[] }> {
    return this.once('axes', { side, kind, ends: 5 });
  }

  search(q: string, side?: string, top = 20, offset = 0, signal?: AbortSignal): Promise<T.Hits> {
    return this.get('search', { q: q || undefined, side, top, offset }, signal);
  }

  show(side: string, id: string, signal?: AbortSignal): Promise<T.Shown> {
    return this.get('show', { side, id }, signal);
  }

  // Of what training never showed nothing is near.
  async similar(side: string, id: string, top: number, metric: string, signal?: AbortSignal): Promise<T.Similar> {
    try {
      return await this.get('similar', { side, id, top, metric }, signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 422) return { id, side, items: [] };
      throw error;
    }
  }

  map(words: Query, signal?: AbortSignal): Promise<T.MapAnswer> {
    return this.get('map', words, signal);
  }

  recommend(words: Record<string, unknown>, signal?: AbortSignal): Promise<T.Recommendation> {
    return this.post('recommend', words, signal);
  }

  // What a user did is kept by the program, and counts from the next question on.
  feedback(user: string, item: string, value: number): Promise<{ stored: number }> {
    return request('v1/feedback', { method: 'POST', body: JSON.stringify({ user, item, value }) });
  }

  query(words: Query, signal?: AbortSignal): Promise<{ answers: T.Answer[] }> {
    return this.get('query', { ...words, explain: true }, signal);
  }

  classify(nodes: string[], signal?: AbortSignal): Promise<{ nodes: T.Classified[] }> {
    return this.post('classify', { nodes }, signal);
  }

  impute(
    row: Record<string, T.CellValue>,
    signal?: AbortSignal,
  ): Promise<{ rows: { cells: Record<string, T.Cell> }[] }> {
    return this.post('impute', { row }, signal);
  }
}
