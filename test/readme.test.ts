import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
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

test('every npm script that the README and the pages for contributors name is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'bench/README.md'].map((page) =>
    readFileSync(new URL(`../${page}`, import.meta.url), 'utf8'),
  );
  const named = [...pages.join('\n').matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('the README is read in a minute', () => {
  expect(README.split(/\s+/).length).toBeLessThan(1200);
});

test('the README runs a pipeline that the quickstart has', () => {
  const [, folder = '', name = ''] = /cd (\S+) && mlpipelines run (\w+)/.exec(README) ?? [];
  const url = new URL(`../${folder}/.mlpipelines/${name}.yml`, import.meta.url);
  expect(readFileSync(url, 'utf8')).toContain(`name: ${name}`);
});
