import type { Context } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { digestOf } from '../../../domain/digest.ts';
import { Seats } from '../../../wire/seats.ts';
import { withinStill } from '../../../wire/watch-flow.ts';
import type { PageEnv } from '../../frame/document.ts';
import { Waker } from '../../../runtime/waker.ts';
import { collectUpdates, type Updates } from './collect-updates.ts';
import type { UpdateEvent } from './update-event.ts';
import type { StreamDeps } from './stream-deps.ts';
import { positionText, readPosition, type Position } from './position.ts';

/** However often something changes, it is looked at so often at most. */
const PACE_MS = 500;
/** Looked at even if nobody tells of a change: live metrics are committed a little after they are told of. */
const LOOK_EVERY_MS = 5000;
/** So that proxies keep the connection; who may no longer read hears nothing more from then on. */
const BEAT_EVERY_MS = 15_000;
/** A browser opens six connections to a site, and a person a few browsers. Each stream reads the store when a run moves. */
const MOST_OF_A_PERSON = 10;
const MOST_WATCHING = 1000;

/** Of those who listen, in this process. */
export function streamSeats(): Seats {
  return new Seats({ each: MOST_OF_A_PERSON, all: MOST_WATCHING });
}

/**
 * Server-sent events of a run, from where the page or the last event ended, until it is over or nobody listens. Who has too
 * many is refused one more: those that are closed in favour of others would come again by themselves, and so on.
 */
export function sseStream(
  context: Context<PageEnv>,
  parts: StreamDeps,
): Response | Promise<Response> {
  const leave = parts.seats.take(String(parts.listener.person.id));
  if (leave === 'they') {
    const text = `${MOST_OF_A_PERSON} pages of runs are open in your name. Close one of them, then load this one again.`;
    return context.text(text, 429);
  }
  if (leave === 'all') {
    return context.text('Too many viewers right now. Try again in half a minute.', 503, {
      'Retry-After': '30',
    });
  }
  const from = readPosition(context.req.header('Last-Event-ID') ?? context.req.query('at') ?? '');
  // Some proxies keep answers back until they are whole: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
  context.header('X-Accel-Buffering', 'no');
  return streamSSE(
    context,
    (stream) => follow(parts, stream, from).finally(leave),
    async (error) =>
      parts.deps.warn(`news of a run ended: ${error.message}`, { run: parts.data.view.id }),
  );
}

async function follow(
  parts: StreamDeps,
  stream: SSEStreamingApi,
  from: Position | null,
): Promise<void> {
  const gone = new AbortController();
  const waker = new Waker(parts.deps.clock);
  const stop = parts.feed.watch(parts.data.view.id, () => waker.wake(0));
  stream.onAbort(() => gone.abort());
  try {
    await tellUntil(parts, { stream, from, waker, gone: gone.signal });
  } finally {
    stop();
  }
}

type Listener = {
  readonly stream: SSEStreamingApi;
  readonly from: Position | null;
  readonly waker: Waker;
  readonly gone: AbortSignal;
};

async function tellUntil(
  parts: StreamDeps,
  { stream, from, waker, gone }: Listener,
): Promise<void> {
  const { clock } = parts.deps;
  const cutOff = () => {
    parts.listener.hangUp();
    stream.abort();
  };
  const isNew = newsFilter();
  let position = from;
  let askedAt = clock.now();
  while (!gone.aborted) {
    const news = await collectUpdates(parts, position);
    // Nothing more is collected before they have taken it.
    const fresh = { ...news, events: news.events.filter(isNew) };
    await withinStill(() => tell(stream, fresh), cutOff);
    position = news.position;
    if (news.isOver) return;
    if (clock.now() - askedAt >= BEAT_EVERY_MS) {
      if (!(await parts.listener.stillMay())) return;
      await withinStill(() => stream.write(': still here\n\n'), cutOff);
      askedAt = clock.now();
    }
    await clock.sleep(PACE_MS, gone);
    await waker.sleep(clock.now() + LOOK_EVERY_MS, gone);
  }
}

async function tell(stream: SSEStreamingApi, { events, position, isOver }: Updates): Promise<void> {
  const id = positionText(position);
  for (const [index, { event, data }] of events.entries()) {
    // Who is cut off in between is told all of it again.
    const isLast = index === events.length - 1;
    await stream.writeSSE({ event, data: JSON.stringify(data), ...(isLast && { id }) });
  }
  if (isOver) await stream.writeSSE({ event: 'over', data: '{}', id });
}

/** Passes over parts of the page that stand as they were last told. */
function newsFilter(): (news: UpdateEvent) => boolean {
  const told = new Map<string, string>();
  return ({ event, data }) => {
    if (event !== 'part') return true;
    const digest = digestOf(data.html);
    if (told.get(data.name) === digest) return false;
    told.set(data.name, digest);
    return true;
  };
}
