import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

// Runs as an action of its own process; see action.yml.
const input = (name: string): string => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const server = process.env['GITHUB_SERVER_URL'] ?? '';
const isForeign = input('repository') !== process.env['GITHUB_REPOSITORY'];
const folder = resolve(process.env['GITHUB_WORKSPACE'] ?? '.', input('path'));
const credentials = Buffer.from(`x-access-token:${input('token')}`).toString('base64');
const header = `http.${server}/.extraheader=AUTHORIZATION: basic ${credentials}`;

refuseUnknown();
console.log(`::add-mask::${credentials}`);
mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, '.git'))) emptyFolder();
git('init', '--quiet', '.');
remoteUrl();
const wanted = input('ref') || (isForeign ? 'HEAD' : (process.env['GITHUB_REF'] ?? 'HEAD'));
const commit = fetchCommit();
checkOut(commit);
fetchSubmodules();
if (input('persist-credentials') === 'true') persistCredentials();
if (input('clean') === 'true') git('clean', '-ffdx', '--quiet');
write('GITHUB_OUTPUT', `ref=${wanted}\ncommit=${commit}\n`);
console.log(commit);

function refuseUnknown(): void {
  for (const name of ['ssh-key', 'lfs']) {
    if (!['', 'false'].includes(input(name))) fail(`input \`${name}\` is not modelled`);
  }
}

function emptyFolder(): void {
  for (const name of readdirSync(folder))
    rmSync(join(folder, name), { recursive: true, force: true });
}

function remoteUrl(): void {
  const known = git('remote').split('\n').includes('origin');
  git('remote', known ? 'set-url' : 'add', 'origin', `${server}/${input('repository')}.git`);
}

// Without a ref, the commit of the run; a branch may have moved on since.
function fetchCommit(): string {
  const isOwn = input('ref') === '' && !isForeign;
  const name = isOwn ? (process.env['GITHUB_SHA'] ?? wanted) : wanted;
  const tags = input('fetch-tags') === 'true' ? '--tags' : '--no-tags';
  const isWhole = input('fetch-depth') === '0';
  if (isWhole) fetch('--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*');
  fetch(tags, ...(isWhole ? [] : [`--depth=${input('fetch-depth')}`]), 'origin', name);
  return git('rev-parse', 'FETCH_HEAD^{commit}').trim();
}

function fetch(...args: string[]): void {
  const settings = ['-c', 'protocol.version=2', '-c', header];
  try {
    execFileSync('git', [...settings, 'fetch', '--quiet', '--force', ...args], {
      cwd: folder,
      env: quietEnvironment(),
      stdio: 'inherit',
    });
  } catch {
    fail(`The process 'git' failed: it could not fetch ${wanted} of ${input('repository')}`);
  }
}

function checkOut(commit: string): void {
  const branch = /^refs\/heads\/(.+)$/.exec(wanted)?.[1];
  git(
    'checkout',
    '--quiet',
    '--force',
    ...(branch === undefined ? ['--detach'] : ['-B', branch]),
    commit,
  );
}

// https://github.com/actions/checkout/blob/v5.0.0/src/git-source-provider.ts: with the same credentials and depth.
function fetchSubmodules(): void {
  const wanted = input('submodules').toLowerCase();
  if (wanted !== 'true' && wanted !== 'recursive') return;
  const nested = wanted === 'recursive' ? ['--recursive'] : [];
  const depth = input('fetch-depth') === '0' ? [] : [`--depth=${input('fetch-depth')}`];
  const update = ['submodule', 'update', '--init', '--force', ...depth, ...nested];
  git('submodule', 'sync', '--quiet', ...nested);
  git('-c', 'protocol.version=2', '-c', header, ...update);
}

function persistCredentials(): void {
  const [key, value] = split(header);
  git('config', '--local', key, value);
  write('GITHUB_STATE', `folder=${folder}\nkey=${key}\n`);
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: folder,
      env: quietEnvironment(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch {
    return fail(`The process 'git ${args.join(' ').replace(header, '***')}' failed`);
  }
}

// Nothing of the person whose machine this is: no configuration, no prompt.
function quietEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function split(setting: string): [string, string] {
  const at = setting.indexOf('=');
  return [setting.slice(0, at), setting.slice(at + 1)];
}

function write(variable: string, text: string): void {
  appendFileSync(process.env[variable] ?? '/dev/null', text);
}

function fail(message: string): never {
  console.log(`::error::${message}`);
  process.exit(1);
}
