import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAttempt, type Attempt } from '../../../action/executor/attempt.ts';
import { followFile } from '../../../action/executor/metrics/follow-file.ts';
import { parseLiveLine } from '../../../action/executor/metrics/parse-live-line.ts';
import { collectMetrics } from '../../../action/executor/products/collect-metrics.ts';
import { collectValues } from '../../../action/executor/products/collect-values.ts';
import { readRequirements } from '../../../action/executor/python/read-requirements.ts';
import { StepFailure } from '../../../action/executor/step-failure.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { sparkline } from '../../../app/reports/plots/sparkline.ts';
import { validate } from '../../../schemas/validate.ts';
import { aTicket } from '../../action/executor/begin-attempt.ts';
import { memoryBlobStore } from '../../content/memory-blob-store.ts';
import { firstBroken, type Broken } from '../door.ts';

const MASK = maskSecrets({ KEY: 'hunter2-hunter2' });

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
          'it is a report': validate('attempt-report', endedWith(found)).valid,
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

export async function takeLive(place: string, input: Buffer): Promise<Broken> {
  const path = join(place, 'live.jsonl');
  rmSync(path, { force: true });
  const file = await followFile(path);
  writeFileSync(path, input);
  const lines: string[] = [];
  for (let read = await file.read(); read.length > 0; read = await file.read()) lines.push(...read);
  const rest = file.rest();
  const parsed = [...lines, rest].map((line) => parseLiveLine(line, MASK));
  const samples = parsed.flatMap(({ sample }) => (sample === null ? [] : [sample]));
  sparkline(
    samples.map(({ step }) => step),
    40,
  );
  const report = JSON.parse(JSON.stringify({ type: 'metrics', at: 1, samples }));
  return firstBroken({ 'it is a report': validate('attempt-report', report).valid });
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
  act: (attempt: Attempt) => Promise<Broken>,
): Promise<Broken> {
  const folder = mkdtempSync(join(place, 'a'));
  const folders = {
    workspace: join(folder, 'w'),
    scratch: join(folder, 's'),
    environments: join(folder, 'e'),
  };
  mkdirSync(folders.workspace);
  const never = new AbortController().signal;
  const host = {
    blobs: memoryBlobStore(),
    folders,
    variables: {},
    report: () => {},
    stop: never,
    kill: never,
  };
  const attempt = openAttempt(ticket, host);
  try {
    return await act(attempt);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return firstBroken({
      [`its message is short: ${error.message.length}`]: error.message.length <= 5000,
    });
  } finally {
    attempt.log.flush();
    rmSync(folder, { recursive: true, force: true });
  }
}
