import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestOf } from '../domain/digest.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { Logs } from '../runtime/ports/logs.ts';

/** Output of attempts as plain text files, one an attempt, for people and their tools. */
export function createLocalLogs(folder: string): Logs {
  const last = new Map<string, Promise<void>>();
  return {
    append: (of, lines) => {
      const path = logPath(folder, of);
      const text = lines.map((line) => `${line.text}\n`).join('');
      const before = last.get(path);
      const done =
        before === undefined ? create(path, text) : before.then(() => appendFile(path, text));
      last.set(path, done);
      return done;
    },
  };
}

/** Where the output of an attempt lies. */
export function logPath(folder: string, of: AttemptId): string {
  return join(folder, of.run, fileName(of.key), `${of.attempt}.log`);
}

async function create(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, text);
}

const MAX_NAME = 120;

/** The key of a step or cell as a file name: odd characters as %XX; what would be too long is cut and hashed. */
function fileName(key: string): string {
  const name = encodeURIComponent(key).replaceAll('*', '%2A');
  if (name.length <= MAX_NAME) return name;
  return `${name.slice(0, MAX_NAME - 13)}-${digestOf(key).slice(-12)}`;
}
