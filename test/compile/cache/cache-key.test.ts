import { describe, expect, test } from 'vitest';
import { cacheKey, cacheKeyParts, type CacheFacts } from '../../../app/compile/cache/cache-key.ts';
import { changedParts, type FilesSeen } from '../../../app/compile/cache/changed-parts.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import type { ArtifactRef } from '../../../app/domain/artifact.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { ResolvedStep } from '../../../app/domain/resolved-step.ts';
import { stepOf } from '../../support/compile-text.ts';

const FACTS: CacheFacts = { files: digestOf('tree'), requirements: { 'req.txt': digestOf('1') } };
const ARTIFACT: ArtifactRef = {
  digest: digestOf('data'),
  type: 'dataset',
  path: 'data',
  size: 1,
  files: 1,
};

const KEYS =
  'files: [src], metrics: m.json, outputs: { m: { type: model, path: m } }, container: img';
const TOP =
  'env: { A: "1", S: "${{ secrets.S }}" }\npython: { version: "3.12", requirements: [req.txt] }';
const step = (more = ''): PlanStep => stepOf(`  a: { run: train, ${KEYS}${more} }`, 'a', TOP);

function resolved(overrides: Partial<ResolvedStep> = {}): ResolvedStep {
  return {
    step: step(),
    key: 'a',
    cell: null,
    script: 'train',
    env: { A: '1' },
    inputs: {
      d: { content: { type: 'artifact', artifact: ARTIFACT }, path: 'data', writable: false },
    },
    params: { epochs: 20 },
    ...overrides,
  };
}

const parts = (overrides: Partial<ResolvedStep> = {}, facts = FACTS) =>
  cacheKeyParts(resolved(overrides), facts);
const key = (overrides: Partial<ResolvedStep> = {}, facts = FACTS) =>
  cacheKey(parts(overrides, facts));

