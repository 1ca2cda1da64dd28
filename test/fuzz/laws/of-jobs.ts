import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from '../../../action/executor/command/command-line.ts';
import { findClue } from '../../../action/executor/end/find-clue.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { splitLines } from '../../../action/executor/output/split-lines.ts';
import { StepFailure } from '../../../action/executor/step-failure.ts';
import { readBootstrap } from '../../../action/job/read-bootstrap.ts';
import { readSecrets } from '../../../action/job/read-secrets.ts';
import type { Json } from '../../../app/domain/json.ts';
import { draw } from '../../../app/drawing/draw.ts';
import { withEarlierRows } from '../../../app/reports/plots/with-earlier-rows.ts';
import { check as ticketCheck } from '../../../schemas/checks/ticket.generated.mjs';
import { check as attemptReportCheck } from '../../../schemas/checks/attempt-report.generated.mjs';
import { validate } from '../../../schemas/validate.ts';
import { bySchema } from '../../support/by-schema.ts';
import { firstBroken, type Broken } from '../door.ts';
import { unless } from './unless.ts';

const MASK = maskSecrets({ KEY: 'hunter2-hunter2', JSON: '{"a":"s3cret-value"}' });

export function takeMessage(input: Buffer): Broken {
  const value = jsonOf(input);
  if (value === undefined) return null;
  const known = validate(ticketCheck, value);
  const errors = [bySchema('ticket', value), validate(attemptReportCheck, value)].flatMap((read) =>
    read.valid ? [] : read.errors,
  );
  if (known.valid) {
    const { command } = known.value;
    unless(StepFailure, () => commandLine(command, { folder: '/', inFile: false }));
  }
  return firstBroken({ 'few errors are told': errors.length < 10_000 });
}

export async function takeTable(input: Buffer): Promise<Broken> {
  const text = input.toString();
  withEarlierRows(text, [{ step: 1, values: { y: 2 } }]);
  for (const path of ['t.csv', 't.jsonl', 't.json', 't.tsv']) {
    // Drawing takes long enough to do it for one in some.
    if (path !== 't.csv' && text.length % 4 !== 0) continue;
    const plot = { type: 'curve', path, x: 'x', y: ['y'] } as const;
    const sides = [{ name: 'this run', bytes: new TextEncoder().encode(text) }];
    const drawn = await draw({ of: { type: 'table', plot, sides }, form: 'svg' });
    if (drawn.type !== 'picture') continue;
    const svg = new TextDecoder().decode(drawn.bytes);
    if (!svg.startsWith('<svg') || /<script|onerror|javascript:/i.test(svg))
      return 'it is a picture and nothing else';
  }
  return null;
}

export function takePrinted(input: Buffer): Broken {
  const lines: string[] = [];
  const splitter = splitLines(16_384, ({ text }) => void lines.push(text));
  for (let at = 0; at < input.length; at += 1000)
    splitter.push(input.toString('latin1', at, at + 1000));
  splitter.end();
  findClue(lines.slice(-20));
  const masked = lines.map((line) => MASK.apply(line));
  return firstBroken({
    'no secret is left': !masked.some((line) => line.includes('hunter2-hunter2')),
    'lines are short': lines.every((line) => line.length <= 16_384),
  });
}

export function takeJob(place: string, input: Buffer): Broken {
  const path = join(place, 'event.json');
  writeFileSync(path, input);
  const variables = { GITHUB_EVENT_PATH: path, GITHUB_REPOSITORY_ID: '1', GITHUB_RUN_ID: '2' };
  // The runner writes that file: no job goes on without it.
  const bootstrap = unless(SyntaxError, () => readBootstrap(variables));
  const secrets = unless(Error, () => readSecrets(input.toString()));
  return firstBroken({
    'a secret is a text': bootstrap === null || typeof bootstrap.secret === 'string',
    'secrets are texts': Object.values(secrets ?? {}).every((value) => typeof value === 'string'),
  });
}

function jsonOf(input: Buffer): unknown {
  return unless(SyntaxError, (): Json => JSON.parse(input.toString())) ?? undefined;
}
