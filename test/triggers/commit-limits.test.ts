import { describe, expect, onTestFinished, test } from 'vitest';
import type { Outline } from '../../app/compile/commit/outline-file.ts';
import { openCompiler } from '../../app/triggers/compiling/compiler.ts';
import { compilingFor } from '../../app/triggers/compiling/compiling.ts';
import { isHeavy } from '../../app/triggers/compiling/is-heavy.ts';
import { fewProblems } from '../../app/triggers/few-problems.ts';
import { PipelineFiles } from '../../app/triggers/pipeline-files.ts';
import { unreadableFile } from '../../app/triggers/unreadable-file.ts';

describe('the pipeline files of a commit', () => {
  test('are read up to 200 of them; of more none is, and it is told how many there are', async () => {
    const text = (name: number) => `name: p${name}\nsteps: { a: { run: x } }\n`;
    const texts = Array.from({ length: 201 }, (_, name) => text(name));
    const most = filesOf(texts.slice(1));
    expect([(await most.all()).length, await most.excess()]).toEqual([200, null]);
    const more = filesOf(texts);
    expect(await more.all()).toEqual([]);
    expect((await more.excess())?.reason).toMatch(/has 201 pipeline files, at most 200 are read/);
  });

  test('have 4 MiB of text at most', async () => {
    const files = filesOf(Array.from({ length: 5 }, () => `name: a\n${'#\n'.repeat(500_000)}`));
    expect((await files.excess())?.reason).toMatch(/have 4\.8 MiB, at most 4 MiB are read/);
    expect(await files.all()).toEqual([]);
  });

  test('have 10,000 steps in all, cells of written matrices counted', async () => {
    const cells = Array.from({ length: 80 }, (_, cell) => cell).join(', ');
    const text = (name: string) =>
      `name: ${name}\nsteps: { a: { run: x, strategy: { matrix: { a: [${cells}], b: [${cells}] } } } }\n`;
    expect(await filesOf([text('a')]).excess()).toBeNull();
    const both = filesOf([text('a'), text('b')]);
    expect((await both.excess())?.reason).toMatch(/have 12800 steps after expansion/);
    expect(await both.named('a')).toBeNull();
  });
});

describe('problems of a commit', () => {
  const problems = (count: number) => {
    const [first] = [unreadableFile('a.yml', 'no')].flatMap((one) =>
      one.type === 'broken' ? one.problems : [],
    );
    return Array.from({ length: count }, () => first ?? expect.fail());
  };
  const broken = (file: string, count: number) =>
    ({ type: 'broken', file, pipeline: null, problems: problems(count) }) as const;
  const countsOf = (isHeld: boolean) =>
    fewProblems([broken('a', 60), broken('b', 60), broken('c', 3)], isHeld).map((one) =>
      one.type === 'broken' ? one.problems.map(({ message }) => message) : [],
    );

  test('are the first 100; each file says how many of its own were left out', () => {
    const [a, b, c] = countsOf(false);
    expect([a?.length, b?.length, c?.length]).toEqual([60, 41, 1]);
    expect([b?.at(-1), c?.at(-1)]).toEqual([
      'from here on there are 20 more problems',
      'from here on there are 3 more problems',
    ]);
  });

  test('are the first 20 of one that is held back', () => {
    expect(countsOf(true).map(({ length }) => length)).toEqual([21, 1, 1]);
  });
});

test('what a short text can make much of is compiled in a thread, and what people write mostly is not', () => {
  const heavy = (text: string) => isHeavy({ type: 'outline', source: { file: 'a.yml', text } });
  expect(
    heavy('name: a\nsteps: { a: { run: python train.py && echo, files: ["src/**"] } }\n'),
  ).toBe(false);
  for (const text of ['a: &a b', 'a: *a', 'strategy: 1', '"m\\x61trix": 1', 'x'.repeat(5000)]) {
    expect([text.slice(0, 20), heavy(text)]).toEqual([text.slice(0, 20), true]);
  }
});

test('what was compiled in a thread is what is compiled at once', async () => {
  const steps = Array.from({ length: 600 }, (_, step) => `  s${step}: { run: echo ${step} }\n`);
  const files = filesOf([`name: a\nsteps:\n${steps.join('')}`]);
  const [outline] = await files.all();
  const asked = { params: {}, github: {}, run: {}, environment: 'github' } as const;
  const { plan, problems } = await files.compile(outline ?? noOutline(), asked);
  expect(problems).toEqual([]);
  expect(plan?.steps.map(({ id }) => id)).toEqual(steps.map((_, step) => `s${step}`));
});

function noOutline(): Outline {
  return expect.fail();
}

function filesOf(texts: readonly string[]): PipelineFiles {
  const compiler = openCompiler();
  onTestFinished(() => compiler.close());
  const found = texts.map((text, index) => ({
    file: `.mlpipelines/${index}.yml`,
    text,
    trouble: null,
  }));
  return new PipelineFiles(found, compilingFor(compiler, 'acme/churn'));
}
