import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { HOSTILE_CLONES } from './hostile-clones.ts';
import { LOOKING, looksUnharmed, prepare } from './look-at-clone.ts';
import { makeClone } from './make-clone.ts';
import { makeProject } from './project.ts';

// The configuration of whoever runs the tests would take part.
beforeEach(() => vi.stubEnv('HOME', mkdtempSync(join(tmpdir(), 'mlp-home-'))));
afterEach(() => vi.unstubAllEnvs());

describe('a command that looks runs nothing of a hostile clone', () => {
  for (const hostile of HOSTILE_CLONES) {
    test(`${hostile.what}: git ${hostile.stock[0]} would`, async () => {
      // Of those that look, it asks git the most. All of them: hostile-clones.acceptance.test.ts.
      await looksUnharmed(hostile, [['plan', 'p']]);
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
