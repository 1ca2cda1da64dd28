import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../app/server/open-database.ts';
import { ConfigProblem, readLogLevel, readServerConfig } from '../../app/server/server-config.ts';
import { openStateFiles } from '../../app/server/state-files.ts';

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----';
const APP = {
  APP_ID: '7',
  PRIVATE_KEY: PEM,
  WEBHOOK_SECRET: 'hook',
  GITHUB_CLIENT_ID: 'Iv1.a',
  GITHUB_CLIENT_SECRET: 'client',
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mlp-server-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

describe('the environment', () => {
  test('that says nothing is github.com, port 3000, SQLite, and an App that is not registered', () => {
    expect(readServerConfig({})).toMatchObject({
      url: 'http://localhost:3000',
      listen: { host: 'localhost', port: 3000 },
      proxies: 0,
      databaseUrl: null,
      github: {
        web: 'https://github.com',
        api: 'https://api.github.com',
        issuer: 'https://token.actions.githubusercontent.com',
      },
      credentials: null,
      installations: null,
      actionRef: null,
      installationBytes: 5e12,
    });
  });

  test('says how much an installation may store, as an amount, or is refused', () => {
    const stored = (text: string) =>
      readServerConfig({ MLPIPELINES_QUOTA: text }).installationBytes;
    expect(stored('500GB')).toBe(500e9);
    for (const text of ['500', 'much', '-1GB']) {
      expect(() => stored(text)).toThrow(`MLPIPELINES_QUOTA is "${text}"; it must be an amount`);
    }
  });

  test('names the action by a commit, or is refused', () => {
    const actionRef = `acme/mlp@${'0123456789'.repeat(4)} # v1.2.3`;
    expect(readServerConfig({ MLPIPELINES_ACTION: actionRef })).toMatchObject({ actionRef });
    for (const MLPIPELINES_ACTION of ['acme/mlp@v1', 'acme/mlp', `${actionRef}\nx`]) {
      expect(() => readServerConfig({ MLPIPELINES_ACTION })).toThrow(/40 digits of a commit/);
    }
  });

  test('with variables that are set to nothing is as if they were not set', () => {
    const names = ['PORT', 'MLPIPELINES_URL', 'MLPIPELINES_STATE', 'DATABASE_URL', 'GITHUB_URL'];
    const empty = Object.fromEntries([...names, ...Object.keys(APP)].map((name) => [name, '']));
    expect(readServerConfig(empty)).toEqual(readServerConfig({}));
  });

  test('names a level that the log has, or is refused', () => {
    expect(readLogLevel({})).toBe('info');
    expect(readLogLevel({ LOG_LEVEL: 'debug' })).toBe('debug');
    expect(() => readLogLevel({ LOG_LEVEL: 'loud' })).toThrow(/must be one of trace, debug, info/);
  });

  test('that names an Enterprise Server has its API and its issuer there', () => {
    const { github } = readServerConfig({ GITHUB_URL: 'https://git.example.com/' });
    expect(github).toEqual({
      web: 'https://git.example.com',
      api: 'https://git.example.com/api/v3',
      issuer: 'https://git.example.com/_services/token',
    });
  });

  test('that names an enterprise with data residency has hosts of its own for both', () => {
    const { github } = readServerConfig({ GITHUB_URL: 'https://octocorp.ghe.com' });
    expect(github).toEqual({
      web: 'https://octocorp.ghe.com',
      api: 'https://api.octocorp.ghe.com',
      issuer: 'https://token.actions.octocorp.ghe.com',
    });
  });

  test('that holds the App’s credentials gives them, the key in one line or in a file', () => {
    const oneLine = { ...APP, PRIVATE_KEY: PEM.replaceAll('\n', '\\n') };
    expect(readServerConfig(oneLine).credentials).toMatchObject({ appId: 7, privateKey: PEM });
    const file = join(folder(), 'key.pem');
    writeFileSync(file, PEM);
    const { PRIVATE_KEY: _, ...rest } = APP;
    const read = readServerConfig({ ...rest, PRIVATE_KEY_PATH: file });
    expect(read.credentials).toMatchObject({ privateKey: PEM, clientId: 'Iv1.a' });
  });

  test.each([
    ['half of the credentials', { APP_ID: '7' }, /PRIVATE_KEY, WEBHOOK_SECRET.* are not set/],
    [
      'an App’s name for its number',
      { ...APP, APP_ID: 'mlpipelines' },
      /APP_ID must be the number/,
    ],
    ['a fingerprint for the key', { ...APP, PRIVATE_KEY: 'SHA256:abc' }, /must be the PEM file/],
    ['a key file that is not there', { PRIVATE_KEY_PATH: '/nowhere/key.pem' }, /cannot be read/],
    ['a port that is none', { PORT: 'http' }, /PORT is "http"/],
    ['an address without its protocol', { MLPIPELINES_URL: 'mlp.example' }, /MLPIPELINES_URL is/],
    ['proxies by name', { MLPIPELINES_PROXIES: 'nginx' }, /how many proxies/],
    ['installations by name', { MLPIPELINES_INSTALLATIONS: 'acme' }, /must be numbers/],
  ])('with %s is refused and says what to set', (_, environment, message) => {
    expect(() => readServerConfig(environment)).toThrow(ConfigProblem);
    expect(() => readServerConfig(environment)).toThrow(message);
  });
});

describe('the state folder', () => {
  test('is for its owner only, keeps one key, and gives credentials back as they were', () => {
    const place = join(folder(), 'state');
    const files = openStateFiles(place);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    expect(openStateFiles(place).key).toEqual(files.key);
    expect(files.key.length).toBeGreaterThanOrEqual(32);
    expect(files.credentials()).toBeNull();
    const saved = {
      appId: 7,
      privateKey: PEM,
      webhookSecret: 'hook',
      clientId: 'a',
      clientSecret: 'b',
    };
    files.saveCredentials(saved);
    expect(openStateFiles(place).credentials()).toEqual(saved);
    expect(statSync(join(place, 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  test('with a damaged key or damaged credentials is refused, and nothing of it is overwritten', () => {
    const place = folder();
    writeFileSync(join(place, 'key'), 'abc');
    expect(() => openStateFiles(place)).toThrow(/is not the key that it was/);
    expect(readFileSync(join(place, 'key'), 'utf8')).toBe('abc');
    const other = folder();
    for (const damaged of ['{"appId": 7}', '{"appId":']) {
      writeFileSync(join(other, 'credentials.json'), damaged);
      expect(() => openStateFiles(other).credentials()).toThrow(/does not hold an App's credent/);
    }
  });
});

test.each([
  ['of a server that does not answer', 'postgres://ada:hush@localhost:1/mlp'],
  ['at what is no address', 'nonsense'],
])('a database %s is refused, and its password told to nobody', async (_, databaseUrl) => {
  const opened = openDatabase({ databaseUrl });
  await expect(opened).rejects.toThrow(ConfigProblem);
  await expect(opened).rejects.toThrow(/^The database that DATABASE_URL names cannot be used: /);
  await expect(opened).rejects.not.toThrow(/hush/);
});
