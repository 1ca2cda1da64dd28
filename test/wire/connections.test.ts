import { Hono } from 'hono';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serve } from '../../app/server/listen.ts';
import { ANSWER_TAKEN_MS, STRANGER_SENDS_MS } from '../../app/wire/connections.ts';
import { STILL_MS, watchFlow } from '../../app/wire/watch-flow.ts';
import { visitOf } from '../../app/wire/visit.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openRawClient, type RawClient } from './raw-client.ts';

const HEAD = 'Host: app\r\n';

/** A server whose pages read what they are sent: `/known` vouches for whoever asks it. */
async function openServer() {
  const flow = Promise.withResolvers<void>();
  const routes = new Hono()
    .onError((error, context) => context.text(error.message, 500))
    .get('/', (context) => context.text('well'))
    .get('/sender', (context) => context.text(`[${visitOf(context).sender}]`))
    .post('/body', async (context) => context.text(`${(await context.req.text()).length} read`))
    .post('/known', async (context) => {
      const { vouch, hangUp } = visitOf(context);
      vouch(context.req.header('who') ?? 'somebody');
      const { body } = context.req.raw;
      let bytes = 0;
      for await (const chunk of watchFlow(body ?? new ReadableStream(), hangUp)) {
        bytes += chunk.byteLength;
      }
      return context.text(`${bytes} known`);
    })
    .get('/page', (context) => {
      visitOf(context).vouch('somebody');
      return context.text('x'.repeat(100_000));
    })
    .get('/flow', (context) => {
      const { vouch, hangUp } = visitOf(context);
      vouch('somebody');
      const endless = async function* () {
        try {
          for (;;) yield new Uint8Array(64 * 1024);
        } finally {
          flow.resolve();
        }
      };
      return context.body(ReadableStream.from(watchFlow(endless(), hangUp)));
    });
  const answering = { routes, webhooks: null };
  const listen = { host: '127.0.0.1', port: 0 };
  const { port, close } = await serve({ listen, proxies: 1 }, answering);
  onTestFinished(close);
  return { port, flowEnded: flow.promise };
}

/** Time as the server's own deadlines see it; sockets live on. */
function stopClock(): (ms: number) => Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return async (ms) => {
    // What was sent is there by then.
    await turns(20);
    await vi.advanceTimersByTimeAsync(ms);
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((next) => setImmediate(next));
}

test('a stranger who does not come to an end with a body is cut off', async () => {
  const { port } = await openServer();
  const client = await openRawClient(port);
  const pass = stopClock();
  client.send(`POST /body HTTP/1.1\r\n${HEAD}Content-Length: 10\r\n\r\nslow`);
  await pass(STRANGER_SENDS_MS - 1);
  expect(client.isOpen()).toBe(true);
  await pass(1);
  await client.ended;
  expect(client.heard()).toBe('');
});

test('who is known may take long, but not fall silent', async () => {
  const { port } = await openServer();
  const [steady, silent] = [await openRawClient(port), await openRawClient(port)];
  const pass = stopClock();
  for (const client of [steady, silent]) {
    client.send(`POST /known HTTP/1.1\r\n${HEAD}Content-Length: 4\r\n\r\na`);
  }
  for (const text of ['b', 'c']) {
    await pass(STILL_MS - 1000);
    steady.send(text);
  }
  await silent.ended;
  await pass(STILL_MS - 1000);
  steady.send('d');
  await steady.hears('4 known');
});

test('who takes nothing of what is sent is cut off', async () => {
  const { port, flowEnded } = await openServer();
  const client = await openRawClient(port);
  const pass = stopClock();
  client.send(`GET /flow HTTP/1.1\r\n${HEAD}\r\n`);
  await client.hears('200 OK');
  client.pause();
  // Until what lies between the two sides is full.
  await turns(2000);
  await pass(STILL_MS);
  await flowEnded;
});

test('a thousand that ask nothing keep nobody out: the oldest of them goes', async () => {
  const { port } = await openServer();
  const idle = await Promise.all(Array.from({ length: 1000 }, () => openRawClient(port)));
  onTestFinished(() => idle.forEach(({ end }) => end()));
  const honest = await openRawClient(port);
  honest.send(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
  await honest.hears('well');
  await Promise.race(idle.map(({ ended }) => ended));
  expect(idle.filter(({ isOpen }) => isOpen())).toHaveLength(999);
});

test('of those who are slow, the oldest of the sender with the most goes', async () => {
  const { port } = await openServer();
  const slow = (from: string) =>
    `POST /body HTTP/1.1\r\n${HEAD}X-Forwarded-For: ${from}\r\nContent-Length: 9\r\n\r\nslow`;
  const github = await openRawClient(port);
  github.send(slow('192.0.2.1'));
  const flood = await Promise.all(Array.from({ length: 999 }, () => openRawClient(port)));
  for (const client of flood) client.send(slow('203.0.113.9'));
  onTestFinished(() => flood.forEach(({ end }) => end()));
  const honest = await openRawClient(port);
  honest.send(`GET /sender HTTP/1.1\r\n${HEAD}X-Forwarded-For: 192.0.2.7\r\n\r\n`);
  await honest.hears('[192.0.2.7]');
  await Promise.race(flood.map(({ ended }) => ended));
  github.send('ended');
  await github.hears('9 read');
});

test('of those who are known, one who holds all there is keeps nobody out', async () => {
  const { port } = await openServer();
  const uploads = (who: string) =>
    `POST /known HTTP/1.1\r\n${HEAD}Who: ${who}\r\nContent-Length: 9\r\n\r\nslow`;
  const honest = await openRawClient(port);
  honest.send(uploads('run 1'));
  const flood: RawClient[] = [];
  onTestFinished(() => flood.forEach(({ end }) => end()));
  for (let amount = 0; amount < 3100; amount += 1) {
    const client = await openRawClient(port);
    client.send(uploads('run 2'));
    flood.push(client);
  }
  const other = await openRawClient(port);
  other.send(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
  await other.hears('well');
  await waitUntil(() => flood.filter(({ isOpen }) => isOpen()).length < 2900);
  honest.send('ended');
  await honest.hears('9 known');
});

test('who is known and takes none of many answers is cut off', async () => {
  const { port } = await openServer();
  const client = await openRawClient(port);
  client.pause();
  const pass = stopClock();
  client.send(`GET /page HTTP/1.1\r\n${HEAD}\r\n`.repeat(500));
  await turns(2000);
  await pass(ANSWER_TAKEN_MS);
  await turns(20);
  client.resume();
  await client.ended;
});
