import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../app/compile/compile.ts';
import { readPipelineFile } from '../../app/compile/structure/read-pipeline-file.ts';
import { githubContextOf, runContextOf } from '../../app/domain/run/request-contexts.ts';
import { aRequest } from '../support/build-plan.ts';
import { DrivenRun } from '../support/drive-run.ts';
import { playScenario, type ScenarioEvent } from './play-scenario.ts';

type Expected = {
  readonly run: string;
  readonly steps: Readonly<Record<string, string>>;
  readonly reasons?: Readonly<Record<string, string>>;
  readonly effects: readonly string[];
};

const scenarios = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test.each(scenarios)('%s', (name) => {
  const text = (file: string): string =>
    readFileSync(join(import.meta.dirname, name, file), 'utf8');
  const run = start(text('pipeline.yml'));
  playScenario(run, parse(text('events.yml')) as ScenarioEvent[]);
  const expected = parse(text('expected.yml')) as Expected;
  const rows = run.run.rows().steps;
  expect(run.run.header.status).toBe(expected.run);
  expect(Object.fromEntries(rows.map(({ key }) => [key, run.stateOf(key)]))).toEqual(
    expected.steps,
  );
  expect(run.effects.map(({ id }) => id.replace(/^r1\//, ''))).toEqual(expected.effects);
  for (const [key, reason] of Object.entries(expected.reasons ?? {})) {
    expect(run.row(key).reason).toBe(reason);
  }
});

function start(text: string): DrivenRun {
  const request = aRequest();
  const { plan, problems } = compile(
    readPipelineFile({ file: '.mlpipelines/pipeline.yml', text }),
    {
      params: {},
      github: githubContextOf(request),
      run: runContextOf(request, 0),
      environment: 'local',
    },
  );
  if (plan === null) throw new Error(JSON.stringify(problems, null, 2));
  return new DrivenRun(plan, request);
}
