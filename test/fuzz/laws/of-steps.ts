import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAttempt, type Attempt } from '../../../action/executor/attempt.ts';
import { tailLiveMetrics } from '../../../action/executor/metrics/tail-live-metrics.ts';
import { collectMetrics } from '../../../action/executor/products/collect-metrics.ts';
import { collectValues } from '../../../action/executor/products/collect-values.ts';
import { readRequirements } from '../../../action/executor/python/read-requirements.ts';
import { StepFailure } from '../../../action/executor/step-failure.ts';
import { sparkline } from '../../../app/reports/plots/sparkline.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { bySchema } from '../../support/by-schema.ts';
import { aTicket } from '../../action/executor/begin-attempt.ts';
import { memoryBlobStore } from '../../content/memory-blob-store.ts';
import { firstBroken, type Broken } from '../door.ts';

const SECRETS = { KEY: 'hunter2-hunter2' };

export async function takeMetrics(place: string, input: Buffer): Promise<Broken> {
  for (const path of ['metrics.json', 'metrics.yml']) {
    const broken = await within(
      place,
      aTicket({ metrics: { path, live: null } }),
      async (attempt) => {
        writeFileSync(join(attempt.host.folders.workspace, path), input);
        const found = await collectMetrics(attempt, async () => false);
        const values = Object.values(found.metrics);
        return firstBroken({
          'metrics are numbers': values.every((value) => Number.isFinite(value)),
          'facts are short': Object.values(found.facts).every((text) => text.length <= 1000),
          'it is a report': bySchema('attempt-report', endedWith(found)).valid,
        });
      },
    );
    if (broken !== null) return broken;
  }
  return null;
}

function endedWith({
  metrics,
  facts,
}: {
  readonly metrics: object;
  readonly facts: object;
}): unknown {
  const products = { outputs: {}, artifacts: {}, metrics, facts };
  const outcome = {
    status: 'succeeded',
    class: null,
    exitCode: 0,
    signal: null,
    message: null,
    products,
    workLostMs: null,
    charged: false,
  };
  return JSON.parse(JSON.stringify({ type: 'ended', at: 1, outcome }));
}

/** As while a command writes it: told in reports that the App takes, each of no more than one may hold. */
export function takeLive(place: string, input: Buffer): Promise<Broken> {
  const path = 'live.jsonl';
  const ticket = aTicket({ metrics: { path: null, live: path }, secrets: SECRETS });
  return within(place, ticket, async (attempt, reports) => {
    const tail = await tailLiveMetrics(attempt, path, { touch: () => {}, lastAt: () => 0 });
    writeFileSync(join(attempt.host.folders.workspace, path), input);
    await tail.finish();
    attempt.log.flush();
    const told = reports.map((report) => JSON.parse(JSON.stringify(report)));
    const steps = reports.flatMap((report) =>
      report.type === 'metrics' ? report.samples.map(({ step }) => step) : [],
    );
    sparkline(steps, 40);
    return firstBroken({
      'all are reports': told.every((report) => bySchema('attempt-report', report).valid),
      'no secret is told': !JSON.stringify(told).includes(SECRETS.KEY),
      'no more is told than was written': steps.length <= input.length,
    });
  });
}

export async function takeOutputs(place: string, input: Buffer): Promise<Broken> {
  const output = (name: string, type: string) => ({ name, type, path: null, optional: true });
  const outputs = [
    output('a', 'string'),
    output('n', 'number'),
    output('j', 'json'),
    output('b', 'boolean'),
    output('toString', 'string'),
  ];
  const ticket = aTicket({ outputs: outputs as never });
  return within(place, ticket, async (attempt) => {
    writeFileSync(attempt.places.output, input);
    const values = await collectValues(attempt);
    return firstBroken({
      'only what is declared': Object.keys(values).every((name) =>
        outputs.some((one) => one.name === name),
      ),
      'it is JSON': JSON.stringify(values).length <= 2 * input.length + 1000,
    });
  });
}

export function takeRequirements(place: string, input: Buffer): Promise<Broken> {
  return within(place, aTicket({}), async (attempt) => {
    const { workspace } = attempt.host.folders;
    for (const name of ['requirements.txt', 'base.txt'])
      writeFileSync(join(workspace, name), input);
    const files = await readRequirements(attempt, ['requirements.txt']);
    return firstBroken({ 'each is read once': files.length <= 2 });
  });
}

/** An attempt of its own whose end may only be a failure of the step. */
async function within(
  place: string,
  ticket: ReturnType<typeof aTicket>,
  act: (attempt: Attempt, reports: readonly AttemptReport[]) => Promise<Broken>,
): Promise<Broken> {
  const folder = mkdtempSync(join(place, 'a'));
  const folders = {
    workspace: join(folder, 'w'),
    scratch: join(folder, 's'),
    environments: join(folder, 'e'),
  };
  mkdirSync(folders.workspace);
  const reports: AttemptReport[] = [];
  const never = new AbortController().signal;
  const host = {
    blobs: memoryBlobStore(),
    folders,
    variables: {},
    report: (report: AttemptReport) => void reports.push(report),
    stop: never,
    kill: never,
  };
  const attempt = openAttempt(ticket, host);
  try {
    return await act(attempt, reports);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return firstBroken({
      [`its message is short: ${error.message.length}`]: error.message.length <= 5000,
    });
  } finally {
    attempt.log.flush();
    await attempt.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
