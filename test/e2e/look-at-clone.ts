import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { runsInGit, type HostileClone } from './hostile-clones.ts';
import { makeClone, type Clone } from './make-clone.ts';

type Command = readonly string[];

/** The commands that look, of a repository in which the pipeline `p` has run. */
export const LOOKING: readonly Command[] = [
  ['validate'],
  ['plan', 'p'],
  ['runs'],
  ['show', 'latest'],
  ['logs', 'latest', 'a'],
  ['why', 'latest', 'a'],
  ['metrics', 'latest'],
  ['report', 'latest'],
  ['models'],
  ['gc'],
];

/** A fresh clone with what is hostile in it. */
export function prepare({ plant }: HostileClone): Clone {
  const clone = makeClone();
  plant(clone);
  return clone;
}

/**
 * None of the commands starts the program, and plain git does, in the same clone. In this order: git writes down what it
 * finds and does not look at it again, whereas our questions leave no trace.
 */
export async function looksUnharmed(
  hostile: HostileClone,
  commands: readonly Command[],
): Promise<void> {
  const clone = prepare(hostile);
  for (const [name, value] of Object.entries(hostile.env?.(clone) ?? {})) vi.stubEnv(name, value);
  for (const command of commands) {
    await runCli({ cwd: join(clone.root, hostile.at ?? '.'), columns: 200 }, ...command);
    expect(existsSync(clone.marker), command.join(' ')).toBe(false);
  }
  expect(runsInGit(hostile, clone)).toBe(true);
}
