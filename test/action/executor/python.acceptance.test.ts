import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { copyOf, openMachine } from './begin-attempt.ts';
import type { Machine } from './begin-attempt.ts';

const WHERE = 'python -c "import sys; print(sys.prefix)"';
const NOTHING = { 'requirements.txt': '# no packages\n' };

describe.concurrent('the Python environment', () => {
  test('is built once for all attempts that want it at the same time, and used by later ones', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, NOTHING);
    const wanted = {
      script: WHERE,
      workspace,
      python: { version: null, requirements: ['requirements.txt'] },
    };
    const attempts = Array.from({ length: 4 }, () => machine.begin(wanted));
    for (const attempt of attempts)
      expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
    const later = machine.begin(wanted);
    await later.outcome;
    const places = [...attempts, later].flatMap((attempt) => attempt.lines('stdout'));
    const builds = [...attempts, later]
      .flatMap((attempt) => attempt.lines('system'))
      .filter((line) => line.startsWith('Building'));
    expect(new Set(places).size).toBe(1);
    const [built, reused] = [attempts[0]!, later].map((attempt) => environmentMsOf(attempt));
    expect(built).toBeGreaterThan(reused!);
    expect(reused).toBeGreaterThanOrEqual(0);
    expect(places[0]).toContain(attempts[0]!.folders.environments);
    expect(builds).toEqual(['Building a Python environment from requirements.txt.']);
  });

  test('is another one for other requirements, which need not be among the files of the step', async () => {
    const machine = await openMachine();
    const variables = await aQuickUv(machine);
    const python = { version: null, requirements: ['req/a.txt'] };
    const files = { 'req/a.txt': '-r b.txt\n', 'req/b.txt': '# one', 'main.py': '' };
    const one = machine.begin(
      {
        script: WHERE,
        python,
        workspace: { ...(await copyOf(machine, files)), files: ['main.py'] },
      },
      variables,
    );
    const two = machine.begin(
      {
        script: WHERE,
        python,
        workspace: await copyOf(machine, { ...files, 'req/b.txt': '# two' }),
      },
      variables,
    );
    expect(await one.outcome).toMatchObject({ status: 'succeeded' });
    expect(await two.outcome).toMatchObject({ status: 'succeeded' });
    expect(one.lines('stdout')).not.toEqual(two.lines('stdout'));
  });

  test('is another one for other sources of packages, and for code that is trusted less', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, {});
    const uv = await aQuickUv(machine);
    const python = { version: null, requirements: [] };
    const from = (settings: Record<string, string>) => ({ ...python, settings });
    const secrets = (UV_INDEX_URL: string) => ({ secrets: { UV_INDEX_URL } });
    const made = async (ticket: Partial<Ticket>, variables = {}) => {
      const attempt = machine.begin(
        { script: WHERE, python, workspace, ...ticket },
        { ...uv, ...variables },
      );
      expect(await attempt.outcome).toMatchObject({ status: 'succeeded' });
      return attempt.lines('stdout')[0];
    };
    const plain = await made({});
    const [SECRET, OTHER] = [from({ UV_INDEX_URL: 'A' }), from({ UV_INDEX_URL: 'B' })];
    const places = [
      plain,
      await made({}, { UV_INDEX_URL: 'https://one.example' }),
      await made({ env: { UV_INDEX_URL: 'https://two.example' } }),
      await made({ python: SECRET, ...secrets('https://three.example') }),
      await made({ python: OTHER, ...secrets('https://three.example') }),
      await made({ python: { ...python, trust: '1/protected' } }),
      await made({ python: { ...python, trust: '1/writer' } }),
    ];
    expect(new Set(places).size).toBe(places.length);
    expect(await made({})).toBe(plain);
    expect(await made({ python: SECRET, ...secrets('https://renewed.example') })).toBe(places[3]);
  });
});

