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
import { plotFile } from './plots/plot-file.ts';
import { runPage } from './run-page.ts';

export type RunRoutesDeps = {
  readonly deps: PagesDeps;
  readonly sessions: Sessions;
  readonly access: Access;
  readonly feed: ChangeFeed;
  /** For those who listen. */
  readonly seats: Seats;
};

/** `/runs/:id`, its news, and the pictures on it. */
export function runRoutes({ deps, sessions, access, feed, seats }: RunRoutesDeps): Hono<PageEnv> {
  const readable = async (context: Context<PageEnv>, person: Person): Promise<RunData | null> => {
    const id = context.req.param('id') ?? '';
    const header = /^[0-9a-z]{1,40}$/.test(id) ? await deps.store.runs.header(id) : null;
    const repository = header?.hosted?.repository;
    if (repository === undefined || !(await access.mayRead(repository, person))) return null;
    return loadRun(deps, id);
  };
  return new Hono<PageEnv>()
    .get('/runs/:id', async (context) => {
      const person = await sessions.read(context);
      if (person === null) return toLogin(context);
      const data = await readable(context, person);
      if (data === null) return notFoundPage(context, person);
      return runPage(context, deps, { data, person, choice: choiceOf(context) });
    })
    .get('/runs/:id/events', async (context) => {
      const person = await sessions.read(context);
      const data = person === null ? null : await readable(context, person);
      // 204 keeps a browser from asking again: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
      if (person === null || data === null) return context.body(null, 204);
      const stillMay = async () =>
        (await sessions.isOpen(context)) && (await access.mayRead(data.repository, person));
      const listener = { person, stillMay, hangUp: visitOf(context).hangUp };
      return sseStream(context, { deps, feed, seats, data, choice: choiceOf(context), listener });
    })
    .get('/runs/:id/plot', async (context) => {
      const person = await sessions.read(context);
      const data = person === null ? null : await readable(context, person);
      const file = data === null ? null : await plotFile(deps, data, plotOf(context));
      if (file === null) return context.body(null, 404);
      // A picture is not ours: opened by itself, it may do nothing.
      context.header(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      );
      context.header('Cache-Control', 'private, max-age=3600');
      return context.body(file.bytes, 200, { 'Content-Type': file.mime });
    });
}

/** Sends a visitor to sign in, and from there back to where they wanted to go. */
export function toLogin(context: Context<PageEnv>) {
  const { pathname, search } = new URL(context.req.url);
  return context.redirect(`/login?${new URLSearchParams({ to: pathname + search }).toString()}`);
}

function choiceOf(context: Context): Choice {
  const attempt = Number(context.req.query('attempt'));
  return {
    step: context.req.query('step') ?? null,
    attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : null,
  };
}

function plotOf(context: Context) {
  const { step = '', attempt = '', file = '' } = context.req.query();
  return { key: step, attempt: Number(attempt), file };
}
