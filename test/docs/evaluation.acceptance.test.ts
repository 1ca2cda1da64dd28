import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { compareExamples } from '../../evaluation/compare/compare-examples.ts';
import type { Examples, Statistic } from '../../evaluation/examples.ts';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { makeProject, stepOf, type Project } from '../e2e/project.ts';
import { readSection, withoutLayout, type PageSection } from './documented-page.ts';
import { examplesOf } from '../support/plain-examples.ts';

const PAGE = 'evaluation.md';
const FIRST = 'An example from start to end';

/** Does what a section shows, in its order, and holds what is printed against what it says. */
async function play(project: Project, { sessions }: PageSection): Promise<void> {
  for (const { args, pieces } of sessions) {
    const { stdout, stderr } = await project.cli(...args);
    expect(stderr).toBe('');
    let rest = withoutLayout(stdout);
    for (const piece of pieces) {
      const at = rest.indexOf(piece);
      if (at === -1) expect(rest).toContain(piece);
      rest = rest.slice(at + piece.length);
    }
  }
}

describe('docs/evaluation.md', () => {
  test('the example of a language model prints what the page says', async () => {
    const section = readSection(PAGE, FIRST);
    expect(section.sessions.flatMap(({ pieces }) => pieces).length).toBeGreaterThan(4);
    const project = makeProject(section.files);
    await play(project, section);
    const second = await project.run('show', '2');
    expect(stepOf(second, 'evaluate').gates).toMatchObject([{ id: 'no-worse', verdict: 'fail' }]);
    expect(stepOf(second, 'register').result).toBe('skipped');
  });

  test('without a cluster an id that repeats is refused, as the page says', async () => {
    const { files } = readSection(PAGE, FIRST);
    const project = makeProject(without(files, '        cluster: item\n'));
    const { stdout } = await project.cli('run', 'sums');
    expect(stdout).toContain('evaluate | Its examples are not compared: graded.jsonl: row 2: ');
  });

  test('the gate that only warns lets a run go on, as the page says', async () => {
    const { text } = readSection(PAGE, 'Gates');
    const [, written = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(text) ?? [];
    const { files } = readSection(PAGE, FIRST);
    const gate = written.trimEnd().replaceAll(/^/gm, ' '.repeat(6));
    const project = makeProject(replaced(files, /^ {6}no-worse: .*$/m, gate));
    await project.cli('run', 'sums');
    const run = await project.run('run', 'sums', '--param', 'temperature=0.7');
    expect(run.status).toBe('succeeded');
    expect(stepOf(run, 'evaluate').gates).toMatchObject([{ verdict: 'inconclusive' }]);
  });

  test('beside a run without examples the gate judges the point that the page shows', async () => {
    const { text } = readSection(PAGE, 'Gates');
    const [, shown = ''] = /^```text\n([\s\S]*?)^```$/m.exec(text) ?? [];
    expect(shown).toContain('point estimate');
    const { files } = readSection(PAGE, FIRST);
    const project = makeProject(replaced(files, /^ {4}report:\n(?: {6}.*\n)+/m, ''));
    await project.cli('run', 'sums');
    project.write(files);
    await project.cli('run', 'sums', '--param', 'temperature=0.7');
    const { stdout } = await project.cli('report');
    expect(withoutLayout(stdout)).toContain(withoutLayout(shown));
  });

  test('a changed evaluation is inconclusive until it judged the old model, as the page says', async () => {
    const { files } = readSection(PAGE, FIRST);
    const project = makeProject(files);
    await project.cli('run', 'sums');
    const path = 'src/evaluate.py';
    project.write({ [path]: (files[path] ?? '').replace('SAMPLES = 4', 'SAMPLES = 3') });
    project.commit();
    const gate = async (...params: string[]) =>
      stepOf(await project.run('run', 'sums', ...params), 'evaluate').gates[0];
    const { text } = readSection(PAGE, 'Gates');
    const [, shown = ''] = /^```text\n(✗[\s\S]*?)^```$/m.exec(text) ?? [];
    const cooler = ['--param', 'temperature=0.2'];
    expect((await gate(...cooler))?.verdict).toBe('fail');
    const { stdout } = await project.cli('report');
    expect(stdout).toContain('evaluation changed, not comparable');
    expect(shown).toContain('which was measured differently');
    expect(withoutLayout(stdout)).toContain(withoutLayout(shown));
    expect((await gate())?.message).toContain('the same model as sums@candidate');
    expect((await gate(...cooler))?.verdict).toBe('pass');
    expect((await project.cli('report')).stdout).toContain('better than sums@candidate');
  });

  test('the recipe for scikit-learn prints what the page says', async () => {
    const section = readSection(PAGE, 'From scikit-learn');
    const project = makeProject(section.files);
    await play(project, section);
  });

  test('the example with slices prints what the page says', async () => {
    const section = readSection(PAGE, 'Slices');
    expect(section.sessions.flatMap(({ pieces }) => pieces).length).toBeGreaterThan(3);
    const project = makeProject(section.files);
    await play(project, section);
    const second = await project.run('show', '2');
    expect(stepOf(second, 'evaluate').gates).toMatchObject([{ id: 'fair', verdict: 'fail' }]);
  });

  test('seeds print what the page says', async () => {
    const section = readSection(PAGE, 'Training again');
    expect(section.sessions.flatMap(({ pieces }) => pieces).length).toBeGreaterThan(2);
    await play(makeProject(section.files), section);
  });

  test('examples of the test that a model learned from are told, as the page says', async () => {
    const section = readSection(PAGE, 'Leakage');
    const project = makeProject(section.files);
    await play(project, section);
  });

  test('the recipe for an LLM judge prints what the page says', async () => {
    const section = readSection(PAGE, 'From an LLM judge');
    expect(section.sessions.flatMap(({ pieces }) => pieces).length).toBeGreaterThan(2);
    const project = makeProject(section.files);
    await play(project, section);
  });

  test('with another prompt it is another judge, and nothing is claimed, as the page says', async () => {
    const { files } = readSection(PAGE, 'From an LLM judge');
    const project = makeProject(files);
    await project.cli('run', 'helpdesk');
    project.write({ 'judge.md': 'Is it polite? Say pass or fail.' });
    project.commit();
    await project.cli('run', 'helpdesk', '--param', 'warmth=0.7');
    const { stdout } = await project.cli('report');
    expect(withoutLayout(stdout)).toContain('evaluation changed, not comparable with #1');
    const report = await project.run<ReportFile>('report');
    expect(report.metrics[0]).toMatchObject({
      name: 'helpful',
      against: { '#1': { interval: null } },
    });
  });

  test('with fewer than 50 labels the headline says that the judge is not calibrated', async () => {
    const { files } = readSection(PAGE, 'From an LLM judge');
    const people = (files['src/people.py'] ?? '').replace('range(80)', 'range(49)');
    const project = makeProject({ ...files, 'src/people.py': people });
    await project.cli('run', 'helpdesk');
    await project.cli('run', 'helpdesk', '--param', 'warmth=0.7');
    const { stdout } = await project.cli('report');
    expect(withoutLayout(stdout)).toMatch(/better than #1.*; judge not calibrated\)/);
    expect(stdout).toContain('judge not calibrated: 49 answers were labelled by people and judged');
  });

  test('pairs are held against one half, beside the version that gave the other answers', async () => {
    const { files, text } = readSection(PAGE, 'From an LLM judge');
    const project = makeProject(pairing(files, text));
    await project.cli('run', 'first');
    const run = await project.run('run', 'helpdesk', '--param', 'warmth=0.8');
    expect(run.status).toBe('succeeded');
    const { stdout } = await project.cli('report');
    expect(withoutLayout(stdout)).toMatch(/better than helpdesk@production v1: win_rate 0\.\d+/);
    expect(stdout).toContain('the order decided');
    expect(stepOf(run, 'evaluate').gates).toMatchObject([{ id: 'no-worse', verdict: 'pass' }]);
  });

  test.each(reasons())('the page names the reason: %s', (reason) => {
    const { text } = readSection(PAGE, 'When it says “cannot tell”');
    expect(text).toContain(reason);
  });

  test.each(needs())('the page says what %s needs: %s', (statistic, needed, reason) => {
    const { text } = readSection(PAGE, 'What each statistic needs');
    const row = text.split('\n').find((line) => line.startsWith('|') && line.includes(statistic));
    expect(row).toContain(needed);
    expect(reason).toContain(needed.split(' ')[0]);
  });

  // PyTorch is far too large to be fetched here. What writes the table takes whatever has `tolist`, which the arrays of
  // Python's standard library have as well: they stand in for tensors, and what gives them for the loop over batches.
  test('the recipe for PyTorch is read, with arrays in place of tensors', async () => {
    const { files } = readSection(PAGE, 'From PyTorch');
    const loop = files['src/evaluate.py'] ?? '';
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
      input: loop,
    });
    const CALL = 'write_predictions("predictions.csv", ids, labels, probabilities)\n';
    expect(loop).toContain(CALL);
    const train = 'import sys\nopen("model.pt", "w").write(sys.argv[-1])\n';
    const evaluate = `${ARRAYS}\n${CALL}\n${METRICS}`;
    const project = makeProject({ ...files, 'src/train.py': train, 'src/evaluate.py': evaluate });
    await project.cli('run', 'images');
    const run = await project.run('run', 'images', '--param', 'width=256');
    expect(run.status).toBe('succeeded');
    const report = await project.run<ReportFile>('report');
    expect(report.metrics.map(({ name, against }) => [name, against['#1']?.claim])).toEqual([
      ['accuracy', 'better'],
      ['log_loss', 'better'],
    ]);
    expect(report.metrics.map(({ noise }) => noise.test?.n)).toEqual([1000, 1000]);
    // What its own numbers do not give would be said.
    expect(report.warnings.join('; ')).not.toContain('its examples give');
  });
});

