import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { digestOfBytes, type Digest } from '../../content/digest-of-bytes.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { aStep } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { begun, succeeded } from '../support/script-host.ts';
import { attemptOf, type ClaimedAttempt } from './claimed-attempt.ts';
import { openApp, type TestApp } from './open-app.ts';
import { openRawClient } from '../wire/raw-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

async function anAttempt(given: { readonly tree?: Digest } = {}): Promise<ClaimedAttempt> {
  return attemptOf(app, TRAIN, given);
}

const TRAIN = aStep('train', {
  outputs: { model: { type: 'model', path: 'm', optional: true } },
});

function line(text: string): AttemptReport {
  return { type: 'output', at: 1, lines: [{ stream: 'stdout', text }] };
}

function manifestOf(digest: Digest, size: number): Uint8Array {
  const entry = { path: 'm', type: 'file', mode: 0o644, size, digest } as const;
  return encodeManifest({ format: 1, single: false, entries: [entry] });
}

function ending(digest: Digest, size: number, files = 1): AttemptReport {
  const model = { digest, type: 'model', path: 'm', size, files } as const;
  return succeeded({ artifacts: { model } });
}

/** A busy machine takes its time. */
const PATIENT = { timeout: 20_000, interval: 100 };

const random = (size = 40) => randomBytes(size);

describe('reports', () => {
  it('that come twice, alone or in a longer batch, change nothing the second time', async () => {
    const attempt = await anAttempt();
    const said = () => app.now().logged.filter(({ text }) => text.startsWith(attempt.run));
    const lines = ['a', 'b', 'c'].map((name) => line(`${attempt.run} ${name}`));
    await attempt.report(1, begun(), ...lines.slice(0, 2));
    expect(await attempt.report(1, begun(), ...lines.slice(0, 2))).toMatchObject({ reported: 3 });
    expect(await attempt.report(1, begun(), ...lines)).toMatchObject({ reported: 4 });
    expect(said()).toHaveLength(3);
  });

  it('that come twice at once are kept once', async () => {
    const attempt = await anAttempt();
    const text = `${attempt.run} once`;
    const twice = [attempt.report(1, begun(), line(text)), attempt.report(1, begun(), line(text))];
    for (const answer of await Promise.all(twice)) expect(answer).toMatchObject({ reported: 2 });
    expect(app.now().logged.filter((kept) => kept.text === text)).toHaveLength(1);
  });

  it('behind a gap are refused, so that none is lost in it', async () => {
    const attempt = await anAttempt();
    await attempt.report(1, begun());
    expect(await attempt.report(3, line('x'))).toMatchObject({ code: 'report-gap' });
    expect(await attempt.report(2, line('x'))).toMatchObject({ reported: 2 });
  });

  it('of an attempt that is over are not kept, and it is told so', async () => {
    const attempt = await anAttempt();
    const end = await attempt.report(1, begun(), succeeded());
    expect(end).toMatchObject({ standing: 'over', reported: 2 });
    const text = `${attempt.run} too late`;
    expect(await attempt.report(3, line(text))).toMatchObject({ standing: 'over', reported: 2 });
    expect(app.now().logged.filter((kept) => kept.text === text)).toEqual([]);
  });

  it('that are none are refused', async () => {
    const attempt = await anAttempt();
    const odd = { type: 'reports', first: 1, reports: [{ type: 'ended', at: 1 }] };
    expect(await attempt.say('reports', odd)).toMatchObject({ code: 'unreadable-request' });
  });
});

