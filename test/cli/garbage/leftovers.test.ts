import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentLeftovers } from '../../../app/cli/garbage/environment-leftovers.ts';
import { removeShortNames, runLeftovers } from '../../../app/cli/garbage/run-leftovers.ts';
import { withLock } from '../../../action/executor/python/lock-file.ts';
import { stateFolderOf } from '../../../app/local/state-folder.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const id = (last: string) => `01jdn5m3z8w4q2c7k9r6t1v0x${last}`;

function fresh(): string {
  return mkdtempSync(join(tmpdir(), 'gc-'));
}

/** A file that was last changed so many days ago, its folder too. */
function put(path: string, text: string, days: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const at = new Date(NOW - days * DAY);
  utimesSync(path, at, at);
  utimesSync(dirname(path), at, at);
}

describe('what runs leave', () => {
  const nobody = { forgotten: [], unknown: [], isLive: async () => false };

  test('are logs of runs that are forgotten, or would be', async () => {
    const state = stateFolderOf(fresh());
    for (const last of ['a', 'b', 'c']) put(join(state.logs, id(last), 'train', '1.log'), 'x', 0);
    put(join(state.logs, 'notes', 'mine.txt'), 'not ours', 100);
    const runs = { ...nobody, forgotten: [id('b')], unknown: [id('c')] };
    const found = await runLeftovers(state, runs, NOW);
    expect(found.map(({ kind, path, bytes }) => [kind, path, bytes])).toEqual([
      ['log', join(state.logs, id('b')), 1],
      ['unknown log', join(state.logs, id('c')), 1],
    ]);
    for (const each of found) await each.remove();
    expect(existsSync(join(state.logs, id('a')))).toBe(true);
    expect(existsSync(join(state.logs, id('c')))).toBe(false);
  });

  test('are copies of examples whose process was killed while it compared them', async () => {
    const state = stateFolderOf(fresh());
    put(join(state.comparing, 'of-old', 'now'), 'text', 2);
    put(join(state.comparing, 'of-young', 'now'), 'text', 0.5);
    put(join(state.comparing, 'mine', 'notes.txt'), 'not ours', 9);
    const found = await runLeftovers(state, nobody, NOW);
    expect(found.map(({ kind, path }) => [kind, path])).toEqual([
      ['examples', join(state.comparing, 'of-old')],
    ]);
    await found[0]?.remove();
    expect(existsSync(join(state.comparing, 'of-old'))).toBe(false);
  });

  test('are workspaces that no living process works in, but for young ones and links', async () => {
    const state = stateFolderOf(fresh());
    for (const [last, days] of [
      ['a', 2],
      ['b', 2],
      ['c', 0.5],
    ] as const) {
      put(join(state.work, id(last), 'file'), 'text', days);
    }
    const elsewhere = fresh();
    put(join(elsewhere, 'thesis'), 'mine', 9);
    symlinkSync(elsewhere, join(state.work, id('d')));
    const live = new Set([id('a')]);
    const isLive = async (run: string) => live.has(run);
    const found = await runLeftovers(state, { ...nobody, isLive }, NOW);
    expect(found.map(({ path }) => path)).toEqual([join(state.work, id('b'))]);
    live.add(id('b'));
    await found[0]?.remove();
    expect(existsSync(join(state.work, id('b')))).toBe(true);
    live.delete(id('b'));
    await found[0]?.remove();
    expect(existsSync(join(state.work, id('b')))).toBe(false);
  });

  test('are short names of workspaces that are gone', async () => {
    const [state, temporary] = [stateFolderOf(fresh()), fresh()];
    const short = (name: string, target: string) => {
      mkdirSync(join(temporary, name));
      symlinkSync(target, join(temporary, name, 'w'));
    };
    mkdirSync(join(state.work, id('a')), { recursive: true });
    short('mlp-aaaaaa', join(state.work, id('a')));
    short('mlp-bbbbbb', join(state.work, id('b')));
    short('mlp-cccccc', join(stateFolderOf(fresh()).work, id('b')));
    await removeShortNames(temporary, state);
    const left = ['mlp-aaaaaa', 'mlp-bbbbbb', 'mlp-cccccc'].map((name) =>
      existsSync(join(temporary, name)),
    );
    expect(left).toEqual([true, false, true]);
  });
});

describe('what Python environments leave', () => {
  function environment(folder: string, name: string, days: number): string {
    const path = join(folder, `${name}-0123abcd`);
    put(join(path, 'pyvenv.cfg'), 'home = /usr', days);
    put(join(folder, `${name}.ready`), `/known/by/another/path/${name}-0123abcd`, days);
    return path;
  }

  test('are those that no clone has used for 60 days, and what killed builds made', async () => {
    const folder = fresh();
    const used = environment(folder, 'used', 59);
    const unused = environment(folder, 'unused', 61);
    put(join(folder, 'used-89abcdef', 'half'), '12345', 2);
    put(join(folder, 'building-89abcdef', 'half'), '12345', 0.5);
    const found = await environmentLeftovers(folder, NOW);
    expect(found.map(({ kind, path }) => `${kind} ${path}`).toSorted()).toEqual([
      `environment ${unused}`,
      `unfinished build ${join(folder, 'used-89abcdef')}`,
    ]);
    for (const each of found) await each.remove();
    expect([unused, `${unused}.ready`, used].map((path) => existsSync(path))).toEqual([
      false,
      false,
      true,
    ]);
    expect(existsSync(join(folder, 'unused.ready'))).toBe(false);
    expect(await environmentLeftovers(join(folder, 'nowhere'), NOW)).toEqual([]);
  });

  test('stay where they were used meanwhile, or are being built', async () => {
    const folder = fresh();
    const again = environment(folder, 'again', 61);
    const locked = environment(folder, 'locked', 61);
    const found = await environmentLeftovers(folder, NOW);
    utimesSync(join(folder, 'again.ready'), new Date(), new Date());
    const signal = new AbortController().signal;
    await withLock(join(folder, 'locked.lock'), signal, async () => {
      for (const each of found) await each.remove();
    });
    expect([again, locked].map((path) => existsSync(path))).toEqual([true, true]);
  });
});
