/** Posts signed webhooks from a process of its own, as `Posting` on standard input says; tells `Posted` when told to end. */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export type Posting = {
  readonly url: string;
  readonly secret: string;
  readonly bodies: readonly { readonly event: string; readonly body: string }[];
  readonly ms: number;
  /** So many at a time, each as soon as the one before is answered; or so many a second, answered or not. */
  readonly pace: { readonly atOnce: number } | { readonly perSecond: number };
};

export type Posted = {
  readonly taken: number;
  readonly failed: number;
  readonly ms: number;
  /** How long the slowest hundredth took to be answered, at least. */
  readonly p99: number;
};

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const posting = JSON.parse(await text(process.stdin)) as Posting;
const signed = posting.bodies.map(({ event, body }) => ({
  event,
  body,
  signature: `sha256=${createHmac('sha256', posting.secret).update(body).digest('hex')}`,
}));
let next = 0;
let taken = 0;
let failed = 0;
const times: number[] = [];

const begin = performance.now();
const { pace } = posting;
await ('atOnce' in pace ? postAllTheTime(pace.atOnce) : postRegularly(pace.perSecond));
times.sort((a, b) => a - b);
const p99 = times[Math.floor(0.99 * times.length)] ?? Number.NaN;
const posted: Posted = { taken, failed, ms: performance.now() - begin, p99 };
process.stdout.write(JSON.stringify(posted));
process.exit();

async function postAllTheTime(atOnce: number): Promise<void> {
  const worker = async () => {
    while (performance.now() - begin < posting.ms) await post();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function postRegularly(perSecond: number): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let begun = 0;
  while (performance.now() - begin < posting.ms) {
    const due = Math.floor(((performance.now() - begin) * perSecond) / 1000);
    for (; begun < due; begun += 1) {
      const one = post();
      underWay.add(one);
      void one.finally(() => underWay.delete(one));
    }
    await sleep(5);
  }
  await Promise.all(underWay);
}

function post(): Promise<void> {
  const { event, body, signature } = signed[next++ % signed.length] ?? signed[0]!;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature,
  };
  return new Promise((resolve) => {
    const from = performance.now();
    const over = (isTaken: boolean) => {
      times.push(performance.now() - from);
      if (isTaken) taken += 1;
      else failed += 1;
      resolve();
    };
    const sent = request(posting.url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => over(answer.statusCode === 200));
    });
    sent.on('error', () => over(false));
    sent.end(body);
  });
}
