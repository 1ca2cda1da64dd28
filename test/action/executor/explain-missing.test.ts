import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainMissing } from '../../../action/executor/end/explain-missing.ts';
import { explainModule } from '../../../action/executor/end/explain-module.ts';
import { saveTree } from '../../../content/save-tree.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { aTicket, copyOf, openMachine, plant, type Files, type Machine } from './begin-attempt.ts';

const REPOSITORY = { 'src/train.py': '', 'conf/a.yml': '' };
const WORKSPACE = '/w/train';

/** Why a step of this ticket, in a repository of these files, did not find what it named. */
async function explain(
  named: string,
  given: Partial<Ticket> & {
    readonly repository?: Files;
    readonly globs?: string[];
    readonly machine?: Machine;
    readonly module?: string;
  } = {},
): Promise<string | null> {
  const { repository = REPOSITORY, globs, module, ...others } = given;
  const { machine = await openMachine(), ...ticket } = others;
  const root = join(machine.folder, 'repository');
  plant(root, { ...repository, '.gitignore': '*.bak\ndata/\n' });
  execFileSync('git', ['init', '-q', root]);
  const workspace = await copyOf(machine, repository, globs ?? null);
  const folders = {
    workspace: WORKSPACE,
    scratch: '/w/s',
    environments: '/w/e',
    repository: root,
  };
  const host = {
    blobs: machine.blobs,
    folders,
    variables: {},
    report: () => undefined,
    stop: AbortSignal.any([]),
    kill: AbortSignal.any([]),
  };
  const attempt = { ticket: aTicket({ workspace, ...ticket }), host };
  return module === undefined ? explainMissing(attempt, named) : explainModule(attempt, module);
}

function judgedBy(
  calibration: NonNullable<NonNullable<Ticket['examples']>['judge']>['calibration'],
): NonNullable<Ticket['examples']> {
  const form = { verdict: 'verdict', sample: null, first: null, scale: null };
  const said = { model: 'judge-1', prompt: 'judge.md', temperature: null, seed: null };
  const judge = { metric: 'helpful', ...said, form, calibration };
  return { path: 'verdicts.jsonl', id: 'item', cluster: null, show: [], columns: {}, judge };
}

const inFolder = { script: '', shell: 'bash', workingDirectory: 'src' };

describe('a file that a step looked for in vain', () => {
  test('is to be added to its files, as they are written, where the repository has it', async () => {
    const globs = ['conf/a.yml'];
    expect(await explain('src/train.py', { globs })).toContain('add src/train.py to its files');
    expect(await explain(`${WORKSPACE}/src/train.py`, { globs })).toContain('add src/train.py');
    expect(await explain('train.py', { globs, command: inFolder })).toContain('add train.py to');
    expect(await explain('../conf', { globs: ['src'], command: inFolder })).toContain(
      'add ../conf to its files',
    );
  });

  test('is never to be added where the step sees it, or where nobody has it', async () => {
    expect(await explain('src/train.py')).toBe(null);
    expect(await explain('src/trian.py')).toBe(
      'the repository has no src/trian.py: did you mean src/train.py?',
    );
    expect(await explain('no/such/thing.bin')).toBe('the repository has no no/such/thing.bin.');
    expect(await explain('/etc/none')).toBe(null);
    expect(await explain('../../up')).toBe(null);
  });

  test('is named as ignored by git, with the rule, where it is', async () => {
    const told = await explain('data/raw.csv', {
      repository: { 'a.txt': '', 'data/raw.csv': '1' },
    });
    // The stored tree of this test has it: what git ignores is not in there.
    expect(told).toBe(null);
    expect(await explain('data/raw.csv')).toMatch(
      /^git ignores data\/raw\.csv \(\.gitignore:2\), so no run sees it: /,
    );
  });

  test('is named by where its link leads, where a step sees only the link', async () => {
    const machine = await openMachine();
    plant(join(machine.folder, 'tree'), { 'data/2024.csv': '1' });
    symlinkSync('2024.csv', join(machine.folder, 'tree/data/current.csv'));
    const { digest } = await saveTree(machine.blobs, join(machine.folder, 'tree'));
    const told = (files: string[]) =>
      explain('data/current.csv', {
        machine,
        workspace: { mode: 'copy', tree: digest, files },
      });
    expect(await told(['data/current.csv'])).toBe(
      'data/current.csv is a link to data/2024.csv, which the step does not see: add data/2024.csv to its files.',
    );
    expect(await told(['data'])).toBe(null);
  });

  test('is to be taken as an input where another step makes it', async () => {
    const made = [{ path: 'out/train', output: 'data.train' }];
    expect(await explain('out/train/part-1.csv', { made })).toBe(
      'out/train/part-1.csv is made by `data`: take it as an input, inputs: { train: data.train }.',
    );
  });

  test('was left out where an optional input would have brought it', async () => {
    const absent = [{ name: 'raw', path: 'data', reason: 'nothing lies at ./data' }];
    expect(await explain('data/x.csv', { absent })).toBe(
      'input raw is optional, and nothing lies at ./data.',
    );
  });

  test('that the step is to write itself needs a folder', async () => {
    const outputs = [{ name: 'm', type: 'model', path: 'models/m.bin', optional: false }] as const;
    expect(await explain('models/m.bin', { outputs: [...outputs] })).toBe(
      'the step is to write models/m.bin itself: make its folder first (mkdir -p models).',
    );
    const calibration = { labels: 'labels.csv', verdicts: 'out/labelled.jsonl' };
    expect(await explain('out/labelled.jsonl', { examples: judgedBy(calibration) })).toBe(
      'the step is to write out/labelled.jsonl itself: make its folder first (mkdir -p out).',
    );
  });
});

describe('a module that a step looked for in vain', () => {
  const repository = {
    'services/churn/train.py': '',
    'libs/common/__init__.py': '',
    'libs/common/io.py': '',
    'libs/old/deep/common/x.py': '',
    'tool.py': '',
  };
  const inChurn = { script: '', shell: 'bash', workingDirectory: 'services/churn' };
  const of = (module: string, globs: string[], command = inChurn) =>
    explain('', { repository, module, globs, command });

  test('is named by where the repository has it, with what to write into files', async () => {
    const globs = ['services/churn'];
    expect(await of('libs', globs)).toBe(
      'libs is libs of the repository, which the step does not see: add ../../libs to its files.',
    );
    expect(await of('common', globs)).toContain(
      'common is libs/common of the repository, which the step does not see: add ../../libs/common to its files.',
    );
    expect(await of('libs.common.io', globs)).toContain('add ../../libs/common/io.py to its files');
    expect(await of('tool', globs)).toContain('add ../../tool.py to its files');
  });

  test('is to be put on the path of Python where the step sees it', async () => {
    expect(await of('common', ['libs', 'services'])).toBe(
      'common is libs/common of the repository, where Python does not look: set env: { PYTHONPATH: ../../libs }.',
    );
    expect(await of('tool', ['tool.py'])).toContain('set env: { PYTHONPATH: ../.. }');
  });

  test('is nobody’s where the repository has none of its name', async () => {
    expect(await of('sklearn', ['libs'])).toBe(null);
    expect(await of('mon', ['libs'])).toBe(null);
    expect(await of('../libs', ['libs'])).toBe(null);
  });
});
