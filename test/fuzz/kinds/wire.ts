import requestSchema from '../../../schemas/action-request.schema.json' with { type: 'json' };
import reportSchema from '../../../schemas/attempt-report.schema.json' with { type: 'json' };
import { digestOf } from '../../../app/domain/digest.ts';
import { isMap, type Json } from '../../../app/domain/json.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import type { ActionAnswer } from '../../../schemas/action-answer.generated.ts';
import { bySchema } from '../../support/by-schema.ts';
import { ask, claimed } from '../../api/ask.ts';
import { openApp, type TestApp } from '../../api/open-app.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { ended } from '../../support/script-host.ts';
import { firstBroken, type Broken, type Door, type Doors } from '../door.ts';
import { anyOf, fromSchemas, fromTexts, fromValues } from '../draw/drawn.ts';
import { fromSchema } from '../draw/from-schema.ts';
import { TEXTS } from '../draw/hostile-values.ts';
import { MANIFESTS, MANIFEST_TOKENS } from '../draw/manifests.ts';

const PLAN = aPlan([
  aStep('train', {
    checkpoint: { path: 'ckpt', save: 'on-quiet', everyMs: 1000, keep: 2, resume: 'auto' },
    secrets: { KEY: 'API_KEY' },
  }),
]);

/** The action's side of the App, over HTTP, with a token that is good for an attempt that lives. */
export async function openWire(): Promise<Doors> {
  const app = await openApp();
  const attempts = new Attempts(app);
  const requests = fromSchemas([requestSchema]);
  const post = (path: string, isTrusted: boolean): Door => ({
    draw: requests,
    take: async (input) => {
      const { claim, token } = await attempts.live();
      return takeAnswer(app, `attempts/${claim}/${path}`, input, {
        token: isTrusted ? token : 'a.b.c',
        attempts,
      });
    },
  });
  return {
    isWell: () => goodAttempt(app),
    doors: {
      claims: {
        draw: requests,
        take: (input) => takeAnswer(app, 'claims', input, { token: null, attempts }),
      },
      identities: {
        draw: fromTexts(TOKENS, ['.', 'eyJ', '=', '-']),
        take: (input) => takeIdentity(app, input, attempts),
      },
      heartbeats: post('heartbeats', true),
      reports: post('reports', true),
      blobs: post('blobs', true),
      'reports of a stranger': post('reports', false),
      'reports in their order': {
        draw: fromValues((chance) =>
          Array.from({ length: 1 + Math.floor(chance() * 3) }, () =>
            fromSchema(reportSchema, chance),
          ),
        ),
        take: (input) => takeReports(app, attempts, input),
      },
      artifacts: {
        draw: fromTexts(MANIFESTS, MANIFEST_TOKENS),
        take: (input) => takeArtifact(app, attempts, input),
      },
      addresses: {
        draw: anyOf(fromTexts(ADDRESSES, ['/', '?', '&', '%', '..', '%2F', '#', ...TEXTS])),
        take: (input) => takeAddress(app, input),
      },
    },
  };
}

/** An attempt that may be spoken for; another, once that is over. */
class Attempts {
  readonly #app: TestApp;
  #live: Claimed | null = null;
  reported = 0;

  constructor(app: TestApp) {
    this.#app = app;
  }

  async live(): Promise<Claimed> {
    this.#live ??= await this.#claim();
    return this.#live;
  }

  async #claim(): Promise<Claimed> {
    const run = await this.#app.start(PLAN);
    this.reported = 0;
    return claimed(this.#app, await this.#app.job(run, 'train'));
  }

  heard(answer: ActionAnswer): void {
    if (answer.type === 'standing') this.reported = answer.reported;
    const isOver = answer.type === 'standing' && answer.standing !== 'wanted';
    const isLost = answer.type === 'refused' && GONE.has(answer.code);
    if (isOver || isLost) this.#live = null;
  }
}

type Claimed = Awaited<ReturnType<typeof claimed>>;
const GONE = new Set(['attempt-over', 'unknown-claim', 'token-expired']);

// prettier-ignore
const TYPES = ['application/json', 'text/plain', '', 'application/json; charset=utf-16', 'multipart/form-data', 'application/x-www-form-urlencoded', 'x'.repeat(200)];
const ENCODINGS = ['identity', 'gzip', 'br', 'x'];

type Speaker = { readonly token: string | null; readonly attempts: Attempts };

