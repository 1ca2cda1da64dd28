import { createServer } from 'node:http';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ReportSpool } from '../../action/job/report-spool.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { openApp, type TestApp } from '../api/open-app.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { begun, succeeded } from '../support/script-host.ts';
import { spawnAction } from './spawn-action.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

type Answer = Readonly<Record<string, unknown>>;

/** The app with its answers to a path changed on their way. */
async function between(change: (path: string, answer: Answer) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    const pass = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const path = request.url ?? '/';
      const answer = await fetch(`${app.url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: request.headers.authorization ?? '',
        },
        body: Buffer.concat(chunks),
      });
      response.statusCode = answer.status;
      response.end(JSON.stringify(change(path, (await answer.json()) as Answer)));
    };
    pass().catch(() => response.destroy());
  });
  const url = await listenOnLoopback(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

async function dispatched() {
  const run = await app.start(aPlan([aStep('train')]));
  return { run, job: await app.job(run, 'train') };
}

describe('an action that is older than its app', () => {
  it('passes over what it does not know', async () => {
    const { run, job } = await dispatched();
    const url = await between((_path, answer) => {
      const ticket = answer['ticket'] as Answer | undefined;
      const known = ticket === undefined ? {} : { ticket: { ...ticket, quantum: { bits: 7 } } };
      return { ...answer, ...known, news: ['of', 'later'] };
    });
    // The identity is for the app itself, as when a proxy stands before it.
    const issuer = { ...app.issuer, environment: () => proxied(app.issuer.environment(job)) };
    const action = await spawnAction({ url, issuer }, job);
    expect(await action.ended, action.output()).toBe(0);
    expect((await app.now().store.runs.header(run.id))?.status).toBe('succeeded');
  });

  it('says what to update when the app speaks another format', async () => {
    const { job } = await dispatched();
    const url = await between((_path, answer) => ({ ...answer, format: 2 }));
    const action = await spawnAction({ url, issuer: app.issuer }, job);
    expect(await action.ended).toBe(1);
    expect(action.output()).toMatch(
      /::error::The app speaks format 2, this action only 1\. Run `mlpipelines init --update`/,
    );
  });

  it('says the same of a ticket that it cannot read, and runs nothing', async () => {
    const { job } = await dispatched();
    const url = await between((_path, answer) => {
      const ticket = answer['ticket'] as Answer | undefined;
      return ticket === undefined ? answer : { ...answer, ticket: { ...ticket, format: 2 } };
    });
    const issuer = { ...app.issuer, environment: () => proxied(app.issuer.environment(job)) };
    const action = await spawnAction({ url, issuer }, job);
    expect(await action.ended).toBe(1);
    expect(action.output()).toMatch(/::error::.*ticket that this action cannot read \(\/format/);
  });
});

/** `core.getIDToken` appends its audience; the issuer takes the first one. */
function proxied(environment: Record<string, string>): Record<string, string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '' } = environment;
  const fixed = `${url}&audience=${encodeURIComponent(app.url)}`;
  return { ...environment, ACTIONS_ID_TOKEN_REQUEST_URL: fixed };
}

describe('reports that wait', () => {
  const line = (text: string): AttemptReport => {
    return { type: 'output', at: 1, lines: [{ stream: 'stdout', text }] };
  };

  it('come out in order, merged, and again until they are sent', () => {
    const spool = new ReportSpool(join(freshFolder(), 'spool'), 1e6);
    for (const report of [begun(), line('a'), line('b')]) spool.add(report);
    const first = spool.peek();
    spool.add(line('c'));
    expect(first).toMatchObject([
      { type: 'started' },
      { type: 'output', lines: [{ text: 'a' }, { text: 'b' }] },
    ]);
    expect(spool.peek()).toEqual(first);
    spool.sent();
    expect(spool.peek()).toMatchObject([{ lines: [{ text: 'c' }] }]);
    spool.sent();
    expect(spool.peek()).toEqual([]);
    spool.close();
  });

  it('take no more disk than they may; what a run depends on is kept, and what is missing is said', () => {
    const file = join(freshFolder(), 'spool');
    const spool = new ReportSpool(file, 50_000);
    spool.add(begun());
    for (let count = 0; count < 5000; count += 1)
      spool.add(line(`line ${count} ${'x'.repeat(80)}`));
    expect(statSync(file).size).toBeLessThan(60_000);
    const reports: AttemptReport[] = [];
    const drain = () => {
      for (let batch = spool.peek(); batch.length > 0; batch = spool.peek()) {
        reports.push(...batch);
        spool.sent();
      }
    };
    drain();
    spool.add(line('after'));
    spool.add(succeeded());
    drain();
    const texts = reports.flatMap((report) =>
      report.type === 'output' ? report.lines.map(({ text }) => text) : [],
    );
    const kept = texts.filter((text) => /^line \d/.test(text));
    expect(kept).toEqual(Array.from(kept, (_text, at) => expect.stringMatching(`^line ${at} `)));
    expect(texts.at(-2)).toContain(`${5000 - kept.length} lines of output and live metrics`);
    expect(texts.at(-1)).toBe('after');
    expect(reports.at(-1)).toEqual(succeeded());
    spool.close();
  });
});
