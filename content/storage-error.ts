/** The file system refused: says where, what and what to do next. `code` is the system's (`ENOSPC`, `EACCES`, …). */
export class StorageError extends Error {
  override name = 'StorageError';
  readonly code: string;
  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC:
    'the disk is full. Free some space (`mlpipelines gc` removes what no run needs), then go on.',
  EDQUOT:
    'the disk quota is used up. Free some space (`mlpipelines gc` removes what no run needs), then go on.',
  EROFS: 'the file system is read-only.',
  EACCES: 'permission denied. Check the owner and the mode of the file and of its folder.',
  EPERM: 'operation not permitted. Check the owner of the file and of its folder.',
  EMFILE: 'too many open files. Raise the limit (`ulimit -n 4096`).',
  ENFILE: 'too many open files on this machine.',
  EFBIG: 'the file is larger than this file system or a limit (`ulimit -f`) allows.',
  EIO: 'the disk reports an input/output error.',
  ENAMETOOLONG: 'the name is too long for this file system. Use a shorter path.',
  ENOENT: 'no such file or folder.',
  ENOTDIR: 'a part of this path is a file, not a folder.',
};

/** Whether there may be room, or a file to open, at another time; everything else is so again the next time. */
export function isTransient({ code }: StorageError): boolean {
  return TRANSIENT.has(code);
}

const TRANSIENT: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO']);

/** Turns a system error into one a person can act on; other errors are passed through. `doing` as in "save the output". */
export function explainStorageError(error: unknown, doing: string): unknown {
  if (!isSystemError(error)) return error;
  const advice = ADVICE[error.code];
  if (advice === undefined) return error;
  const place = error.dest ?? error.path;
  return new StorageError(
    `Cannot ${doing}: ${place === undefined ? '' : `${place}: `}${advice}`,
    error.code,
    error,
  );
}

/** Whether a system call failed for this reason. */
export function hasCode(error: unknown, code: string): boolean {
  return isSystemError(error) && error.code === code;
}

type SystemError = Error & {
  readonly code: string;
  readonly path?: string;
  readonly dest?: string;
};

function isSystemError(error: unknown): error is SystemError {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
