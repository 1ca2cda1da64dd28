import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigProblem, type AppCredentials } from './server-config.ts';

/** What the server keeps in files, for its owner's eyes only. Replicas share the folder. */
export type StateFiles = {
  /** The SQLite file. */
  readonly store: string;
  readonly objects: string;
  /** Copies of examples that are being compared. */
  readonly comparing: string;
  /** For bytes on their way. */
  readonly temporary: string;
  /** Signs attempts' tokens, links to blobs and sessions of people; made once. */
  readonly key: Uint8Array;
  /** Of an App that was registered through this server; null: none was. */
  readonly credentials: () => AppCredentials | null;
  readonly saveCredentials: (credentials: AppCredentials) => void;
  /** How GitHub called an App when it was last asked; null: it never was. */
  readonly login: (appId: number) => string | null;
  readonly saveLogin: (appId: number, login: string) => void;
};

/** Where the store lies in the folder, where there is no PostgreSQL. */
export const STORE_FILE = 'store.sqlite';

const CREDENTIALS_FILE = 'credentials.json';
const KEY_BYTES = 48;

/** Opens the folder, made if it is not there. Throws a `ConfigProblem` when it cannot be used. */
export function openStateFiles(folder: string): StateFiles {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary, { recursive: true });
    const credentials = join(folder, CREDENTIALS_FILE);
    const loginFile = (appId: number) => join(folder, `login-${appId}`);
    return {
      store: join(folder, STORE_FILE),
      objects: join(folder, 'objects'),
      comparing: join(folder, 'comparing'),
      temporary,
      key: readKey(join(folder, 'key')),
      credentials: () => readCredentials(credentials),
      saveCredentials: (saved) => writeWhole(credentials, `${JSON.stringify(saved, null, 2)}\n`),
      login: (appId) => readLogin(loginFile(appId)),
      saveLogin: (appId, login) => writeWhole(loginFile(appId), `${login}\n`),
    };
  } catch (error) {
    if (error instanceof ConfigProblem) throw error;
    throw new ConfigProblem(
      `The folder ${folder} cannot be used: ${String(error)}. Name another one in MLPIPELINES_STATE.`,
    );
  }
}

/** Those in a folder that nothing else is to be done to; null: there are none. Throws a `ConfigProblem`. */
export function savedCredentials(folder: string): AppCredentials | null {
  return readCredentials(join(folder, CREDENTIALS_FILE));
}

function readKey(file: string): Uint8Array {
  if (!existsSync(file)) {
    try {
      writeFileSync(file, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another replica was faster.
      if (!existsSync(file)) throw error;
    }
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length === KEY_BYTES) return key;
  throw new ConfigProblem(`${file} is not the key that it was; remove it, and a new one is made.`);
}

function readCredentials(file: string): AppCredentials | null {
  if (!existsSync(file)) return null;
  const read = parsed(readFileSync(file, 'utf8'));
  if (isCredentials(read)) return read;
  throw new ConfigProblem(
    `${file} does not hold an App's credentials. Remove it to register a new App, or set APP_ID and the others.`,
  );
}

function readLogin(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || null : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const TEXTS = ['privateKey', 'webhookSecret', 'clientId', 'clientSecret'];

function isCredentials(read: unknown): read is AppCredentials {
  if (typeof read !== 'object' || read === null) return false;
  const fields = new Map<string, unknown>(Object.entries(read));
  return (
    typeof fields.get('appId') === 'number' &&
    TEXTS.every((name) => typeof fields.get(name) === 'string')
  );
}

/** Never half of it, whenever the process dies. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