/** The recipe for a judge with the pairs that the page shows, and a pipeline that registers a first version. */
function pairing(files: Files, text: string): Files {
  const [, shown = ''] = /^```yaml\n(inputs:[\s\S]*?)^```$/m.exec(text) ?? [];
  expect(shown).toContain('pairwise');
  const [before = ''] = (files['.mlpipelines/helpdesk.yml'] ?? '').split(/^ {2}people:$/m);
  const evaluate = `  evaluate:\n    files: [src/*]\n    run: python3 src/evaluate.py\n${shown.replaceAll(/^/gm, '    ')}`;
  const register = `  register: { register: { model: helpdesk, from: assistant.settings, alias: production } }`;
  return {
    ...files,
    '.mlpipelines/helpdesk.yml': `${before}${evaluate}`,
    '.mlpipelines/first.yml': `${before.replace('name: helpdesk', 'name: first')}${register}\n`,
    'src/evaluate.py': PAIRS,
  };
}

/** A judge that likes polite answers, and of two alike the first. */
const PAIRS = `
import json
from assistant import answer

sides = {
    "candidate": json.load(open("assistant.json"))["warmth"],
    "baseline": json.load(open("production.json"))["warmth"],
}
with open("verdicts.jsonl", "w") as file:
    for number in range(200):
        for first, second in [("candidate", "baseline"), ("baseline", "candidate")]:
            one, other = (answer(number, sides[side])[0] == "G" for side in (first, second))
            verdict = "second" if other and not one else "first"
            print(json.dumps({"item": number, "first": first, "verdict": verdict}), file=file)
`;