describe('a cache key', () => {
  test.each<[string, Partial<ResolvedStep>]>([
    ['the command', { script: 'train -v' }],
    ['the environment', { env: { A: '2' } }],
    ['a new variable', { env: { A: '1', B: '' } }],
    ['a param', { params: { epochs: 21 } }],
    ['the type of a param', { params: { epochs: '20' } }],
    ['the cell', { cell: { seed: 1 } }],
    ['the shell', { step: step(', shell: sh') }],
    ['the image', { step: { ...step(), container: { image: 'other', options: null } } }],
    [
      'the options of the container',
      { step: { ...step(), container: { image: 'img', options: '-v' } } },
    ],
    [
      'the place of an input',
      {
        inputs: {
          d: { content: { type: 'artifact', artifact: ARTIFACT }, path: 'x', writable: false },
        },
      },
    ],
    [
      'the content of an input',
      {
        inputs: {
          d: {
            content: { type: 'artifact', artifact: { ...ARTIFACT, digest: digestOf('e') } },
            path: 'data',
            writable: false,
          },
        },
      },
    ],
    ['an absent input', { inputs: {} }],
  ])('is another for %s', (_, overrides) => {
    expect(key(overrides)).not.toBe(key());
  });

  test.each<[string, CacheFacts]>([
    ['a file that the step sees', { ...FACTS, files: digestOf('other') }],
    ['a requirements file', { ...FACTS, requirements: { 'req.txt': digestOf('2') } }],
    ['a requirements file that is gone', { ...FACTS, requirements: { 'req.txt': null } }],
    ['the interpreter', { ...FACTS, python: { interpreter: '3.12.1 /usr/bin/python3' } }],
    ['where packages come from', { ...FACTS, python: { PIP_INDEX_URL: digestOf('url') } }],
    ['the content of the image', { ...FACTS, container: 'img@sha256:1' }],
  ])('is another for %s', (_, facts) => {
    expect(key({}, facts)).not.toBe(key());
  });

  test.each([
    ['clocks', ', timeout: 1h, grace-period: 1m'],
    ['retry and resources', ', retry: 3, resources: { memory: 1Gi }'],
    ['gates', ', gates: { g: { metric: x, op: ">", value: 1 } }'],
    ['names', ', name: Other, kind: train'],
    ['conditions', ', if: always(), continue-on-error: true'],
    ['secrets', ', secrets: [OTHER]'],
    ['the age of entries', ', cache: { max-age: 1d }'],
  ])('is the same for other %s', (_, more) => {
    expect(key({ step: step(more) })).toBe(key());
  });

  test('is another for the secret, or the runner, that says where packages come from', () => {
    const secret = (name: string) => step(`, env: { PIP_INDEX_URL: "\${{ secrets.${name} }}" }`);
    expect(key({ step: secret('A') })).not.toBe(key());
    expect(key({ step: secret('A') })).not.toBe(key({ step: secret('B') }));
    expect(parts({ step: secret('A') })['installer.PIP_INDEX_URL']).toBe('secret A');
    expect(key({ step: step(', runs-on: gpu') })).not.toBe(key());
  });

  test('is the same for what a step is asked to hand over', () => {
    const asked = 'metrics: n.json, plots: [p.svg], outputs: { n: { type: number } }';
    const other = stepOf(`  a: { run: train, files: [src], container: img, ${asked} }`, 'a', TOP);
    expect(key({ step: other })).toBe(key());
  });

  test('tells cells of a matrix apart by folder and content', () => {
    const cells = (folder: string, index = '[]'): ResolvedStep['inputs'] => ({
      d: {
        content: { type: 'cells', cells: [{ folder, artifact: ARTIFACT }], index },
        path: 'd',
        writable: false,
      },
    });
    const keys = [cells('1'), cells('2'), cells('1', '[1]')].map((inputs) => key({ inputs }));
    expect(new Set(keys).size).toBe(3);
  });

  test('names what nobody asked for, or what is not there', () => {
    const any = stepOf('  a: { run: train }', 'a', 'python: { requirements: [req.txt] }');
    const missing = { ...FACTS, requirements: { 'req.txt': null } };
    const python = { interpreter: '3.12.1' };
    expect(parts({ step: any }, { ...missing, python })).toMatchObject({
      python: 'any',
      'installer.interpreter': '3.12.1',
      'requirements.req.txt': 'missing',
    });
  });

  test('tells of each cell of a matrix what it made', () => {
    const made = (digest: string) => {
      const artifact = { ...ARTIFACT, digest: digestOf(digest) };
      const content = { type: 'cells', cells: [{ folder: '1', artifact }], index: '[]' } as const;
      return key({ inputs: { d: { content, path: 'd', writable: false } } });
    };
    expect(made('a')).not.toBe(made('b'));
  });

  test('is another for a variable that the machine has, by its name', () => {
    const has = (...machineEnv: string[]) => parts({ step: { ...step(), machineEnv } });
    expect(has('HOME')).toMatchObject({ 'env.HOME': 'of the machine' });
    expect(cacheKey(has('HOME'))).not.toBe(cacheKey(has('HOME', 'TOKEN')));
  });

  test('has only the parts that its step has', () => {
    const register = stepOf(
      '  a: { run: train, outputs: { m: { type: model, path: m } } }\n  b: { register: { model: x, from: a.m } }',
      'b',
    );
    const bare = parts({ step: register, script: null, env: {} }, { ...FACTS, files: null });
    expect(Object.keys(bare)).toEqual(['input.d', 'param.epochs']);
    expect(parts({}, { ...FACTS, python: { interpreter: '3.12' } })).not.toHaveProperty('runs-on');
  });

  test('stays what it was when we make another version, so that what was made is found again', () => {
    // Another one forgets all that was ever made: that is meant only where parts mean something else.
    expect(cacheKey({ run: 'train', 'env.A': '1' })).toBe(
      'sha256:e6196b93a9d4576583d12e0392af2769bffa98a30ef37bc487f6f32726fe33e4',
    );
  });

  test('has parts that one can read', () => {
    expect(Object.keys(parts({ cell: { seed: 1, arch: 'b' } }))).toEqual([
      'run',
      'shell',
      'working-directory',
      'env.A',
      'python',
      'runs-on',
      'requirements.req.txt',
      'container',
      'files',
      'input.d',
      'param.epochs',
      'cell',
    ]);
  });
});

