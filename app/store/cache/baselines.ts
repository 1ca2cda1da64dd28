import { and, desc, eq, gt, inArray, lt } from 'drizzle-orm';
import type { Baseline } from '../../domain/gate.ts';
import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type {
  BaselineReads,
  BaseQuestion,
  EarlierQuestion,
  RowQuestion,
} from '../../runtime/ports/cache.ts';
import type { Database } from '../database/database.ts';

const NONE: Baseline = { type: 'none' };

/** What gates are held against: metrics of the step of the same id in another run. */
export function baselines(database: Database): BaselineReads {
  return {
    behindAlias: (model, alias, stepId, scope = LOCAL_SCOPE) =>
      behindAlias(database, { model, alias, scope }, stepId),
    atCommits: (question, scopes = [LOCAL_SCOPE]) => atCommits(database, question, scopes),
    inRun: (run, row) => inRun(database, run, row),
    inRunBefore: (question, scopes = [LOCAL_SCOPE]) => inRunBefore(database, question, scopes),
  };
}

async function behindAlias(
  database: Database,
  at: { readonly model: string; readonly alias: string; readonly scope: Scope },
  stepId: string,
): Promise<Baseline> {
  const { aliases, models } = database.tables;
  const same = [
    eq(models.scope, aliases.scope),
    eq(models.model, aliases.model),
    eq(models.version, aliases.version),
  ];
  const { scope, model, alias } = at;
  const one = and(eq(aliases.scope, scope), eq(aliases.model, model), eq(aliases.alias, alias));
  const rows = await database.read
    .select({ body: models.body })
    .from(aliases)
    .innerJoin(models, and(...same))
    .where(one);
  const version = rows[0]?.body;
  if (version === undefined) return NONE;
  const { run, metricsStep, metrics } = version;
  const row = await rowOf(database, run, stepId);
  // A version keeps its metrics when its run has been forgotten.
  const measured = metricsStep === stepId ? metrics : (row?.metrics ?? {});
  return { type: 'found', run, metrics: measured, ...tablesOf(row) };
}

/**
 * At the nearest commit where the newest run that counts either measured the row or will. What is measured there stands
 * before what is under way: a rerun need not be waited for; and what code measured that is trusted farther stands before
 * all else there.
 */
async function atCommits(
  database: Database,
  question: BaseQuestion,
  scopes: readonly Scope[],
): Promise<Baseline> {
  const rows = await candidates(database, question, scopes);
  for (const commit of question.commits) {
    const atCommit = rows
      .filter(({ sha }) => sha === commit)
      .toSorted((a, b) => scopes.indexOf(b.scope) - scopes.indexOf(a.scope));
    const there = await Promise.all(atCommit.map((row) => baselineOf(database, question, row)));
    const found = there.find(({ type }) => type === 'found');
    const next = found ?? there.find(({ type }) => type === 'under-way');
    if (next !== undefined) return next;
  }
  return NONE;
}

/** Rows of the step and its cell in runs at these commits, newest runs first. */
function candidates({ read, tables }: Database, question: BaseQuestion, scopes: readonly Scope[]) {
  const { runs, steps } = tables;
  const { pipeline, commits, key, stepId } = question;
  const { run, state, result, key: found } = steps;
  return read
    .select({ run, key: found, state, result, sha: runs.sha, scope: runs.scope })
    .from(runs)
    .innerJoin(steps, eq(steps.run, runs.id))
    .where(
      and(
        inArray(runs.sha, [...commits]),
        eq(runs.pipeline, pipeline),
        inArray(runs.scope, [...scopes]),
        inArray(steps.key, [...new Set([key, stepId])]),
      ),
    )
    .orderBy(desc(runs.createdAt));
}
type Candidate = Awaited<ReturnType<typeof candidates>>[number];

/** What a run at a commit says of the row: `none` if it neither measured it nor will. A dirty tree is of no commit. */
async function baselineOf(
  database: Database,
  question: BaseQuestion,
  { run, key, state }: Candidate,
): Promise<Baseline> {
  const header = await headerOf(database, run);
  if (header === undefined || header.dirty || isTyped(header)) return NONE;
  if (state !== 'over') return underWay(database, header, question);
  return foundIn(await rowOf(database, run, key), run, question.key);
}

