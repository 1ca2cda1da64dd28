import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs';
import { readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { commit, git, write } from './make-clone.ts';
import { HOSTILE_STATES, plantDocs, type Victim } from './hostile-states.ts';

describe('a state folder that was not made here is refused, and nothing of the user is touched', () => {
  for (const { what, would, plant, says, at = '.', asRoot } of HOSTILE_STATES) {
    test.skipIf(asRoot === true && process.getuid?.() !== 0)(`${what}: ${would}`, async () => {
      const victim = makeVictim();
      plant(victim);
      const before = look(victim.docs);
      for (const command of [['gc'], ['runs'], ['plan', 'p'], ['run', 'p']]) {
        const { code, text } = await runCli(
          { cwd: join(victim.root, at), columns: 200 },
          ...command,
        );
        expect(look(victim.docs), command.join(' ')).toEqual(before);
        // A link among the objects is met by those who open them.
        if (command[0] === 'runs' && code === 0) continue;
        expect(text, command.join(' ')).toContain(says);
        expect(code).toBe(2);
      }
    });
  }
});

describe('a state folder', () => {
  test('of one who had committed it works again after what the refusal says', async () => {
    const { root } = makeVictim();
    await runCli({ cwd: root, columns: 200 }, 'run', 'p');
    commit(root);
    const { text } = await runCli({ cwd: root, columns: 200 }, 'runs');
    const advice = /Remove it: git (.*)/.exec(text)?.[1] ?? '';
    git(root, ...advice.split(' '));
    const { code, text: runs } = await runCli({ cwd: root, columns: 200 }, 'runs');
    expect([code, runs]).toEqual([0, expect.stringContaining('succeeded')]);
  });

  test('that is there and open to others gets closed', async () => {
    const { root, state } = makeVictim();
    mkdirSync(state);
    chmodSync(state, 0o777);
    expect((await runCli({ cwd: root, columns: 200 }, 'runs')).code).toBe(0);
    expect(statSync(state).mode & 0o777).toBe(0o700);
  });

  test('in a worktree is its own', async () => {
    const { root } = makeVictim();
    git(root, 'worktree', 'add', '-q', '../tree');
    expect((await runCli({ cwd: join(root, '../tree') }, 'run', 'p')).code).toBe(0);
    expect(existsSync(join(root, '../tree/.mlpipelines/.state/store.sqlite'))).toBe(true);
  });

  test('keeps files that somebody put beside its own when it is swept', async () => {
    const { root, state } = makeVictim();
    await runCli({ cwd: root, columns: 200 }, 'runs');
    await runCli({ cwd: root, columns: 200 }, 'gc');
    for (const folder of ['temporary', 'corrupt', 'objects', 'objects/ab']) {
      write(join(state, 'objects', folder), { notes: 'mine' });
    }
    const { code, text } = await runCli({ cwd: root, columns: 200 }, 'gc');
    expect([code, text]).toEqual([0, expect.stringContaining('removed 0 blobs')]);
    expect(readFileSync(join(state, 'objects/objects/ab/notes'), 'utf8')).toBe('mine');
  });
});

function makeVictim(): Victim {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-victim-')));
  const [root, docs] = [join(home, 'clone'), join(home, 'docs')];
  plantDocs(docs);
  write(root, { '.mlpipelines/p.yml': 'name: p\nsteps:\n  a: { run: "true" }\n' });
  commit(root);
  return { root, docs, state: join(root, '.mlpipelines/.state') };
}

/** All that lies in a folder, with modes, sizes and times. */
function look(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return ['', ...names].map((name) => {
    const { mode, size, mtimeMs } = statSync(join(folder, name));
    return `${name} ${mode} ${size} ${mtimeMs}`;
  });
}
