import { getEventListeners } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  buildEnvironment,
  type Build,
  type Builder,
} from '../../../action/executor/python/build-environment.ts';
import { findPython } from '../../../action/executor/python/find-python.ts';
import type { RequirementFile } from '../../../action/executor/python/read-requirements.ts';
import { runTool } from '../../../action/executor/python/run-tool.ts';
import { StepFailure } from '../../../action/executor/step-failure.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const REQUIREMENTS: RequirementFile = { path: 'a/r.txt', text: 'x==1\n', kind: 'requirements' };
const INCLUDED: RequirementFile = { path: 'a/more.txt', text: 'y==1\n', kind: 'requirements' };
const PROJECT: RequirementFile = { path: 'pyproject.toml', text: '[project]', kind: 'pyproject' };
const LOCK: RequirementFile = { path: 'lib/uv.lock', text: '', kind: 'uv-lock' };

/** A program that is a script of the shell. */
function aProgram(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, name);
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}

/** Programs in place of uv and Python, which write down how they are called; `says` is what they do beside. */
function openTools(says = '') {
  const folder = freshFolder();
  const log = join(folder, 'log');
  const place = join(folder, 'env');
  const write = `printf '%s\\n' "$(basename "$0") $*" | sed 's|${folder}/||g' >> ${log}`;
  const builder = (type: Builder['type'], version: string | null = null): Builder => {
    const program = aProgram(folder, type === 'uv' ? 'uv' : 'base', `${write}\n${says}`);
    return type === 'uv'
      ? { type, program, version }
      : { type, python: { program, version: '3.12.1' } };
  };
  aProgram(join(place, 'bin'), 'python', `${write}\n${says}`);
  const said: string[] = [];
  const build = async (by: Builder, files: readonly RequirementFile[], given?: Partial<Build>) => {
    await buildEnvironment({
      builder: by,
      folder: place,
      sources: join(folder, 'src'),
      requirements: files,
      named: files.map(({ path }) => path),
      variables: { PATH: process.env['PATH'] ?? '' },
      signal: new AbortController().signal,
      say: (text) => void said.push(text),
      ...given,
    });
    return readFileSync(log, 'utf8').trim().split('\n');
  };
  return { folder, builder, build, said };
}

describe('an environment', () => {
  test.each([
    [null, []],
    ['3.12', ['--python', '3.12']],
  ])('is made by uv for the version that is wanted: %s', async (version, asked) => {
    const { builder, build, folder } = openTools();
    const calls = await build(builder('uv', version), [REQUIREMENTS, INCLUDED, LOCK], {
      named: ['a/r.txt', 'lib/uv.lock'],
    });
    expect(calls).toEqual([
      ['uv venv --no-project', ...asked, 'env'].join(' '),
      'uv pip install --python env/bin/python -r src/a/r.txt',
      'uv sync --project src/lib --frozen --no-install-project --inexact',
    ]);
    expect(readFileSync(join(folder, 'src/a/more.txt'), 'utf8')).toBe(INCLUDED.text);
  });

  test.each([
    ['23.0', true],
    ['22.3.1', true],
    ['22.2.9', false],
    ['21.9', false],
    ['nothing', false],
  ])(
    'is filled by a pip that can do so from outside, else by one of its own: pip %s',
    async (pip, can) => {
      const { builder, build } = openTools(
        `[ "$3" = --version ] && echo "pip ${pip} from x"; true`,
      );
      const calls = await build(builder('venv'), [REQUIREMENTS]);
      const install = '--disable-pip-version-check install --no-input -r src/a/r.txt';
      expect(calls).toEqual([
        'base -m pip --version',
        'base -m venv --without-pip env',
        ...(can
          ? [`base -m pip --python env/bin/python ${install}`]
          : ['python -m ensurepip --upgrade', `python -m pip ${install}`]),
      ]);
    },
  );

  test('of nothing but Python needs no pip', async () => {
    const { builder, build } = openTools();
    expect(await build(builder('venv'), [])).toEqual(['base -m venv --without-pip env']);
  });

  test('of a project has what that depends on, and not the project', async () => {
    const { builder, build } = openTools('[ "$3" = --version ] && echo "pip 24.0 from x"; true');
    const calls = await build(builder('venv'), [PROJECT]);
    expect(calls.at(-2)).toMatch(/^python -c import sys, tomllib/);
    expect(calls.at(-2)).toMatch(/ src\/pyproject.toml src\/pyproject.toml.requirements.txt$/);
    expect(calls.at(-1)).toContain('install --no-input -r src/pyproject.toml.requirements.txt');
  });

  test('of a lock file is made by uv alone, and that is said', async () => {
    const { builder, build } = openTools();
    await expect(build(builder('venv'), [LOCK])).rejects.toThrow(
      'lib/uv.lock can only be installed by uv, which is not on this machine.',
    );
  });

  test.each([
    ['No space left on device', 'infra', 'The disk ran full'],
    ['Temporary failure in name resolution', 'infra', 'The network failed'],
    ['HTTP error: 503 Service Unavailable', 'infra', 'The network failed'],
    ['No matching distribution found for nope', 'failure', '(exit code 3). Correct python'],
  ])('that cannot be built says why: %s', async (output, kind, says) => {
    const { builder, build, said } = openTools(`echo "first"; echo; echo "${output}" >&2; exit 3`);
    const error = await build(builder('uv'), []).catch((thrown: unknown) => thrown);
    if (!(error instanceof StepFailure)) throw new Error('it was built');
    expect(error.class).toBe(kind);
    expect(error.message).toContain(says);
    expect(error.message).toContain(output);
    expect(said).toContain('first');
    expect(said).not.toContain('');
  });
});

