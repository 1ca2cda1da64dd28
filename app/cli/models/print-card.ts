import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFile } from '../../../schemas/model.generated.ts';
import { modelCard } from '../../reports/models/model-card.ts';
import { loadModel, loadVersion } from '../../runtime/models/load-facts.ts';
import { saidOf } from '../../runtime/models/said-of.ts';
import { localClock } from '../../local/local-clock.ts';
import type { ExitCode, Shell } from '../command.ts';
import { findModel } from '../fetch/find-model.ts';
import { printJson, printText } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import type { OpenRegistry } from './open-registry.ts';

/** `models card`: the card of a version, in Markdown. */
export async function printCard(
  shell: Shell,
  { store, scope, state }: OpenRegistry,
  reference: string,
  json: boolean,
): Promise<ExitCode> {
  const version = await findModel(store.registry, reference, scope);
  const of = await loadModel(store, { model: version.model, scope, now: localClock.now() });
  const facts = await loadVersion(store, of, { version, scope });
  const said = state === null ? null : await saidHere(state.root, version.model);
  const markdown = modelCard(facts, said);
  const { model: name, version: number } = version;
  if (json) printJson(shell, { format: 1, name, version: number, said, markdown });
  else printText(shell.stdout, markdown);
  return 0;
}

/** What the working tree says of a model; null: it has no such file. */
async function saidHere(root: string, model: string): Promise<ModelFile | null> {
  const { said, problem } = await saidOf(model, (file) => textOf(root, file));
  if (problem === null) return said;
  throw new UsageError(`${problem}.`, 'All that is wrong: mlpipelines validate');
}

async function textOf(root: string, file: string): Promise<string | null> {
  return readFile(join(root, file), 'utf8').catch((error: unknown) => {
    const isAway = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAway) return null;
    throw new UsageError(`${file} cannot be read.`, String(error));
  });
}
