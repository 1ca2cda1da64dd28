import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { PlanStep } from '../../app/domain/plan.ts';
import { openApp, type TestApp } from '../api/open-app.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { spawnAction } from './spawn-action.ts';

const KEEPING: Partial<PlanStep> = {
  outputs: { model: { type: 'model', path: 'm', optional: false } },
};

async function carryOut(app: TestApp, run: string, given: Partial<PlanStep> = {}) {
  const action = { type: 'run', run, shell: 'bash', workingDirectory: '.' } as const;
  const header = await app.start(aPlan([aStep('train', { action, ...given })]));
  const job = await spawnAction(app, await app.job(header, 'train'));
  const code = await job.ended;
  const rows = await app.now().store.runs.load(header.id);
  const { status } = rows?.header ?? {};
  return { code, output: job.output(), status, reason: rows?.steps[0]?.reason };
}

it('a job whose reports are altered on their way ends its attempt at once, with the reason, and its log has it', async () => {
  // As the step's code can that has found the token of its attempt.
  const app = await openBehind((text) => text.replace('"outputs":{}', '"outputs":{"free":1}'));
  const { output, status, reason } = await carryOut(app, 'true');
  expect(status).toBe('failed');
  expect(reason).toMatch(/cannot be true: it has the output "free", which its step does not decl/);
  expect(output).toMatch(/cannot be true: it has the output "free"/);
});

it('a job that calls its failure nobody’s fault is charged and fails', async () => {
  const app = await openBehind((text) =>
    text
      .replace('"status":"failed","class":"exit-code"', '"status":"interrupted","class":"infra"')
      .replace('"charged":true', '"charged":false'),
  );
  const { status, reason } = await carryOut(app, 'exit 3');
  expect(status).toBe('failed');
  expect(reason).toMatch(/interrupted with class infra, which no executor says/);
});

it('a job that keeps more than its run may store fails with the quota, what is used and what to do', async () => {
  const app = await openApp({ installationBytes: 1000 });
  const { output, status, reason } = await carryOut(app, 'head -c 5000 /dev/urandom > m', KEEPING);
  expect(status).toBe('failed');
  const sentence =
    /The runs of this installation may store 1000 B: 0 B are used, and 5000 B more are asked for\..* MLPIPELINES_QUOTA/;
  expect(reason).toMatch(sentence);
  expect(output).toMatch(sentence);
});

/** An app whose jobs reach it through someone who changes their reports. */
async function openBehind(change: (text: string) => string): Promise<TestApp> {
  let target = '';
  const between: Server = createServer((request, answer) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const isReport = request.url?.endsWith('/reports') === true;
      const sent = isReport ? Buffer.from(change(body.toString('utf8'))) : body;
      const { authorization, 'content-type': type } = request.headers;
      const got = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(type !== undefined && { 'content-type': type }),
        },
        ...(request.method !== 'GET' && { body: sent }),
      });
      answer.writeHead(got.status, { 'content-type': got.headers.get('content-type') ?? '' });
      answer.end(Buffer.from(await got.arrayBuffer()));
    })();
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  onTestFinished(() => void between.close());
  const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
  const app = await openApp({ url });
  target = app.url;
  return { ...app, url };
}
