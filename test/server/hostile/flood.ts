/**
 * A process that sends the App what strangers may: `node flood.ts PORT COUNT` until its standard input closes and so many
 * requests were answered. Then it prints how many and in which time, the statuses of all answers, and how many slow
 * connections were cut off.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const REQUESTS_A_SECOND = 1000;
const SLOW_CONNECTIONS = 200;
const FAST_CONNECTIONS = 100;
const TICK_MS = 10;
const MOST_HEADERS = 600;
const SLOW_AGAIN_MS = 5000;

const [port = 0, enough = 0] = process.argv.slice(2).map(Number);
const statuses: Record<string, number> = {};
let [sent, answered, cutOff] = [0, 0, 0];
let isEndless = true;

/** A request as bytes. */
function request(line: string, headers: Readonly<Record<string, string>>, body = ''): Buffer {
  const length = { 'Content-Length': String(Buffer.byteLength(body)) };
  const all = Object.entries({ Host: 'localhost', ...length, ...headers });
  const head = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${line} HTTP/1.1\r\n${head}\r\n${body}`);
}

const JSON_BODY = { 'Content-Type': 'application/json' };
const LOOK = {
  ...JSON_BODY,
  'X-GitHub-Event': 'push',
  'X-GitHub-Delivery': '7b0f2c5a-0000-4000-8000-000000000000',
  'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}`,
};
const HOOKS = 'POST /api/github/webhooks';
const BLOB = `/api/blobs/sha256:${'0'.repeat(64)}?grant=${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.AAAA`;
/** Of the largest that is read, as an identity that is none. */
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const identity = `${part({ alg: 'RS256', kid: 'x' })}.${part({ iss: 'x', pad: randomBytes(34_000).toString('hex').slice(0, 46_000) })}.AAAA`;
const claim = JSON.stringify({ format: 1, type: 'claim', identity, hint: 'train-1' });
const bootstrap = JSON.stringify({
  format: 1,
  type: 'claim.bootstrap',
  bootstrap: 'guess',
  nonce: 'a'.repeat(32),
  repository: 1,
  workflowRun: 1,
  hint: 'train-1',
});

const FAST = [
  request(HOOKS, LOOK, JSON.stringify({ pad: 'x'.repeat(8000) })),
  request(HOOKS, JSON_BODY, '{}'),
  request('POST /api/claims', JSON_BODY, claim),
  request('POST /api/claims', JSON_BODY, bootstrap),
  request('POST /api/claims', JSON_BODY, '['.repeat(60_000)),
  request(
    'POST /api/attempts/guess/reports',
    { ...JSON_BODY, Authorization: 'Bearer a.b.c' },
    '{}',
  ),
  request(`GET ${BLOB}`, {}),
  request(`PUT ${BLOB}`, {}, 'x'.repeat(1000)),
  request('GET /runs/01k0000000000000000000000/events', { Cookie: 'mlpipelines_session=guess' }),
  request('GET /repos/acme/guess', {}),
  request('GET /login/callback?code=guess&state=guess', { Cookie: 'mlpipelines_login=guess' }),
  request('GET /login', {}),
  request('GET /no/such/page', {}),
  request('GET /', {}),
];

/** Counts each answer by its status; `hear` is told whether it leaves the connection open. */
function open(hear: (stays: boolean) => void = () => {}): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    // An answer comes in one piece or more; only the first has a status. No body here begins like one.
    if (chunk.toString('latin1', 0, 9) !== 'HTTP/1.1 ') return;
    const status = chunk.toString('latin1', 9, 12);
    statuses[status] = (statuses[status] ?? 0) + 1;
    hear(!/\nconnection: close/i.test(chunk.toString('latin1', 0, MOST_HEADERS)));
  });
  return socket;
}

/** Connections on which no answer is awaited. */
const free: Socket[] = [];
let opened = 0;

/** False when all connections wait for an answer. */
function sendOne(bytes: Buffer): boolean {
  let socket = free.pop();
  while (socket !== undefined && !socket.writable) socket = free.pop();
  if (socket === undefined) {
    if (opened >= FAST_CONNECTIONS) return false;
    opened += 1;
    const fresh = open((stays) => {
      answered += 1;
      if (stays) free.push(fresh);
      sendWhatIsDue();
      endWhenDone();
    });
    fresh.once('close', () => (opened -= 1));
    socket = fresh;
  }
  socket.write(bytes);
  sent += 1;
  return true;
}

const began = performance.now();

/** As many as the time since the beginning asks for: those that found no free connection are sent as soon as one is. */
function sendWhatIsDue(): void {
  const due = ((performance.now() - began) / 1000) * REQUESTS_A_SECOND;
  while (sent < due && sendOne(FAST[sent % FAST.length] ?? Buffer.alloc(0)));
}
setInterval(sendWhatIsDue, TICK_MS);

const PIECE = Buffer.alloc(4 * 1024 * 1024, ' ');
const LONG = { 'Content-Length': String(25 * 1024 * 1024) };
/** What each sends at once; a byte follows now and then. */
const SLOW: readonly (readonly Buffer[])[] = [
  [request(HOOKS, { ...LOOK, ...LONG }), PIECE],
  [request(HOOKS, { ...LOOK, ...LONG }), PIECE],
  [Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')],
  [
    request('POST /api/claims', { ...JSON_BODY, 'Content-Length': '65000' }),
    Buffer.alloc(60_000, ' '),
  ],
];

function crawl(pieces: readonly Buffer[]): void {
  const socket = open();
  for (const piece of pieces) socket.write(piece);
  const timer = setInterval(() => socket.write(' '), 500);
  socket.once('close', () => {
    clearInterval(timer);
    cutOff += 1;
    setTimeout(() => crawl(pieces), SLOW_AGAIN_MS);
  });
}
for (let opened = 0; opened < SLOW_CONNECTIONS; opened += 1)
  crawl(SLOW[opened % SLOW.length] ?? []);

process.stdin.resume().once('end', () => {
  isEndless = false;
  endWhenDone();
});

function endWhenDone(): void {
  if (isEndless || answered < enough) return;
  isEndless = true;
  const seconds = (performance.now() - began) / 1000;
  const told = JSON.stringify({ seconds, answered, statuses, cutOff });
  process.stdout.write(told, () => process.exit(0));
}
