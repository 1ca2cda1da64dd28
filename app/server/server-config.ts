import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ACTION_EXAMPLE, isPinned, PUBLISHED_ACTION } from '../github/workflow/action-ref.ts';
import { parseDecimalSize } from '../../text/size.ts';
import { withoutTrailing } from '../../text/without-trailing.ts';

/** What the server is started with, all of it checked. */
export type ServerConfig = {
  /** Where GitHub, jobs and people reach this app, without a slash at its end. */
  readonly url: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** How many proxies of the operator stand before it, each of which says whom it saw. */
  readonly proxies: number;
  /** Folder for what this process keeps in files: artifacts, credentials, its key, and SQLite where there is no PostgreSQL. */
  readonly state: string;
  /** PostgreSQL; null: SQLite in `state`. */
  readonly databaseUrl: string | null;
  readonly github: GitHubAddresses;
  /** Null: the app is not registered yet, or its credentials lie in `state`. */
  readonly credentials: AppCredentials | null;
  /** Installations that are served; null: all. */
  readonly installations: ReadonlySet<number> | null;
  /** Bytes that the runs of one installation may store together. */
  readonly installationBytes: number;
  /** A file that says where machines may be started; null: none are. */
  readonly machines: string | null;
  /** The action as workflow files name it; null: none is known, and none is written. */
  readonly actionRef: string | null;
};

export type GitHubAddresses = {
  /** `https://github.com`, or an Enterprise Server. */
  readonly web: string;
  /** `https://api.github.com`, of an Enterprise Server `https://HOST/api/v3`, of ghe.com `https://api.SUB.ghe.com`. */
  readonly api: string;
  /** Who signs the identity tokens of jobs. */
  readonly issuer: string;
};

export type AppCredentials = {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** For the sign-in to pages. */
  readonly clientId: string;
  readonly clientSecret: string;
};

/** The environment does not say what is needed; the message says what to set. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}

type Environment = Readonly<Record<string, string>>;

const DEFAULT_PORT = 3000;
const DEFAULT_STATE = '.mlpipelines-app';

/** Reads the variables that docs/run-the-app.md lists. Names of the App's own are those of Probot. Throws a `ConfigProblem`. */
export function readServerConfig(given: Environment): ServerConfig {
  const environment = withoutEmpty(given);
  const port = readPort(environment);
  const host = environment['HOST'] ?? 'localhost';
  return {
    url: readAddress(environment, 'MLPIPELINES_URL', `http://localhost:${port}`),
    listen: { host, port },
    proxies: readProxies(environment),
    state: resolve(environment['MLPIPELINES_STATE'] ?? DEFAULT_STATE),
    databaseUrl: environment['DATABASE_URL'] ?? null,
    github: readGitHub(environment),
    credentials: readCredentials(environment),
    installations: readInstallations(environment['MLPIPELINES_INSTALLATIONS']),
    installationBytes: readQuota(environment['MLPIPELINES_QUOTA']),
    machines: environment['MLPIPELINES_MACHINES'] ?? null,
    actionRef: readAction(environment['MLPIPELINES_ACTION']),
  };
}

/** The least grave messages that are logged, in the words of pino. Throws a `ConfigProblem`. */
export function readLogLevel(given: Environment): Level {
  const text = withoutEmpty(given)['LOG_LEVEL'] ?? 'info';
  const level = LEVELS.find((each) => each === text);
  if (level !== undefined) return level;
  throw new ConfigProblem(
    `LOG_LEVEL is ${JSON.stringify(text)}; it must be one of ${LEVELS.join(', ')}.`,
  );
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type Level = (typeof LEVELS)[number];

/** A variable that is set to nothing is not set: compose files and CI pass them so. */
function withoutEmpty(given: Environment): Environment {
  return Object.fromEntries(Object.entries(given).filter(([, text]) => text.trim() !== ''));
}

function readPort({ PORT: text }: Environment): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new ConfigProblem(`PORT is ${JSON.stringify(text)}; it must be a number below 65536.`);
}

const MOST_PROXIES = 9;

function readProxies({ MLPIPELINES_PROXIES: text = '0' }: Environment): number {
  const proxies = Number(text);
  if (Number.isInteger(proxies) && proxies >= 0 && proxies <= MOST_PROXIES) return proxies;
  throw new ConfigProblem(
    `MLPIPELINES_PROXIES is ${JSON.stringify(text)}; it must be how many proxies stand before the App, at most ${MOST_PROXIES}.`,
  );
}