const ARRAYS = `
import json
import math
import random
from array import array

from predictions import write_predictions

width = int(open("model.pt").read())
chance = random.Random(1)
ids, labels, probabilities = array("q"), array("q"), array("d")
for id in range(1000):
    label, noise = int(chance.random() < 0.5), chance.gauss(0, 1)
    ids.append(id)
    labels.append(label)
    probabilities.append(1 / (1 + math.exp(noise - (2 * label - 1) * width / 100)))
`;

const METRICS = `
told = list(zip(labels, probabilities))
accuracy = sum((p >= 0.5) == bool(label) for label, p in told) / len(told)
log_loss = -sum(math.log(p if label else 1 - p) for label, p in told) / len(told)
with open("metrics.json", "w") as file:
    json.dump({"accuracy": accuracy, "log_loss": log_loss}, file)
`;

/** What two sides that are too few, or that cannot be compared, say of it. */
function reasons(): readonly string[] {
  const auc: Statistic = { type: 'auc', label: 'label', score: 'score' };
  const mean: Statistic = { type: 'mean', column: 'score' };
  const high: Statistic = { type: 'quantile', column: 'score', at: 0.95 };
  const is = (yes: boolean): number => (yes ? 1 : 0);
  const whole = { label: (row: number) => row % 2, score: (row: number) => row };
  const few = { ...whole, label: (row: number) => is(row < 8) };
  const moved = (row: number) => row + 1;
  return [
    reasonOf(
      mean,
      table(2000, whole),
      table(2000, { ...whole, score: (row) => row + is(row < 4) }),
    ),
    reasonOf(mean, table(12, whole), table(12, { ...whole, score: moved })),
    reasonOf(auc, table(2000, few), table(2000, { ...few, score: moved })),
    reasonOf(high, table(300, whole), table(300, { ...whole, score: moved })),
    reasonOf(mean, table(2000, whole), table(2000, whole, 'other ')),
    reasonOf(
      auc,
      table(2000, whole),
      table(2000, { ...whole, label: (row) => (row + is(row < 3)) % 2 }),
    ),
    reasonOf(
      auc,
      table(2000, { ...whole, score: (row) => (row < 2 ? Number.NaN : row) }),
      table(2000, whole),
    ),
  ];
}