/** On GitHub, what somebody typed (`/retrain epochs=1`) is no measure of a commit; who wants a low one could type it. */
function isTyped({ hosted, options }: RunHeader): boolean {
  return hosted !== undefined && Object.keys(options.params ?? {}).length > 0;
}

async function inRun(database: Database, run: string, question: RowQuestion): Promise<Baseline> {
  const header = await headerOf(database, run);
  const row = header === undefined ? undefined : await rowOf(database, run, question.key);
  if (header === undefined || row === undefined) return NONE;
  if (row.state !== 'over') return underWay(database, header, question);
  return foundIn(row, run, question.key);
}

/** How many runs it looks back over: those that measured nothing at all, such as reruns of a part, are few. */
const MOST_EARLIER = 50;

async function inRunBefore(
  database: Database,
  { pipeline, key, before }: EarlierQuestion,
  scopes: readonly Scope[],
): Promise<Baseline> {
  const { runs, steps } = database.tables;
  const rows = await database.read
    .select({ run: runs.id, body: steps.body })
    .from(runs)
    .innerJoin(steps, and(eq(steps.run, runs.id), eq(steps.key, key)))
    .where(
      and(
        eq(runs.pipeline, pipeline),
        inArray(runs.scope, [...scopes]),
        lt(runs.createdAt, before),
        eq(steps.state, 'over'),
      ),
    )
    .orderBy(desc(runs.createdAt))
    .limit(MOST_EARLIER);
  // The numbers of a matrix step are those of its cells.
  const hasNumbers = ({ role, metrics }: StepRow): boolean =>
    role === 'group' || Object.keys(metrics).length > 0;
  const found = rows.find(({ body }) => measures(body, key) && hasNumbers(body));
  return found === undefined ? NONE : foundIn(found.body, found.run, key);
}

async function underWay(
  database: Database,
  { id, number, hosted }: RunHeader,
  { now }: RowQuestion,
): Promise<Baseline> {
  const isMoving = hosted !== undefined || (await isDriven(database, id, now));
  return isMoving ? { type: 'under-way', run: id, number } : NONE;
}

function foundIn(row: StepRow | undefined, run: string, key: string): Baseline {
  return row !== undefined && measures(row, key)
    ? { type: 'found', run, metrics: row.metrics, ...tablesOf(row) }
    : NONE;
}

function tablesOf(row: StepRow | undefined): Pick<StepRow, 'examples' | 'slices'> {
  const { examples, slices } = row ?? {};
  return { ...(examples !== undefined && { examples }), ...(slices !== undefined && { slices }) };
}

/**
 * Whether its gates were judged, or would have been: a person's rejection came before there was anything to judge. A
 * step that was no matrix then is compared with as a whole; a matrix step says nothing of its cells.
 */
function measures(row: StepRow, key: string): boolean {
  if (row.role === 'group' && row.key !== key) return false;
  return row.result === 'success' || (row.result === 'rejected' && row.gates.length > 0);
}

/** On one machine, a run whose process is gone stands still until a person resumes it. */
async function isDriven({ read, tables }: Database, run: string, now: Instant): Promise<boolean> {
  const { drives } = tables;
  const driven = and(eq(drives.run, run), gt(drives.expiresAt, now));
  return (await read.select({ run: drives.run }).from(drives).where(driven)).length > 0;
}

async function headerOf({ read, tables }: Database, run: string): Promise<RunHeader | undefined> {
  return (await read.select().from(tables.runs).where(eq(tables.runs.id, run)))[0]?.body;
}

async function rowOf(
  { read, tables }: Database,
  run: string,
  key: string,
): Promise<StepRow | undefined> {
  const { steps } = tables;
  const ofStep = and(eq(steps.run, run), eq(steps.key, key));
  return (await read.select({ body: steps.body }).from(steps).where(ofStep))[0]?.body;
}