describe('an artifact that a report names', () => {
  it('is kept when the attempt stored all of it', async () => {
    const attempt = await anAttempt();
    const part = random();
    const model = await attempt.store(manifestOf(await attempt.store(part), part.length));
    expect(await attempt.report(1, begun(), ending(model, part.length))).toMatchObject({
      standing: 'over',
    });
    expect((await app.now().store.runs.header(attempt.run))?.status).toBe('succeeded');
  });

  it('is refused when it is made of what another attempt stored', async () => {
    const theirs = await anAttempt();
    const part = random();
    const digest = await theirs.store(part);
    const mine = await anAttempt();
    const model = await mine.store(manifestOf(digest, part.length));
    // It does not even learn that it exists.
    expect(await mine.blobs('missing', [digest])).toMatchObject({ blobs: [{ digest }] });
    expect(await mine.report(1, ending(model, part.length))).toMatchObject({ code: 'not-given' });
    // Nobody waits for it until its clocks run out.
    expect(await mine.end()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/neither given nor stored/),
    });
    // With the bytes themselves it may.
    const third = await anAttempt();
    await third.store(part);
    await third.store(manifestOf(digest, part.length));
    expect(await third.blobs('missing', [digest])).toMatchObject({ blobs: [] });
    expect(await third.report(1, ending(model, part.length))).toMatchObject({ standing: 'over' });
  });

  it.each<[string, (attempt: ClaimedAttempt, digest: Digest) => Promise<AttemptReport>]>([
    ['is not a manifest', async (_, digest) => ending(digest, 40)],
    [
      'leads out',
      async (attempt, digest) => {
        const out = Buffer.from(
          `{"format":1,"single":false,"entries":[\n{"path":"../m","type":"file","mode":420,"size":40,"digest":"${digest}"}\n]}\n`,
        );
        return ending(await attempt.store(out), 40);
      },
    ],
    [
      'is not of the size it says',
      async (attempt, digest) => ending(await attempt.store(manifestOf(digest, 40)), 41),
    ],
    [
      'has not as many files as it says',
      async (attempt, digest) => ending(await attempt.store(manifestOf(digest, 40)), 40, 2),
    ],
  ])('that %s is refused, and ends the attempt', async (_title, lie) => {
    const attempt = await anAttempt();
    const digest = await attempt.store(random());
    expect(await attempt.report(1, await lie(attempt, digest))).toMatchObject({
      code: 'invalid-artifact',
    });
    expect(await attempt.end()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/cannot be kept/),
    });
  });
});

