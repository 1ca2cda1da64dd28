import { Hono, type Context } from 'hono';
import type { PagesDeps, Person } from '../pages-deps.ts';
import type { Access } from '../../api/people/access.ts';
import { notFoundPage } from '../frame/message-page.ts';
import type { PageEnv } from '../frame/document.ts';
import type { Seats } from '../../wire/seats.ts';
import { visitOf } from '../../wire/visit.ts';
import type { ChangeFeed } from './live/change-feed.ts';
import { sseStream } from './live/sse-stream.ts';
import type { Sessions } from '../login/sessions.ts';
import type { Choice } from './load-detail.ts';
import { loadRun, type RunData } from './load-run.ts';
import { readableRun } from './readable-run.ts';
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
  const data = await whole(context, parts, person);
  if (data === null) return notFoundPage(context, person);
  const token = forms.token((await sessions.nameOf(context)) ?? '');
  return runPage(context, deps, { data, person, choice: choiceOf(context), token });
}

async function tellNews(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const { deps, sessions, access, feed, seats } = parts;
  const person = await sessions.read(context);
  const data = person === null ? null : await whole(context, parts, person);
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
  const run = await readable(context, parts, person);
  const of = attemptOf(context);
  const isThere = run !== null && Number.isSafeInteger(of.attempt);
  const text = isThere ? await logFile(parts.deps.store, of) : null;
  if (run === null || text === null) return notFoundPage(context, person);
  const name = `${run.header.pipeline}-${runNumber(run.header)}-${of.key}-${of.attempt}`;
  context.header('Content-Disposition', `attachment; filename="${fileName(name)}.log"`);
  context.header('Cache-Control', 'private, no-store');
  return context.text(text);
}

async function givePlot(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const person = await parts.sessions.read(context);
  const run = person === null ? null : await readable(context, parts, person);
  return picture(context, run === null ? null : await plotFile(parts.deps, run, plotOf(context)));
}

async function giveCurve(context: Context<PageEnv>, parts: RunRoutesDeps) {
  const person = await parts.sessions.read(context);
  const run = person === null ? null : await readable(context, parts, person);
  const { step: key = '', attempt = '', metric = '', at = '', vs = null } = context.req.query();
  const asked = { key, attempt: Number(attempt), metric, at, vs };
  return picture(context, run === null ? null : await curveFile(parts.deps, run, asked));
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

function readable(context: Context, parts: RunRoutesDeps, person: Person) {
  return readableRun(parts.deps.store, parts.access, {
    id: context.req.param('id') ?? '',
    person,
  });
}

/** All that the page of a run shows; null: as `readable`. */
async function whole(
  context: Context,
  parts: RunRoutesDeps,
  person: Person,
): Promise<RunData | null> {
  const run = await readable(context, parts, person);
  return run === null ? null : loadRun(parts.deps, run.header.id);
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
  const { step = '', attempt = '', file = '', n, vs = null } = context.req.query();
  return { key: step, attempt: Number(attempt), file, n: n === undefined ? null : Number(n), vs };
}

/** Letters that mean nothing to a header or a file system. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 120);
}
