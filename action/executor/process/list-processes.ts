import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

/** One process of this machine, as far as this user may see it. */
export type ProcessInfo = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where it is not known. */
  readonly session: number;
  /** Dead already, but not yet collected by its parent. */
  readonly zombie: boolean;
  /** Whether its environment, control group or working folder has one of the marks that were asked for. */
  readonly marked: boolean;
};

/** How a process shows that it is one of ours. */
export type Marks = {
  /** `NAME=value` in the environment that it was started with. */
  readonly variable: string;
  /** It works in one of them. */
  readonly folders: readonly string[];
  /** A control group that it, or a group around it, is named as, or as with `-…` behind; left out: none. */
  readonly group?: string;
};

/** Lists processes; `pids` narrows the search where it is known which can matter. */
export async function listProcesses(
  marks: Marks,
  pids: readonly number[] | null,
): Promise<ProcessInfo[]> {
  if (process.platform === 'linux') return listFromProc(marks, pids ?? allPids());
  const arguments_ = process.platform === 'darwin' ? ['-A', '-E'] : ['axe'];
  return listFromPs(marks, arguments_);
}

/** Reads `/proc`: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function listFromProc(marks: Marks, pids: readonly number[]): ProcessInfo[] {
  return pids.flatMap((pid) => readProcess(pid, marks) ?? []);
}

function allPids(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function readProcess(pid: number, marks: Marks): ProcessInfo | null {
  const stat = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (stat === null) return null;
  // The name stands in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 5);
  const [state, parent, group, session, terminal] = fields;
  const zombie = state === 'Z' || state === 'X';
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    zombie,
    marked: !zombie && isMarked(pid, marks, terminal !== '0'),
  };
}

function isMarked(pid: number, marks: Marks, hasTerminal: boolean): boolean {
  const environment = readOrNull(() => readFileSync(`/proc/${pid}/environ`, 'utf8'));
  if (environment !== null && `\0${environment}`.includes(`\0${marks.variable}\0`)) return true;
  if (marks.group !== undefined && isInGroup(pid, marks.group)) return true;
  // With a terminal it is a person who looks around in the workspace.
  if (hasTerminal || marks.folders.length === 0) return false;
  const folder = readOrNull(() => readlinkSync(`/proc/${pid}/cwd`));
  return folder !== null && marks.folders.some((mark) => `${folder}/`.startsWith(`${mark}/`));
}

function isInGroup(pid: number, group: string): boolean {
  const paths = readOrNull(() => readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.split('\n') ?? [];
  return paths.some((path) =>
    path.split('/').some((name) => name === group || name.startsWith(`${group}-`)),
  );
}

// A process may end while it is looked at (ENOENT, ESRCH) or belong to someone else (EACCES, EPERM).
function readOrNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Asks `ps`, which shows environments of this user's processes behind their command lines. */
export async function listFromPs(marks: Marks, flags: readonly string[]): Promise<ProcessInfo[]> {
  const columns = ['-ww', '-o', 'pid=,ppid=,pgid=,stat=,command='];
  const { stdout } = await promisify(execFile)('ps', [...flags, ...columns], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', rest = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: 0,
      zombie: state.startsWith('Z'),
      marked: ` ${rest} `.includes(` ${marks.variable} `),
    };
  });
}
