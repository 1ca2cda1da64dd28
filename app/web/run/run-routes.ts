import { Hono, type Context } from 'hono';
import type { PagesDeps, Person } from '../pages-deps.ts';
import type { Access } from '../access.ts';
import { notFoundPage } from '../frame/message-page.ts';
import type { PageEnv } from '../frame/document.ts';
import type { Seats } from '../../wire/seats.ts';
import { visitOf } from '../../wire/visit.ts';
import type { ChangeFeed } from './live/change-feed.ts';
import { sseStream } from './live/sse-stream.ts';
import type { Sessions } from '../login/sessions.ts';
import type { Choice } from './load-detail.ts';
import { loadRun, type RunData } from './load-run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { OwnForm } from '../login/own-form.ts';
import { toLogin } from '../login/to-login.ts';
import { logFile } from './log/log-file.ts';
import { curveFile } from './plots/curve-file.ts';
import { plotFile, type PlotFile } from './plots/plot-file.ts';
import { runPage } from './run-page.ts';

export type RunRoutesDeps = {
  readonly deps: PagesDeps;
  readonly sessions: Sessions;
  readonly access: Access;
  readonly forms: OwnForm;
  readonly feed: ChangeFeed;
  /** For those who listen. */
  readonly seats: Seats;
};

/** `/runs/:id`, its news, its logs as files, and the pictures on it. */
export function runRoutes(parts: RunRoutesDeps): Hono<PageEnv> {
  return new Hono<PageEnv>()
    .get('/runs/:id', (context) => showRun(context, parts))
    .get('/runs/:id/events', (context) => tellNews(context, parts))
    .get('/runs/:id/log', (context) => giveLog(context, parts))
    .get('/runs/:id/plot', (context) => givePlot(context, parts))
    .get('/runs/:id/curve', (context) => giveCurve(context, parts));
}

async function showRun(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const { deps, sessions, forms } = parts;
  const person = await sessions.read(context);
  if (person === null) return toLogin(context);
  const data = await readable(context, parts, person);
  if (data === null) return notFoundPage(context, person);
  const token = forms.token((await sessions.nameOf(context)) ?? '');
  return runPage(context, deps, { data, person, choice: choiceOf(context), token });
}

async function tellNews(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const { deps, sessions, access, feed, seats } = parts;
  const person = await sessions.read(context);
  const data = person === null ? null : await readable(context, parts, person);
  // 204 keeps a browser from asking again: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
  if (person === null || data === null) return context.body(null, 204);
  const stillMay = async () =>
    (await sessions.isOpen(context)) && (await access.mayRead(data.repository, person));
  const listener = { person, stillMay, hangUp: visitOf(context).hangUp };
  return sseStream(context, { deps, feed, seats, data, choice: choiceOf(context), listener });
}

async function giveLog(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const person = await parts.sessions.read(context);
  if (person === null) return toLogin(context);
  const data = await readable(context, parts, person);
  const of = attemptOf(context);
  const isThere = data?.rows.has(of.key) === true && Number.isSafeInteger(of.attempt);
  const text = isThere ? await logFile(parts.deps.store, of) : null;
  if (data === null || text === null) return notFoundPage(context, person);
  const name = `${data.view.pipeline}-${runNumber(data.view)}-${of.key}-${of.attempt}`;
  context.header('Content-Disposition', `attachment; filename="${fileName(name)}.log"`);
  context.header('Cache-Control', 'private, no-store');
  return context.text(text);
}

async function givePlot(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const person = await parts.sessions.read(context);
  const data = person === null ? null : await readable(context, parts, person);
  return picture(context, data === null ? null : await plotFile(parts.deps, data, plotOf(context)));
}

async function giveCurve(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const person = await parts.sessions.read(context);
  const data = person === null ? null : await readable(context, parts, person);
  const { step: key = '', attempt = '', metric = '', at = '' } = context.req.query();
  const asked = { key, attempt: Number(attempt), metric, at };
  return picture(context, data === null ? null : await curveFile(parts.deps, data, asked));
}

/**
 * A picture is not ours. Opened by itself it is a document without an origin, which runs nothing and loads nothing:
 * https://www.w3.org/TR/CSP3/#directive-sandbox
 */
function picture(context: Context<PageEnv>, file: PlotFile | null) {
  if (file === null) return context.body(null, 404);
  context.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  );
  context.header('Cache-Control', 'private, max-age=3600');
  return context.body(file.bytes, 200, { 'Content-Type': file.mime });
}

/** The run of the address, for whoever may read it; null: none, which of the two nobody learns. */
async function readable(
  context: Context<PageEnv>,
  { deps, access }: RunRoutesDeps,
  person: Person,
): Promise<RunData | null> {
  const id = context.req.param('id') ?? '';
  const header = /^[0-9a-z]{1,40}$/.test(id) ? await deps.store.runs.header(id) : null;
  const repository = header?.hosted?.repository;
  if (repository === undefined || !(await access.mayRead(repository, person))) return null;
  return loadRun(deps, id);
}

const LONGEST_FIND = 200;

function choiceOf(context: Context): Choice {
  const attempt = Number(context.req.query('attempt'));
  const find = context.req.query('find') ?? '';
  return {
    step: context.req.query('step') ?? null,
    attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : null,
    find: find === '' ? null : find.slice(0, LONGEST_FIND),
    all: context.req.query('all') === '1',
  };
}

function attemptOf(context: Context) {
  const { step: key = '', attempt = '' } = context.req.query();
  return { run: context.req.param('id') ?? '', key, attempt: Number(attempt) };
}

function plotOf(context: Context) {
  const { step = '', attempt = '', file = '', n } = context.req.query();
  return { key: step, attempt: Number(attempt), file, n: n === undefined ? null : Number(n) };
}

/** Letters that mean nothing to a header or a file system. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 120);
}
