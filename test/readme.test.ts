import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../app/cli/command-list.ts';
import { compile } from '../app/compile/compile.ts';
import { readPipelineFile } from '../app/compile/structure/read-pipeline-file.ts';
import { ORDINARY_REQUEST } from './support/pipeline-fixtures.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const { scripts } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { scripts: Record<string, string> };

test('the pipeline that the README shows has no problem', () => {
  const text = /```yaml\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
  const files = ['src/ingest.py', 'src/train.py', 'src/evaluate.py'];
  const request = { ...ORDINARY_REQUEST, files };
  const file = readPipelineFile({ file: '.mlpipelines/train.yml', text });
  const { plan, problems } = compile(file, request);
  expect(problems).toEqual([]);
  expect(plan?.steps.map(({ id }) => id)).toEqual(['data', 'train', 'evaluate', 'register']);
});

test('the README names every command, and every npm script that it names is there', () => {
  const missing = COMMANDS.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(README));
  expect(missing.map(({ name }) => name)).toEqual([]);
  const named = [...README.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
