import type { Context } from 'hono';
import type { RunPlace } from '../../runtime/ports/runs.ts';

/** What of the runs of a repository somebody wants to see; null: all. */
export type ListQuery = {
  readonly pipeline: string | null;
  readonly commit: string | null;
  readonly state: StateFilter | null;
  /** Of a branch, a person, a commit, a number, or what started it. */
  readonly text: string | null;
  /** Those that follow this run. */
  readonly after: RunPlace | null;
};

export const STATES = ['open', 'succeeded', 'failed', 'rejected', 'cancelled'] as const;
export type StateFilter = (typeof STATES)[number];

const LONGEST = 200;

/** As the address says it; what it does not say right is left out. */
export function listQuery(context: Context): ListQuery {
  const { pipeline = '', commit = '', state = '', q = '', after = '' } = context.req.query();
  return {
    pipeline: pipeline === '' ? null : pipeline,
    commit: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : null,
    state: STATES.find((each) => each === state) ?? null,
    text: q.trim() === '' ? null : q.trim().slice(0, LONGEST),
    after: placeIn(after),
  };
}

/** Whether it asks for less than all. */
export function isFiltered({ pipeline, commit, state, text }: ListQuery): boolean {
  return pipeline !== null || commit !== null || state !== null || text !== null;
}

/** The same as an address. */
export function queryText({ pipeline, commit, state, text, after }: ListQuery): string {
  return new URLSearchParams({
    ...(pipeline !== null && { pipeline: pipeline.toWellFormed() }),
    ...(commit !== null && { commit }),
    ...(state !== null && { state }),
    ...(text !== null && { q: text.toWellFormed() }),
    ...(after !== null && { after: `${after.createdAt}.${after.number}.${after.attempt}` }),
  }).toString();
}

function placeIn(text: string): RunPlace | null {
  const [, createdAt, number, attempt] = /^(\d{1,15})\.(\d{1,9})\.(\d{1,6})$/.exec(text) ?? [];
  if (createdAt === undefined) return null;
  return { createdAt: Number(createdAt), number: Number(number), attempt: Number(attempt) };
}
