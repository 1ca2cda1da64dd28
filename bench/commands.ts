import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The line of the table: medians of `ROUNDS`; `wall` and `cpu` are multiples of `node -e 0` in the same rounds. */
export type CommandsBench = {
  readonly name: string;
  readonly ms: string;
  readonly spread: string;
  readonly wall: string;
  readonly cpu: string;
  readonly goal: string;
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROUNDS = 5;
const NO_OP = `name: no-op\non: { workflow_dispatch: {} }\nsteps:\n  nothing: { run: 'true', cache: false }\n`;

type Subject = {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly goal: string;
  /** Where Node keeps what it compiled is emptied before each round. */
  readonly cold?: true;
};

/** What short commands cost from their start to their end: of the package, and of the sources. */
export function benchCommands(): CommandsBench[] {
  const place = mkdtempSync(join(tmpdir(), 'mlp-bench-'));
  try {
    const subjects = subjectsIn(place);
    const taken = new Map(subjects.map(({ name }) => [name, [] as Taken[]]));
    for (const subject of subjects) measure(subject, place);
    for (let round = 0; round < ROUNDS; round += 1)
      for (const subject of subjects) taken.get(subject.name)?.push(measure(subject, place));
    const reference = taken.get(subjects[0]?.name ?? '') ?? [];
    return subjects.map((subject) => lineOf(subject, taken.get(subject.name) ?? [], reference));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function subjectsIn(place: string): readonly Subject[] {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', place], { cwd: ROOT });
  const tarball = readdirSync(place).find((name) => name.endsWith('.tgz')) ?? '';
  execFileSync('tar', ['-xzf', join(place, tarball), '-C', place]);
  const packed = join(place, 'package', 'bin', 'mlpipelines');
  const sources = join(ROOT, 'bin', 'mlpipelines');
  const quickstart = join(place, 'quickstart');
  cpSync(join(ROOT, 'examples', 'quickstart'), quickstart, {
    recursive: true,
    filter: (path) => !path.endsWith('.state'),
  });
  const noOp = join(place, 'no-op');
  mkdirSync(join(noOp, '.mlpipelines'), { recursive: true });
  writeFileSync(join(noOp, '.mlpipelines', 'no-op.yml'), NO_OP);
  const cached = ['run', 'penguins'] as const;
  const nothing = ['run', 'no-op', '--in-place'] as const;
  return [
    { name: '`node -e 0`', argv: ['node', '-e', '0'], cwd: place, goal: '' },
    { name: 'validate', argv: [packed, 'validate'], cwd: quickstart, goal: '≤ 6' },
    { name: 'run, all cached', argv: [packed, ...cached], cwd: quickstart, goal: '≤ 10' },
    { name: 'run, one no-op step', argv: [packed, ...nothing], cwd: noOp, goal: '≤ 11' },
    { name: 'run, one no-op step, sources', argv: [sources, ...nothing], cwd: noOp, goal: '≤ 18' },
    { name: 'validate, cold', argv: [packed, 'validate'], cwd: quickstart, goal: '', cold: true },
    {
      name: 'run, one no-op step, cold',
      argv: [packed, ...nothing],
      cwd: noOp,
      goal: '',
      cold: true,
    },
  ];
}

type Taken = { readonly ms: number; readonly cpuMs: number };

function measure({ argv, cwd, cold }: Subject, place: string): Taken {
  const cache = join(place, cold === true ? 'cold' : 'warm');
  if (cold === true) rmSync(cache, { recursive: true, force: true });
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: place,
    XDG_CACHE_HOME: cache,
  };
  const begin = performance.now();
  // The second line of `times` is what its children took: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#times
  const told = execFileSync('bash', ['-c', '"$@" >/dev/null; times', 'bash', ...argv], {
    cwd,
    env,
    encoding: 'utf8',
  });
  const ms = performance.now() - begin;
  const [, ofChildren = ''] = told.trim().split('\n');
  const times = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = times.map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest));
  return { ms, cpuMs: seconds.reduce((sum, each) => sum + each, 0) * 1000 };
}

function lineOf(
  { name, goal }: Subject,
  taken: readonly Taken[],
  reference: readonly Taken[],
): CommandsBench {
  const times = taken.map(({ ms }) => ms);
  const ratio = (of: (one: Taken) => number) =>
    (median(taken.map(of)) / median(reference.map(of))).toFixed(1);
  return {
    name,
    ms: median(times).toFixed(0),
    spread: `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`,
    wall: ratio(({ ms }) => ms),
    cpu: ratio(({ cpuMs }) => cpuMs),
    goal,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