describe('a tool', () => {
  const variables = { PATH: process.env['PATH'] ?? '' };
  const shell = (script: string, signal?: AbortSignal) =>
    runTool({ program: '/bin/sh', args: ['-c', script], variables, ...(signal && { signal }) });

  test('is ended with all that it started, at once where it is too late already', async () => {
    const late = AbortSignal.abort();
    expect(await shell('sleep 60 & wait', late)).toMatchObject({ exitCode: null });
    const stop = new AbortController();
    const running = shell('echo up; sleep 60 & wait', stop.signal);
    setTimeout(() => stop.abort(), 100);
    expect(await running).toMatchObject({ exitCode: null });
  });

  test('that is over is listened for no more: its number may be that of another by then', async () => {
    const { signal } = new AbortController();
    const running = shell('true', signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await running;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('that is not there has no exit code, and says so', async () => {
    const end = await runTool({ program: '/nowhere/tool', args: [], variables });
    expect(end).toMatchObject({ exitCode: null });
    expect(end.output).toContain('ENOENT');
  });

  test('that says much is remembered by its end, in whole lines', async () => {
    const { output } = await shell(
      'i=0; while [ $i -lt 9000 ]; do echo "line $i end"; i=$((i+1)); done',
    );
    expect(output.length).toBeLessThanOrEqual(64 * 1024);
    expect(output).toMatch(/^line \d+ end\n/);
    expect(output.endsWith('line 8999 end\n')).toBe(true);
  });
});

describe('a Python', () => {
  const found = (wanted: string | null, programs: Readonly<Record<string, string>>) => {
    const folder = freshFolder();
    for (const [name, script] of Object.entries(programs)) aProgram(folder, name, script);
    return findPython(wanted, { PATH: folder }).catch((error: Error) => error.message);
  };
  const python = (version: string) => `echo "${version} /opt/${version}/python"`;

  test.each([
    [null, { python3: python('3.11.2') }, '3.11.2'],
    [null, { python: python('3.10.1') }, '3.10.1'],
    ['3.12', { 'python3.12': python('3.12.4'), python3: python('3.11.2') }, '3.12.4'],
    ['3.12.4', { 'python3.12': python('3.12.4') }, '3.12.4'],
    ['3.12', { 'python3.12': 'exit 1', python3: python('3.12.9') }, '3.12.9'],
  ])('of version %s is the first that PATH has: %j', async (wanted, programs, version) => {
    expect(await found(wanted, programs)).toEqual({ program: `/opt/${version}/python`, version });
  });

  test.each<[string | null, Readonly<Record<string, string>>, string]>([
    [null, {}, 'there is no python3 on PATH'],
    ['3.12', {}, 'but on this machine there is no Python on PATH'],
    ['3.1', { python3: python('3.12.4') }, 'there is 3.12.4 ('],
    ['3.12', { python3: `${python('3.12.4')}; exit 1` }, 'there is no Python on PATH'],
    ['3.12', { python3: 'echo hello' }, 'there is no Python on PATH'],
  ])('of version %s is none of %j, and that is said', async (wanted, programs, says) => {
    expect(await found(wanted, programs)).toContain(says);
  });

  test('is asked once which it is, as long as this process lives', async () => {
    const folder = freshFolder();
    aProgram(folder, 'python3', python('3.12.4'));
    const first = await findPython('3.12', { PATH: folder });
    aProgram(folder, 'python3', 'exit 1');
    expect(await findPython('3.12', { PATH: folder })).toEqual(first);
  });
});
