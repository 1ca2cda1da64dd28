import { randomBytes } from 'node:crypto';
import { mkdir, readFile, realpath, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anyStop } from '../attempt.ts';
import type { Attempt } from '../attempt.ts';
import { inheritedVariables } from '../process/environment.ts';
import type { Variables } from '../process/environment.ts';
import { removeTree } from '../workspace/remove-tree.ts';
import { buildEnvironment } from './build-environment.ts';
import type { Builder } from './build-environment.ts';
import { chooseBuilder, installerVariables } from './choose-builder.ts';
import { environmentDigest } from './environment-digest.ts';
import { withLock } from './lock-file.ts';
import { readRequirements } from './read-requirements.ts';
import type { RequirementFile } from './read-requirements.ts';

/**
 * The folder of the step's Python environment, built if no attempt, run or process of this machine has built one for
 * the same interpreter, requirements and sources of packages; null: the step has none. Throws `StepFailure`.
 */
export async function preparePython(attempt: Attempt): Promise<string | null> {
  const { ticket, host, log } = attempt;
  if (ticket.python === null) return null;
  if (ticket.container !== null) {
    log.say('python is left to the container: what its image has is used.');
    return null;
  }
  const variables = toolVariables(attempt);
  const builder = await chooseBuilder(ticket.python, variables);
  const requirements = await readRequirements(attempt, ticket.python.requirements);
  const { python } = ticket;
  const name = await environmentDigest({ builder, requirements, variables, python });
  const place = join(host.folders.environments, name);
  const folder =
    (await readPointer(place)) ??
    (await buildOnce(attempt, place, { builder, requirements, variables }));
  await markUsed(place);
  return folder;
}

function toolVariables({ ticket, host, places }: Attempt): Variables {
  return {
    ...inheritedVariables(host.variables),
    ...installerVariables(host.variables),
    ...ticket.env,
    ...ticket.secrets,
    TMPDIR: places.temporary,
    // So that what the installer starts is found with the other processes of the run, should we be killed.
    MLPIPELINES_RUN_ID: ticket.run.id,
  };
}

type What = {
  readonly builder: Builder;
  readonly requirements: readonly RequirementFile[];
  readonly variables: Variables;
};

/**
 * Each try has a folder of its own; a pointer is put beside it when it is whole. So a half-built environment is never
 * used, even if what builds it goes on after we were killed.
 */
async function buildOnce(attempt: Attempt, place: string, what: What): Promise<string> {
  const { host, ticket, log } = attempt;
  const signal = anyStop(attempt);
  await mkdir(host.folders.environments, { recursive: true });
  return withLock(`${place}.lock`, signal, async () => {
    const built = await readPointer(place);
    if (built !== null) return built;
    const folder = `${place}-${randomBytes(4).toString('hex')}`;
    const names = what.requirements.map((file) => file.path).join(', ');
    log.say(`Building a Python environment${names === '' ? '' : ` from ${names}`}.`);
    try {
      await buildEnvironment({
        ...what,
        folder,
        sources: join(host.folders.scratch, 'requirements'),
        named: ticket.python?.requirements ?? [],
        signal,
        say: (text) => log.say(text),
      });
    } catch (error) {
      await removeTree(folder).catch(() => {});
      throw error;
    }
    await writePointer(place, folder);
    return folder;
  });
}

async function readPointer(place: string): Promise<string | null> {
  const folder = await readFile(`${place}.ready`, 'utf8').catch(() => null);
  if (folder === null) return null;
  // Someone may have removed the environment, or the Python it was made with.
  const python = await realpath(join(folder, 'bin', 'python')).catch(() => null);
  return python === null ? null : folder;
}

/** By this time garbage collection sees what no clone has used for long. */
async function markUsed(place: string): Promise<void> {
  const now = new Date();
  await utimes(`${place}.ready`, now, now).catch(() => {});
}

async function writePointer(place: string, folder: string): Promise<void> {
  const temporary = `${place}.ready-${randomBytes(4).toString('hex')}`;
  await writeFile(temporary, folder);
  await rename(temporary, `${place}.ready`);
}
