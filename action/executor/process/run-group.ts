import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS, ownGroup } from './own-group.ts';

/** The control group of a run's processes; one of a step with a memory limit has a name that goes on with `-`. */
export const groupOfRun = (run: string): string => `mlp-${run}`;

/**
 * Puts this process, and with it all that it starts from now on, into a control group of the run: what leaves session,
 * parent and environment behind is still in it. It is made inside the group that this process is in, so that all limits
 * of that go on to hold. Nothing happens without version 2 of control groups or the right to make one. Gives what takes
 * this process out again and removes the group, unless something else lives in it.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#processes
 */
export function joinRunGroup(run: string): () => void {
  const outer = outerGroup();
  if (outer === null) return () => {};
  const folder = join(outer, groupOfRun(run));
  try {
    mkdirSync(folder, { recursive: true });
    enter(folder);
  } catch {
    removeRunGroup(run);
    return () => {};
  }
  return () => {
    try {
      enter(outer);
    } catch {
      // Whoever started this process removes the group.
    }
    removeRunGroup(run);
  };
}

/** Removes the group of a run, for one that was killed and started from where this process was. */
export function removeRunGroup(run: string): void {
  const outer = outerGroup();
  try {
    if (outer !== null) rmdirSync(join(outer, groupOfRun(run)));
  } catch {
    // There is none, or something lives in it.
  }
}

/** Version 2 lies beside the controllers of version 1 where a machine has both. */
function outerGroup(): string | null {
  const mount = [GROUPS, join(GROUPS, 'unified')].find((folder) =>
    existsSync(join(folder, 'cgroup.controllers')),
  );
  const path = ownGroup('');
  return mount === undefined || path === undefined ? null : join(mount, path);
}

function enter(group: string): void {
  writeFileSync(join(group, 'cgroup.procs'), String(process.pid));
}