function readAddress(environment: Environment, name: string, otherwise: string): string {
  const text = withoutTrailing(environment[name] ?? otherwise, '/');
  const protocol = URL.parse(text)?.protocol;
  if (protocol === 'https:' || protocol === 'http:') return text;
  throw new ConfigProblem(
    `${name} is ${JSON.stringify(text)}; it must be an address like https://mlp.example.com.`,
  );
}

function readGitHub(environment: Environment): GitHubAddresses {
  const web = readAddress(environment, 'GITHUB_URL', 'https://github.com');
  const { api, issuer } = addressesOf(web);
  return {
    web,
    api: readAddress(environment, 'GITHUB_API_URL', api),
    issuer: readAddress(environment, 'GITHUB_OIDC_ISSUER', issuer),
  };
}

/**
 * An Enterprise Server has all under its own name; an enterprise with data residency (`SUB.ghe.com`) has hosts of its own.
 * https://docs.github.com/enterprise-server/actions/reference/security/oidc
 * https://docs.github.com/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency
 */
function addressesOf(web: string): Pick<GitHubAddresses, 'api' | 'issuer'> {
  if (web === 'https://github.com') {
    const issuer = 'https://token.actions.githubusercontent.com';
    return { api: 'https://api.github.com', issuer };
  }
  const { protocol, host } = new URL(web);
  if (host.endsWith('.ghe.com')) {
    return { api: `${protocol}//api.${host}`, issuer: `${protocol}//token.actions.${host}` };
  }
  return { api: `${web}/api/v3`, issuer: `${web}/_services/token` };
}

const NAMES = [
  'APP_ID',
  'PRIVATE_KEY',
  'WEBHOOK_SECRET',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
] as const;

/** All or none: half of them is a mistake that must not look like an app that is not registered. */
function readCredentials(environment: Environment): AppCredentials | null {
  const given = { ...environment, ...readKeyFile(environment) };
  const missing = NAMES.filter((name) => given[name] === undefined);
  if (missing.length === NAMES.length) return null;
  if (missing.length > 0) {
    throw new ConfigProblem(
      `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set, and others of the App's credentials are. Set all of ${NAMES.join(', ')} (or PRIVATE_KEY_PATH), or none to register a new App.`,
    );
  }
  return checkCredentials({
    appId: Number(given['APP_ID']),
    // Files of variables hold one line.
    privateKey: (given['PRIVATE_KEY'] ?? '').replaceAll('\\n', '\n'),
    webhookSecret: given['WEBHOOK_SECRET'] ?? '',
    clientId: given['GITHUB_CLIENT_ID'] ?? '',
    clientSecret: given['GITHUB_CLIENT_SECRET'] ?? '',
  });
}

function readKeyFile({ PRIVATE_KEY_PATH: path }: Environment): Environment {
  if (path === undefined) return {};
  try {
    return { PRIVATE_KEY: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new ConfigProblem(`PRIVATE_KEY_PATH cannot be read: ${String(error)}`);
  }
}

function checkCredentials(credentials: AppCredentials): AppCredentials {
  if (!Number.isSafeInteger(credentials.appId) || credentials.appId <= 0) {
    throw new ConfigProblem('APP_ID must be the number that the page of the GitHub App shows.');
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(credentials.privateKey)) {
    throw new ConfigProblem(
      'PRIVATE_KEY must be the PEM file that GitHub gave for the App, with its first and last line.',
    );
  }
  return credentials;
}

function readAction(text: string | undefined): string | null {
  if (text === undefined || isPinned(text)) return text ?? PUBLISHED_ACTION;
  throw new ConfigProblem(
    `MLPIPELINES_ACTION is ${JSON.stringify(text)}; it must name the action by the 40 digits of a commit, like ${ACTION_EXAMPLE}. A tag or a branch can be moved to other code.`,
  );
}

function readInstallations(text: string | undefined): ReadonlySet<number> | null {
  if (text === undefined) return null;
  const ids = text.split(',').map((word) => Number(word.trim()));
  if (ids.every((id) => Number.isSafeInteger(id) && id > 0)) return new Set(ids);
  throw new ConfigProblem(
    `MLPIPELINES_INSTALLATIONS is ${JSON.stringify(text)}; it must be numbers of installations, separated by commas.`,
  );
}

const DEFAULT_QUOTA = '5TB';

function readQuota(text: string = DEFAULT_QUOTA): number {
  const bytes = parseDecimalSize(text);
  if (bytes !== null) return bytes;
  throw new ConfigProblem(
    `MLPIPELINES_QUOTA is ${JSON.stringify(text)}; it must be an amount like 500GB or 5TB.`,
  );
}