/** By statistic: what the page says that it needs, and what it says itself where it has less. */
function needs(): readonly (readonly [string, string, string])[] {
  const is = (yes: boolean): number => (yes ? 1 : 0);
  const now = { label: (row: number) => is(row < 9), score: (row: number) => row };
  const before = { ...now, score: (row: number) => -row };
  const of = (statistic: Statistic, count = 1000): string =>
    reasonOf(statistic, table(count, now), table(count, before));
  const ranks = { label: 'label', score: 'score' };
  const finds = { type: 'recall', label: 'label', predicted: 'label' } as const;
  return [
    ['`auc: ', '10 examples', of({ type: 'auc', ...ranks })],
    ['`average-precision: ', '30 examples', of({ type: 'average-precision', ...ranks })],
    ['`recall`', '20 examples', of(finds)],
    ['`quantile: ', '400 rows for 0.95', of({ type: 'quantile', column: 'score', at: 0.95 }, 399)],
    ['`quantile: ', '2,000 for 0.99', of({ type: 'quantile', column: 'score', at: 0.99 }, 1999)],
  ];
}

function reasonOf(statistic: Statistic, now: Examples, before: Examples): string {
  const { metrics } = compareExamples(
    now,
    before,
    { m: statistic },
    { seed: 'page', resamples: 100 },
  );
  const said = metrics['m'];
  if (said === undefined || !('reason' in said)) throw new Error(`${statistic.type} was compared`);
  return said.reason;
}

type Columns = Readonly<Record<string, (row: number) => number>>;

function table(count: number, columns: Columns, prefix = ''): Examples {
  const rows = Array.from({ length: count }, (_, row) => row);
  const filled = Object.entries(columns).map(([name, of]) => [name, Float64Array.from(rows, of)]);
  const ids = rows.map((row) => `${prefix}${row}`);
  return examplesOf({ ids, clusters: null, columns: Object.fromEntries(filled) });
}

type Files = Readonly<Record<string, string>>;

function without(files: Files, text: string): Files {
  return replaced(files, text, '');
}

/** With another text in the pipeline of the first example, which must have the old one. */
function replaced(files: Files, old: string | RegExp, text: string): Files {
  const path = '.mlpipelines/sums.yml';
  const before = files[path] ?? '';
  const after = before.replace(old, text);
  if (after === before) throw new Error(`${path} has no ${old}`);
  return { ...files, [path]: after };
}