/** A POST, whose answer must be one of ours and lay no blame on us. */
async function takeAnswer(
  app: TestApp,
  path: string,
  input: Buffer,
  { token, attempts }: Speaker,
): Promise<Broken> {
  const last = input.at(-1) ?? 0;
  const headers = {
    'content-type': last % 4 === 0 ? (TYPES[last % TYPES.length] ?? '') : 'application/json',
    'content-encoding': last % 16 === 1 ? (ENCODINGS[last % ENCODINGS.length] ?? '') : 'identity',
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(`${app.url}/api/${path}`, {
    method: 'POST',
    headers,
    body: Buffer.from(input),
  });
  const text = await answer.text();
  const read = bySchema('action-answer', JSON.parse(text));
  if (read.valid) attempts.heard(read.value);
  return firstBroken({
    [`it is no fault of the app's: ${answer.status} ${text.slice(0, 200)} ${app.logs.at(-1) ?? ''}`]:
      answer.status < 500,
    'it is answered by a message of ours': read.valid,
    'the answer is short': text.length <= 4 * input.length + 20_000,
    'nothing is polluted': !('polluted' in {}),
  });
}

async function takeIdentity(app: TestApp, input: Buffer, attempts: Attempts): Promise<Broken> {
  const identity = input.toString().slice(0, 30_000) || 'x';
  const request = { format: 1, type: 'claim', identity, hint: null };
  return takeAnswer(app, 'claims', Buffer.from(JSON.stringify(request)), { token: null, attempts });
}

async function takeReports(app: TestApp, attempts: Attempts, input: Buffer): Promise<Broken> {
  const { claim, token } = await attempts.live();
  const head = `{"format":1,"type":"reports","first":${attempts.reported + 1},"reports":`;
  const body = Buffer.concat([Buffer.from(head), input, Buffer.from('}')]);
  return takeAnswer(app, `attempts/${claim}/reports`, body, { token, attempts });
}

/** Whatever it is, as the manifest of a checkpoint: stored, then named in a report. */
async function takeArtifact(app: TestApp, attempts: Attempts, input: Buffer): Promise<Broken> {
  const { claim, token } = await attempts.live();
  const digest = digestOf(input);
  const upload = { format: 1, type: 'blobs.upload', blobs: [{ digest, size: input.length }] };
  const answer = await ask(app, `attempts/${claim}/blobs`, upload, token);
  attempts.heard(answer);
  // An end among reports that were refused for what came behind it is an end all the same.
  if (answer.type === 'refused' && GONE.has(answer.code)) return null;
  if (answer.type !== 'blobs') return `no link: ${JSON.stringify(answer)}`;
  const put = await fetch(answer.blobs[0]?.url ?? '', { method: 'PUT', body: Buffer.from(input) });
  if (put.status !== 204) return `it is not stored: ${put.status} ${await put.text()}`;
  const report = { type: 'checkpoint', at: 1, digest, ...measured(input) };
  return takeReports(app, attempts, Buffer.from(JSON.stringify([report])));
}

/** What a manifest says of its size, right or wrong. */
function measured(input: Buffer): { readonly size: number; readonly files: number } {
  try {
    const value: Json = JSON.parse(input.toString());
    const entries = isMap(value) && Array.isArray(value['entries']) ? value['entries'] : [];
    const files = entries.filter((entry) => isMap(entry) && entry['type'] === 'file');
    const size = files.reduce(
      (sum: number, { size: bytes }) => sum + (typeof bytes === 'number' ? bytes : 0),
      0,
    );
    return { size: Number.isSafeInteger(size) ? size : 0, files: files.length };
  } catch {
    return { size: 0, files: 0 };
  }
}

async function takeAddress(app: TestApp, input: Buffer): Promise<Broken> {
  const address = URL.parse(input.toString(), `${app.url}/api/`);
  if (address === null || address.origin !== app.url) return null;
  const method = (input.at(-1) ?? 0) % 2 === 0 ? 'GET' : 'PUT';
  const body = method === 'PUT' ? Buffer.from(input) : null;
  const answer = await fetch(address, { method, body });
  await answer.arrayBuffer();
  return firstBroken({
    [`it is no fault of the app's: ${answer.status}`]: answer.status < 500 && answer.status >= 400,
  });
}

async function goodAttempt(app: TestApp): Promise<Broken> {
  const run = await app.start(PLAN);
  const { claim, token } = await claimed(app, await app.job(run, 'train'));
  const report = (first: number, value: object) =>
    ask(
      app,
      `attempts/${claim}/reports`,
      { format: 1, type: 'reports', first, reports: [value] },
      token,
    );
  await report(1, { type: 'started', at: 1, resumedFrom: null });
  const answer = await report(2, ended({ status: 'succeeded' }));
  const header = await app.now().until(run.id);
  return firstBroken({
    'a good attempt is over': answer.type === 'standing' && answer.standing === 'over',
    'a good run succeeds': header.status === 'succeeded',
  });
}

const TOKENS = [
  'eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJhIn0.c2ln',
  'eyJhbGciOiJub25lIn0.eyJpc3MiOiJhIn0.',
  'eyJhbGciOiJIUzI1NiJ9.e30.AAAA',
  'a.b.c',
  '....',
];
const DIGEST = digestOf(encodeManifest({ format: 1, single: false, entries: [] }));
const ADDRESSES = [
  `blobs/${DIGEST}?grant=a.b.c`,
  'blobs/x',
  'attempts/x/reports',
  'attempts/%2e%2e/heartbeats',
  'claims/',
  `blobs/${DIGEST}?grant=${TOKENS[2]}`,
];