describe.concurrent('a Python environment', () => {
  test('that was half built when its builder was killed is never used', async () => {
    const machine = await openMachine();
    // Begins an environment and hangs, until it may go on.
    const variables = await aUv(
      machine,
      `mkdir -p "$3/bin"; ln -s "$(command -v sh)" "$3/bin/python"; while [ ! -e "${machine.folder}/go" ]; do sleep 0.1; done; rm "$3/bin/python"; exec python3 -m venv --without-pip "$3"`,
    );
    const workspace = await copyOf(machine, NOTHING);
    const wanted = { script: WHERE, workspace, python: { version: null, requirements: [] } };
    const first = machine.begin(wanted, variables);
    const halves = () => foldersIn(first.folders.environments);
    await waitUntil(() =>
      halves().some((name) => existsSync(join(first.folders.environments, name, 'bin/python'))),
    );
    const half = halves();
    first.kill();
    expect(await first.outcome).toMatchObject({ status: 'cancelled' });
    await writeFile(join(machine.folder, 'go'), '');
    const second = machine.begin(wanted, variables);
    expect(await second.outcome).toMatchObject({ status: 'succeeded' });
    expect(half).toHaveLength(1);
    expect(foldersIn(second.folders.environments)).toHaveLength(1);
    expect(second.lines('stdout')[0]).not.toContain(half[0]);
  });

  test('waits for a build of another process, and goes on when that process dies', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, NOTHING);
    const python = { version: null, requirements: [] };
    const variables = await aQuickUv(machine);
    const prepared = machine.begin({ script: WHERE, workspace, python }, variables);
    await prepared.outcome;
    const { environments } = prepared.folders;
    const lock = readdirSync(environments).find((name) => name.endsWith('.lock'));
    const key = lock!.replace('.lock', '');
    await rm(join(environments, `${key}.ready`));
    const holder = spawn(process.execPath, [
      '-e',
      `const { DatabaseSync } = require('node:sqlite');
       new DatabaseSync(${JSON.stringify(join(environments, lock!))}).exec('BEGIN EXCLUSIVE');
       console.log('held'); setInterval(() => {}, 1000);`,
    ]);
    await new Promise((done) => holder.stdout.once('data', done));
    const waiting = machine.begin({ script: WHERE, workspace, python }, variables);
    await new Promise((done) => setTimeout(done, 500));
    const saidWhileHeld = waiting.lines();
    holder.kill('SIGKILL');
    expect(await waiting.outcome).toMatchObject({ status: 'succeeded' });
    expect(saidWhileHeld).toEqual([]);
  });

  test('that broke is built again', async () => {
    const machine = await openMachine();
    const workspace = await copyOf(machine, NOTHING);
    const wanted = { script: WHERE, workspace, python: { version: null, requirements: [] } };
    const variables = await aQuickUv(machine);
    const first = machine.begin(wanted, variables);
    await first.outcome;
    await rm(first.lines('stdout')[0]!, { recursive: true });
    const second = machine.begin(wanted, variables);
    expect(await second.outcome).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    [
      'a version that is not there',
      { version: '3.2', requirements: [] },
      /^python\.version is 3\.2, but on this machine there is \d+\.\d+\.\S+ \(.+\)\. Install Python 3\.2, or uv/,
    ],
    [
      'a file that is not there',
      { version: null, requirements: ['nothing.txt'] },
      /^python\.requirements names nothing\.txt, which is not in the repository/,
    ],
    [
      'code of the repository',
      { version: null, requirements: ['local.txt'] },
      /^local\.txt:2: "-e \." installs code of the repository/,
    ],
    [
      'a lock file of uv without uv',
      { version: null, requirements: ['uv.lock'] },
      /^uv\.lock can only be installed by uv/,
    ],
    [
      'a package that cannot be',
      { version: null, requirements: ['bad.txt'] },
      /^The Python environment could not be built/,
    ],
  ])('fails with a reason for %s', async (_what, python: Ticket['python'], message) => {
    const machine = await openMachine();
    const variables = await withoutUv(machine);
    const files = {
      'local.txt': 'numpy\n-e .\n',
      'uv.lock': '',
      'pyproject.toml': '[project]\nname="x"\nversion="1"\n',
      'bad.txt': 'not a requirement!\n',
    };
    const outcome = await machine.begin(
      { python, workspace: await copyOf(machine, files) },
      variables,
    ).outcome;
    expect(outcome).toMatchObject({
      status: 'failed',
      class: 'failure',
      message: expect.stringMatching(message),
    });
    expect(existsSync(join(machine.folder, 'environments'))).toBe(
      /uv|bad/.test(JSON.stringify(python)),
    );
  });

  test('is built by uv where there is one, from its lock file too, under the mark of the run', async () => {
    const machine = await openMachine();
    const venv = 'echo "of run $MLPIPELINES_RUN_ID"; exec python3 -m venv --without-pip "$3"';
    const variables = await aUv(machine, venv);
    const files = { 'uv.lock': 'version = 1\n', 'pyproject.toml': '[project]\n', 'more.txt': '' };
    const python = { version: null, requirements: ['uv.lock', 'more.txt'] };
    const attempt = machine.begin(
      {
        script: WHERE,
        python,
        workspace: await copyOf(machine, files),
      },
      variables,
    );
    const outcome = await attempt.outcome;
    expect(outcome).toMatchObject({ status: 'succeeded' });
    const said = attempt.lines('system').map((line) =>
      line
        .replaceAll(attempt.folders.environments, 'ENV')
        .replaceAll(attempt.folders.scratch, 'TMP')
        .replace(/[0-9a-f]{32}-[0-9a-f]{8}/, 'KEY'),
    );
    expect(said).toEqual([
      'Building a Python environment from more.txt, pyproject.toml, uv.lock.',
      'uv venv --no-project ENV/KEY',
      'of run 01jtestrun',
      'uv pip install --python ENV/KEY/bin/python -r TMP/requirements/more.txt',
      'uv sync --project TMP/requirements --frozen --no-install-project --inexact',
    ]);
  });
});

/** One that makes environments without pip, which takes most of the time of making one. */
function aQuickUv(machine: Machine): Promise<Record<string, string>> {
  return aUv(machine, 'exec python3 -m venv --without-pip "$3"');
}

/** A PATH with a program in the place of uv: it shows how it is called and makes environments as it is told. */
async function aUv(machine: Machine, venv: string): Promise<Record<string, string>> {
  const bin = join(machine.folder, 'bin');
  await mkdir(bin);
  const text = `#!/bin/sh\necho "uv $*"\nif [ "$1" = venv ]; then ${venv}; fi\nif [ "$1" = sync ]; then [ -n "$UV_PROJECT_ENVIRONMENT" ]; fi\n`;
  await writeFile(join(bin, 'uv'), text, { mode: 0o755 });
  return { PATH: `${bin}:${process.env['PATH']}` };
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const items = readdirSync(folder, { withFileTypes: true });
  return items.flatMap((item) => (item.isDirectory() ? [item.name] : []));
}

/** A PATH with a python3 but no uv. */
async function withoutUv(machine: Machine): Promise<Record<string, string>> {
  const bin = join(machine.folder, 'bin');
  await mkdir(bin);
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  });
  await writeFile(join(bin, 'python3'), `#!/bin/sh\nexec ${python.trim()} "$@"\n`);
  await chmod(join(bin, 'python3'), 0o755);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

function environmentMsOf({ reports }: ReturnType<Machine['begin']>): number | undefined {
  return reports.find((report) => report.type === 'started')?.environmentMs;
}
