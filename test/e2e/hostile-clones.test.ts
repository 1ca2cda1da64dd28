import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { HOSTILE_CLONES, runsInGit, type HostileClone } from './hostile-clones.ts';
import { makeClone, type Clone } from './make-clone.ts';
import { makeProject } from './project.ts';

// The configuration of whoever runs the tests would take part.
beforeEach(() => vi.stubEnv('HOME', mkdtempSync(join(tmpdir(), 'mlp-home-'))));
afterEach(() => vi.unstubAllEnvs());

describe('a command that looks runs nothing of a hostile clone', () => {
  for (const hostile of HOSTILE_CLONES) {
    test(`${hostile.what}: git ${hostile.stock[0]} would`, async () => {
      // Git writes down what it finds, so that a second look differs from the first.
      expect(runsInGit(hostile, prepare(hostile))).toBe(true);
      const clone = prepare(hostile);
      for (const [name, value] of Object.entries(hostile.env?.(clone) ?? {})) {
        vi.stubEnv(name, value);
      }
      for (const command of [['validate'], ['plan', 'p'], ['runs'], ['gc']]) {
        await runCli({ cwd: join(clone.root, hostile.at ?? '.'), columns: 200 }, ...command);
        expect(existsSync(clone.marker), command.join(' ')).toBe(false);
      }
    });
  }

  test('whichever command it is', async () => {
    const clone = makeClone();
    for (const { plant, at, env, what } of HOSTILE_CLONES) {
      if (at === undefined && env === undefined && /monitor in|hook|cleans/.test(what))
        plant(clone);
    }
    // Whoever runs the steps trusts the filters.
    await runCli({ cwd: clone.root, columns: 200 }, 'run', 'p');
    rmSync(clone.marker, { force: true });
    for (const command of LOOKING) {
      const { code, text } = await runCli({ cwd: clone.root, columns: 200 }, ...command);
      expect([code, existsSync(clone.marker)], `${command.join(' ')}: ${text}`).toEqual([0, false]);
    }
  });

  test('in a process of its own', async () => {
    const hostile = HOSTILE_CLONES.find(({ what }) => what.startsWith('core.fsmonitor'));
    const project = makeProject({
      '.mlpipelines/p.yml': 'name: p\nsteps:\n  a: { run: "true" }\n',
    });
    const clone = {
      root: project.root,
      marker: join(project.root, 'MARKER'),
      evil: 'touch MARKER',
    };
    hostile?.plant(clone);
    const { code, stdout } = await project.start(['plan', 'p']).over;
    expect([code, existsSync(clone.marker)], stdout).toEqual([0, false]);
  });

  test('and says why it does not look into a folder that git takes for a repository', async () => {
    const [bare] = HOSTILE_CLONES;
    const { root } = prepare(bare);
    const { code, text } = await runCli({ cwd: join(root, 'fixture'), columns: 200 }, 'plan', 'p');
    expect(code).toBe(2);
    expect(text).toContain(`error: git does not answer about ${root}/fixture`);
    expect(text).toContain('The folder looks like a git repository of its own');
  });
});

const LOOKING = [
  ['validate'],
  ['plan', 'p'],
  ['runs'],
  ['show', 'latest'],
  ['logs', 'latest', 'a'],
  ['why', 'latest', 'a'],
  ['metrics', 'latest'],
  ['models'],
  ['gc'],
];

function prepare({ plant }: HostileClone): Clone {
  const clone = makeClone();
  plant(clone);
  return clone;
}
