/**
 * `npm run demo:local`: copies examples/quickstart into a git repository of its own, as a newcomer would have it, and runs
 * its pipeline with the CLI: once in full, once more when nothing changed, and once after an edit. Leaves the
 * repository behind, so that what the closing lines suggest can be tried.
 */
import { spawn } from 'node:child_process';
import { appendFile, cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'bin', 'mlpipelines');
const AUTHOR = ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost'];

const repository = await mkdtemp(join(tmpdir(), 'mlpipelines-demo-'));
await cp(join(ROOT, 'examples', 'quickstart'), repository, { recursive: true });
await run('git', 'init', '--quiet', '--initial-branch=main');
await run('git', 'add', '.');
await run('git', ...AUTHOR, 'commit', '--quiet', '--message=Quickstart');

say('A pipeline file is committed. This is what a run of it would do:');
await run(CLI, 'plan', 'penguins');
say('Run it: real processes train a model from real measurements; gates judge it.');
await run(CLI, 'run', 'penguins');
say('Run it again: nothing changed, so no step starts a process.');
await run(CLI, 'run', 'penguins');
say('Edit the training code, and only what depends on it runs.');
await appendFile(join(repository, 'src', 'train.py'), '\n# An edit.\n');
await run(CLI, 'run', 'penguins');
say('The models in the registry:');
await run(CLI, 'models');

say('Yours to try:');
console.log(`  cd ${repository}
  ${CLI} show latest
  ${CLI} why latest train
  ${CLI} run penguins --deploy       # waits for your approval before it deploys`);

function say(text: string): void {
  console.log(`\n${styleText('bold', `▌ ${text}`)}\n`);
}

/** Runs a program in the demo's repository, its output shown; ends the demo with its exit code if it fails. */
async function run(program: string, ...args: readonly string[]): Promise<void> {
  if (program === CLI) console.log(styleText('dim', `$ mlpipelines ${args.join(' ')}`));
  const child = spawn(program, args, { cwd: repository, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) process.exit(code ?? 1);
}