describe('a blob', () => {
  it('is neither given nor taken once the attempt is over, though its token lives on for minutes', async () => {
    const attempt = await anAttempt();
    const part = random();
    const digest = await attempt.store(part);
    await attempt.report(1, begun(), succeeded());
    for (const asked of ['missing', 'upload', 'download']) {
      const answer = await attempt.blobs(asked, [digest], part.length);
      expect(answer, asked).toMatchObject({ status: 409, code: 'attempt-over' });
    }
  });

  it.each([
    [
      'run',
      { attempt: null, run: 1e5 },
      5e12,
      /This run may store 100000 B: 60000 B are used, and 60000 B.* code that is not trusted gets at most 1 GB\.$/,
    ],
    ['attempt', { attempt: 1e5, run: 1e9 }, 5e12, /This attempt may store 100000 B/],
    ['installation', { attempt: null, run: 1e9 }, 1e5, /MLPIPELINES_QUOTA/],
  ])(
    'has a link only while the quota of its %s lasts',
    async (_title, quotas, installationBytes, message) => {
      const small = await openApp({ installationBytes });
      const attempt = await attemptOf(small, TRAIN, { hosted: { ...aPlace(), quotas } });
      const part = random(60_000);
      const digest = await attempt.store(part);
      expect(await attempt.blobs('upload', [digestOfBytes(random())], 60_000)).toMatchObject({
        status: 413,
        code: 'quota-full',
        message: expect.stringMatching(message),
      });
      // What is counted may be sent again.
      expect(await attempt.blobs('upload', [digest], 60_000)).toMatchObject({ type: 'blobs' });
    },
  );

  it('counts against quotas, however small it is', async () => {
    const quotas = { attempt: 10_000, run: 1e9 };
    const attempt = await attemptOf(app, TRAIN, { hosted: { ...aPlace(), quotas } });
    const digests = Array.from({ length: 20 }, () => digestOfBytes(random()));
    expect(await attempt.blobs('upload', digests, 0)).toMatchObject({ code: 'quota-full' });
  });

  it('lies on the disk once, however often its link is used at once', async () => {
    const attempt = await anAttempt();
    const part = random(1_000_000);
    const url = new URL(await attempt.link('upload', digestOfBytes(part), part.length));
    const path = url.pathname + url.search;
    const clients = await Promise.all(
      Array.from({ length: 8 }, () => openRawClient(Number(url.port))),
    );
    const head = `Host: ${url.host}\r\nContent-Length: ${part.length}\r\n\r\n`;
    for (const { send } of clients) {
      send(`PUT ${path} HTTP/1.1\r\n${head}`);
      send(part.subarray(0, 500_000));
    }
    const moving = join(app.folder, 'moving');
    await vi.waitFor(
      () => expect(clients.filter(({ heard }) => / 503 /.test(heard()))).toHaveLength(7),
      PATIENT,
    );
    expect(await readdir(moving)).toHaveLength(1);
    // Whoever was the last goes on; another after it as well.
    expect((await fetch(url, { method: 'PUT', body: Buffer.from(part) })).status).toBe(204);
    expect(await readdir(moving)).toEqual([]);
    for (const { end } of clients) end();
  });

  it('is fetched by one attempt 32 times at once at most', async () => {
    const attempt = await anAttempt();
    const digest = await attempt.store(random(8_000_000));
    const url = new URL(await attempt.link('download', digest, null));
    const path = url.pathname + url.search;
    const ask = async () => {
      const client = await openRawClient(Number(url.port));
      client.pause();
      client.send(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
      return client;
    };
    const clients = await Promise.all(Array.from({ length: 32 }, ask));
    await vi.waitFor(async () => expect((await fetch(url)).status).toBe(503), PATIENT);
    for (const { end } of clients) end();
    await vi.waitFor(async () => {
      const answer = await fetch(url);
      expect((await answer.arrayBuffer()).byteLength).toBe(8_000_000);
    }, PATIENT);
  });

  it('is read by an attempt that was given it, and by no other', async () => {
    const { blobs } = app.now();
    const part = random(300_000);
    const digest = digestOfBytes(part);
    await blobs.putBytes(part);
    const tree = (await blobs.putBytes(manifestOf(digest, part.length))) as Digest;
    const given = await anAttempt({ tree });
    const answer = await fetch(await given.link('download', digest, null));
    expect(Buffer.from(await answer.arrayBuffer()).equals(part)).toBe(true);
    expect(await given.blobs('missing', [digest, tree])).toMatchObject({ blobs: [] });
    const other = await anAttempt();
    expect(await other.blobs('download', [digest])).toMatchObject({ code: 'not-given' });
    expect(await other.blobs('download', [tree])).toMatchObject({ code: 'not-given' });
  });

  it('goes by links that are good for that blob, that method and some minutes', async () => {
    let shift = 0;
    const clock = { now: () => Date.now() + shift };
    const late = await openApp({ clock });
    const attempt = await attemptOf(late, TRAIN);
    const [part, other] = [random(), random()];
    const digest = await attempt.store(part);
    const put = await attempt.link('upload', digest, part.length);
    const codeOf = async (url: string, order: RequestInit = {}) => {
      const answer = await fetch(url, order);
      return answer.ok ? answer.status : ((await answer.json()) as { code: string }).code;
    };
    expect(await codeOf(put)).toBe('link-invalid');
    const elsewhere = put.replace(digest, digestOfBytes(other));
    expect(await codeOf(elsewhere, { method: 'PUT', body: other })).toBe('link-invalid');
    expect(await codeOf(put.replace(/\?.*/, ''), { method: 'PUT', body: part })).toBe(
      'link-invalid',
    );
    const get = await attempt.link('download', digest, null);
    expect(await codeOf(get)).toBe(200);
    shift = 16 * 60_000;
    expect(await codeOf(get)).toBe('link-invalid');
  });

  it('is refused when its bytes are others, fewer or more than announced, and is not stored then', async () => {
    const attempt = await anAttempt();
    const part = random();
    const digest = digestOfBytes(part);
    const url = await attempt.link('upload', digest, part.length);
    for (const body of [random(), part.subarray(1), Buffer.concat([part, part])]) {
      const answer = await fetch(url, { method: 'PUT', body });
      expect(await answer.json()).toMatchObject({ code: 'wrong-bytes' });
    }
    expect(await app.now().blobs.missing([digest])).toEqual(new Set([digest]));
  });
});
