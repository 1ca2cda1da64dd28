import { and, asc, desc, eq, gt, inArray, max, sql } from 'drizzle-orm';
import type { Digest } from '../../domain/digest.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import type { RunStatus } from '../../domain/statuses.ts';
import type { RunPlace, RunQuery, RunRows, Runs } from '../../runtime/ports/runs.ts';
import type { Database } from '../database/database.ts';
import { findRun } from './resolve-reference.ts';

const OPEN: readonly RunStatus[] = ['queued', 'running', 'waiting'];

/** Reads of runs as wholes. */
export function runs(database: Database): Runs {
  const { read, tables } = database;
  const { runs, events, approvals } = tables;
  return {
    find: (reference, repository = 0) => findRun(database, reference, repository),
    load: (run) => load(database, run),
    header: (run) => header(database, run),
    ...rowReads(database),
    versions: async (ids) => {
      const known = await read
        .select({ id: runs.id, version: runs.version })
        .from(runs)
        .where(inArray(runs.id, [...ids]));
      return new Map(known.map(({ id, version }) => [id, version]));
    },
    list: (query) => list(database, query),
    repositories: (limit) => newestRepositories(database, limit),
    plan: (digest) => planOf(database, digest),
    events: async (run, after) => {
      return read
        .select({ version: events.version, event: events.body })
        .from(events)
        .where(and(eq(events.run, run), gt(events.version, after)))
        .orderBy(asc(events.version));
    },
    approvals: async ({ run, limit }) => {
      const rows = await read
        .select()
        .from(approvals)
        .where(run === null ? undefined : eq(approvals.run, run))
        .orderBy(desc(approvals.at))
        .limit(limit);
      return rows.map(({ body, ...of }) => Object.assign(of, body));
    },
  };
}

function rowReads(database: Database): Pick<Runs, 'rows' | 'cells'> {
  return {
    rows: (ids, keys) => someRows(database, ids, keys),
    cells: (run, stepId) => cells(database, run, stepId),
  };
}

async function planOf({ read, tables: { plans } }: Database, digest: Digest) {
  const [row] = await read.select().from(plans).where(eq(plans.digest, digest));
  return row?.body ?? null;
}

async function newestRepositories(
  { read, tables: { runs } }: Database,
  limit: number,
): Promise<readonly number[]> {
  const found = await read
    .select({ repository: runs.repository })
    .from(runs)
    .where(gt(runs.repository, 0))
    .groupBy(runs.repository)
    .orderBy(desc(max(runs.createdAt)))
    .limit(limit);
  return found.map(({ repository }) => repository);
}

function someRows(
  { read, tables: { steps } }: Database,
  runs: readonly string[],
  keys: readonly string[],
) {
  return read
    .select({ run: steps.run, row: steps.body })
    .from(steps)
    .where(and(inArray(steps.run, [...runs]), inArray(steps.key, [...keys])));
}

const MOST_CELLS = 1000;

async function cells(
  { read, tables: { steps } }: Database,
  run: string,
  stepId: string,
): Promise<StepRow[]> {
  const rows = await read
    .select({ row: steps.body })
    .from(steps)
    .where(and(eq(steps.run, run), sql`${steps.key} LIKE ${cellsLike(stepId)} ESCAPE '!'`))
    .orderBy(asc(steps.position))
    .limit(MOST_CELLS);
  return rows.map(({ row }) => row);
}

/** Else a name with `_` would be like others, too, whose cells took the places of its own. */
function cellsLike(stepId: string): string {
  return `${stepId.replaceAll(/[_%!]/g, '!$&')}[%`;
}

async function header(database: Database, run: string): Promise<RunHeader | null> {
  const [row] = await headers(database).where(eq(database.tables.runs.id, run));
  return row === undefined ? null : headerOf(row);
}

function headers({ read, tables: { runs, repositories } }: Database) {
  return read
    .select({ body: runs.body, today: repositories.body })
    .from(runs)
    .leftJoin(repositories, eq(repositories.id, runs.repository));
}

type HeaderRow = { readonly body: RunHeader; readonly today: RepositoryRef | null };

/** With its repository as that is called today. */
function headerOf({ body, today }: HeaderRow): RunHeader {
  const { hosted } = body;
  if (today === null || hosted === undefined) return body;
  return { ...body, hosted: { ...hosted, repository: today } };
}

/** Rows of one version: read again if the run changed in between. */
async function load(database: Database, run: string): Promise<RunRows | null> {
  const before = await header(database, run);
  if (before === null) return null;
  const rows = await loadRows(database, run);
  const after = await header(database, run);
  return after?.version === before.version ? { header: before, ...rows } : load(database, run);
}

async function loadRows(database: Database, run: string): Promise<Omit<RunRows, 'header'>> {
  const { read, tables } = database;
  const { steps, attempts, timers } = tables;
  const ofSteps = await read.select({ body: steps.body }).from(steps).where(eq(steps.run, run));
  const ofAttempts = await read
    .select({ body: attempts.body })
    .from(attempts)
    .where(eq(attempts.run, run))
    .orderBy(asc(attempts.attempt));
  const ofTimers = await read.select({ body: timers.body }).from(timers).where(eq(timers.run, run));
  return {
    steps: ofSteps.map(({ body }) => body).sort((a, b) => a.order - b.order),
    attempts: ofAttempts.map(({ body }) => body),
    timers: ofTimers.map(({ body }) => body),
  };
}

async function list(database: Database, query: RunQuery): Promise<RunHeader[]> {
  const { runs } = database.tables;
  const rows = await headers(database)
    .where(
      and(
        query.pipeline === null ? undefined : eq(runs.pipeline, query.pipeline),
        query.open ? inArray(runs.status, [...OPEN]) : undefined,
        query.repository === undefined ? undefined : eq(runs.repository, query.repository),
        query.sha === undefined ? undefined : eq(runs.sha, query.sha),
        query.scope === undefined ? undefined : eq(runs.scope, query.scope),
        query.after === undefined ? undefined : follows(database, query.after),
      ),
    )
    .orderBy(desc(runs.createdAt), desc(runs.number), desc(runs.attempt))
    .limit(query.limit);
  return rows.map(headerOf);
}

function follows({ tables: { runs } }: Database, { createdAt, number, attempt }: RunPlace) {
  return sql`(${runs.createdAt}, ${runs.number}, ${runs.attempt}) < (${createdAt}, ${number}, ${attempt})`;
}
