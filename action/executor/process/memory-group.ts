import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GROUPS, ownGroup } from './own-group.ts';

/** A control group that limits the memory of a process tree, and knows what became of it. */
export type MemoryGroup = {
  /** A process that writes its number here joins, and with it all that it starts. */
  readonly joinFile: string;
  /** Processes in the group now. */
  members(): readonly number[];
  /** How many processes the kernel killed in it for want of memory. */
  oomKills(): number;
  /** Removes it; call when no process is left. */
  close(): Promise<void>;
};

type Layout = {
  readonly folder: string;
  /** File → value; those of `optional` may be missing (no swap accounting). */
  readonly limits: Readonly<Record<string, string>>;
  readonly optional: Readonly<Record<string, string>>;
  readonly eventsFile: string;
};

const CLOSE_TRIES = 40;

/**
 * Makes a control group with a limit, of version 2 or 1, where this process may. Null where it may not (macOS, most
 * containers, users without delegation): then nothing enforces the limit.
 */
export function openMemoryGroup(name: string, limitBytes: number): MemoryGroup | null {
  const layout = findLayout(name, limitBytes);
  if (layout === null) return null;
  try {
    mkdirSync(layout.folder);
  } catch {
    return null;
  }
  try {
    for (const [file, value] of Object.entries(layout.limits)) {
      writeFileSync(join(layout.folder, file), value);
    }
    for (const [file, value] of Object.entries(layout.optional)) {
      if (existsSync(join(layout.folder, file))) writeFileSync(join(layout.folder, file), value);
    }
    return groupOf(layout);
  } catch {
    rmdirSync(layout.folder);
    return null;
  }
}

function findLayout(name: string, limitBytes: number): Layout | null {
  const limit = String(limitBytes);
  const version1 = ownGroup('memory');
  if (version1 !== undefined) {
    return {
      folder: join(GROUPS, 'memory', version1, name),
      limits: { 'memory.limit_in_bytes': limit },
      optional: { 'memory.memsw.limit_in_bytes': limit },
      eventsFile: 'memory.oom_control',
    };
  }
  const version2 = ownGroup('');
  // A group that holds processes cannot give controllers to groups inside it, so ours is made beside our own:
  // https://docs.kernel.org/admin-guide/cgroup-v2.html#no-internal-process-constraint
  const parent =
    version2 === undefined ? null : join(GROUPS, version2, version2 === '/' ? '' : '..');
  if (parent === null || !readText(join(parent, 'cgroup.subtree_control')).includes('memory'))
    return null;
  return {
    folder: join(parent, name),
    limits: { 'memory.max': limit },
    optional: { 'memory.swap.max': '0' },
    eventsFile: 'memory.events',
  };
}

function groupOf({ folder, eventsFile }: Layout): MemoryGroup {
  const joinFile = join(folder, 'cgroup.procs');
  return {
    joinFile,
    members: () => readText(joinFile).split('\n').filter(Boolean).map(Number),
    oomKills: () => Number(/^oom_kill (\d+)$/m.exec(readText(join(folder, eventsFile)))?.[1] ?? 0),
    async close() {
      // It stays busy until the kernel has collected its last process.
      for (let tried = 0; tried < CLOSE_TRIES; tried += 1) {
        try {
          return rmdirSync(folder);
        } catch {
          await sleep(25);
        }
      }
    },
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
