import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepFailure } from '../step-failure.ts';

const MOST_HOPS = 5;

/**
 * Makes sure that a job has checked out the repository, at the commit that its ticket means; `sha` null: it does not say
 * which. `say` hears where nobody can tell. Throws `StepFailure`.
 */
export async function requireCheckout(
  checkout: string,
  sha: string | null,
  say: (line: string) => void,
): Promise<void> {
  const inside = await readdir(checkout).catch(() => []);
  if (inside.length === 0) {
    throw new StepFailure(
      'failure',
      'This job has not checked out the repository, so the step would see none of its files: .github/workflows/mlpipelines.yml lacks actions/checkout before the step. Run `mlpipelines init --update` and merge what it changes.',
    );
  }
  if (sha === null) return;
  const head = await headOf(checkout);
  if (head === null) {
    say(`The checkout does not say which commit it is; the run is of ${sha}.`);
  } else if (head !== sha) {
    throw new StepFailure(
      'failure',
      `This job has checked out commit ${head}, but the run is of ${sha}. In .github/workflows/mlpipelines.yml actions/checkout must have \`ref: \${{ inputs.sha }}\`, and nothing after it may move on. Run \`mlpipelines init --update\` and merge what it changes.`,
    );
  }
}

// Read as git keeps it (gitrepository-layout(5)): a container may have no git, or one that refuses another user's files.
async function headOf(checkout: string): Promise<string | null> {
  const folder = join(checkout, '.git');
  let name = 'HEAD';
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const text = await readOr(join(folder, name));
    if (text === null) return packed(folder, name);
    const to = /^ref: (refs\/\S+)$/.exec(text)?.[1];
    if (to === undefined) return isSha(text) ? text : null;
    if (to.split('/').includes('..')) return null;
    name = to;
  }
  return null;
}

async function packed(folder: string, name: string): Promise<string | null> {
  const lines = ((await readOr(join(folder, 'packed-refs'))) ?? '').split('\n');
  const sha = lines.find((line) => line.endsWith(` ${name}`))?.split(' ')[0];
  return sha !== undefined && isSha(sha) ? sha : null;
}

function isSha(text: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(text);
}

async function readOr(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