describe('what changed between two keys', () => {
  const changes = (overrides: Partial<ResolvedStep>, facts = FACTS, files?: FilesSeen) =>
    changedParts(parts(), parts(overrides, facts), files);
  const seen = (paths: readonly string[], everyFile = false): FilesSeen => ({
    changes: paths.map((path) => ({ path, how: 'changed' })),
    everyFile,
  });

  test('is nothing for equal parts', () => {
    expect(changes({})).toEqual([]);
  });

  test('is said in words: what changed in the step itself, then what it is given', () => {
    const facts = { files: digestOf('other'), requirements: { 'req.txt': digestOf('2') } };
    const overrides = { script: 'x', env: { A: '2', B: '3' }, params: { epochs: 30 }, inputs: {} };
    expect(changes(overrides, facts, seen(['src/train.py']))).toEqual([
      'src/train.py changed',
      'its command changed',
      'param epochs: 20 → 30',
      'env A: 1 → 2',
      'env B is new',
      'req.txt changed',
      'input d is gone',
    ]);
  });

  test('is said of Python, then of what is installed, the rest and inputs', () => {
    const before = {
      'input.d': '1',
      shell: 'bash',
      'requirements.req.txt': '1',
      'installer.PIP_INDEX_URL': '1',
      python: '3.11',
      'param.p': '',
    };
    const after = { ...before, python: '3.12', shell: 'sh', 'param.p': 'x', 'input.e': '1' };
    const others = { 'requirements.req.txt': '2', 'installer.PIP_INDEX_URL': '2', 'input.d': '2' };
    expect(changedParts(before, { ...after, ...others })).toEqual([
      'param p: empty → x',
      'python: 3.11 → 3.12',
      'PIP_INDEX_URL changed',
      'req.txt changed',
      'shell: bash → sh',
      'input d changed',
      'input e is new',
    ]);
    expect(changedParts(after, before)[0]).toBe('param p: x → empty');
  });

  test('shows values of forty characters at most', () => {
    const long = (length: number) => ({ 'param.p': 'x'.repeat(length) });
    expect(changedParts(long(40), { 'param.p': 'y' })).toEqual([`param p: ${'x'.repeat(40)} → y`]);
    for (const [before, after] of [
      [long(41), long(1)],
      [long(1), long(41)],
    ] as const) {
      expect(changedParts(before, after)).toEqual(['param p changed']);
    }
  });

  test('names a few files and counts the rest', () => {
    const facts = { ...FACTS, files: digestOf('other') };
    expect(changes({}, facts)).toEqual(['the files it sees changed']);
    expect(changes({}, facts, seen(['a', 'b', 'c', 'd'])).at(-1)).toBe('1 more file changed');
    expect(changes({}, facts, seen(['a', 'b', 'c', 'd', 'e']))).toEqual([
      'a changed',
      'b changed',
      'c changed',
      '2 more files changed',
    ]);
  });

  test('says that a step sees every file, and which one changed', () => {
    const facts = { ...FACTS, files: digestOf('other') };
    const changed = changes({}, facts, seen(['a', 'b'], true));
    expect(changed).toEqual(['it sees every file, and a changed', 'b changed']);
    const unknown = changes({}, facts, { changes: null, everyFile: true });
    expect(unknown).toEqual(['it sees every file, and some changed']);
  });

  test('says whether a file is new or gone', () => {
    const facts = { ...FACTS, files: digestOf('other') };
    const files: FilesSeen = {
      changes: [
        { path: 'a', how: 'is new' },
        { path: 'b', how: 'is gone' },
      ],
      everyFile: false,
    };
    expect(changes({}, facts, files)).toEqual(['a is new', 'b is gone']);
  });

  test('says that it sees a file no longer, or only now, that was there all the time', () => {
    const facts = { ...FACTS, files: digestOf('other') };
    const files: FilesSeen = {
      changes: [
        { path: 'a', how: 'seen', byFiles: true },
        { path: 'b', how: 'unseen', byFiles: true },
        { path: 'c', how: 'unseen', byFiles: false },
      ],
      everyFile: false,
    };
    expect(changes({}, facts, files)).toEqual([
      'the step now sees a (`files`)',
      'the step no longer sees b (`files`)',
      'the step no longer sees c',
    ]);
  });
});
