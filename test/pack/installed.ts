import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freshFolder } from '../support/fresh-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 240_000;

/** The package, packed as it would be published and installed where no registry can be reached. */
export type Installed = {
  /** The packed file. */
  readonly tarball: string;
  /** Where it is installed: nothing else is in this folder. */
  readonly folder: string;
  /** The package as npm unpacked it. */
  readonly unpacked: string;
  readonly run: (command: string, ...args: readonly string[]) => Promise<Ended>;
  readonly env: Readonly<Record<string, string>>;
};

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export async function installPackage(): Promise<Installed> {
  const place = freshFolder();
  const [folder, home] = [join(place, 'project'), join(place, 'home')];
  for (const made of [folder, home]) mkdirSync(made);
  // Node as it is running here, before any other: npm starts what the package names by the first on the path.
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    // A port that nobody listens at; and no word from npm of newer versions.
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_update_notifier: 'false',
    npm_config_cache: join(home, 'npm'),
  };
  await promisify(execFile)('npm', ['pack', '--pack-destination', place], {
    cwd: ROOT,
    env,
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 24,
  });
  const name = readdirSync(place).find((file) => file.endsWith('.tgz')) ?? '';
  const tarball = join(folder, name);
  cpSync(join(place, name), tarball);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const run = (command: string, ...args: readonly string[]) => ending(command, args, folder, env);
  const { code, stderr } = await run('npm', 'install', `./${name}`);
  if (code !== 0) throw new Error(stderr);
  return { tarball, folder, unpacked: join(folder, 'node_modules', 'mlpipelines'), run, env };
}

async function ending(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  try {
    const options = { cwd, env, timeout: LIMIT_MS, maxBuffer: 2 ** 24 };
    return { code: 0, ...(await promisify(execFile)(command, args, options)) };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), stdout: String(stdout), stderr: String(stderr) };
  }
}

/** Every file below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path))
    .sort();
}
