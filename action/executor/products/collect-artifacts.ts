import { lstat, stat } from 'node:fs/promises';
import { saveTree } from '../../../content/save-tree.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Attempt } from '../attempt.ts';
import type { Products } from '../outcome.ts';
import { StepFailure } from '../step-failure.ts';
import type { IsFromBefore } from './remember-products.ts';
import { savePatiently } from './save-patiently.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';

type Artifacts = Products['artifacts'];
type Output = Ticket['outputs'][number];

/**
 * Stores the step's outputs that are files or folders. Throws `StepFailure` for one that is missing,
 * `InvalidTree` for one that cannot be kept.
 */
export async function collectArtifacts(
  attempt: Attempt,
  isFromBefore: IsFromBefore,
): Promise<Artifacts> {
  const artifacts: Artifacts = {};
  for (const output of attempt.ticket.outputs) {
    const { path } = output;
    const saved =
      path === null ? null : await saveOutput(attempt, { ...output, path }, isFromBefore);
    if (saved !== null) artifacts[output.name] = saved;
  }
  return artifacts;
}

async function saveOutput(
  attempt: Attempt,
  output: Output & { readonly path: string },
  isFromBefore: IsFromBefore,
): Promise<Artifacts[string] | null> {
  const { host, mask } = attempt;
  const { workspace } = host.folders;
  const { path } = output;
  const place = await insideWorkspace(workspace, path, `output ${output.name}`);
  const isOld = await isFromBefore(path);
  const there = isOld ? null : await lstat(place).catch(() => null);
  if (there === null && output.optional) return null;
  if (there === null) throw missing(output.name, path, isOld);
  if (output.type === 'file' && (await leadsToFolder(place))) throw isFolder(output.name, path);
  const { digest, size, files } = await savePatiently(attempt, () =>
    saveTree(host.blobs, place, {
      within: workspace,
      signal: host.kill,
      isTelling: (name) => mask.apply(name) !== name,
      missing: host.blobs.missingOrDamaged,
    }),
  );
  return { digest, type: artifactType(output.type), path, size, files };
}

// A link to a folder is kept as that folder.
async function leadsToFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => null);
  return found?.isDirectory() === true;
}

function artifactType(type: Output['type']): Artifacts[string]['type'] {
  switch (type) {
    case 'dataset':
    case 'model':
    case 'report':
      return type;
    default:
      return 'file';
  }
}

function missing(name: string, path: string, isOld: boolean): StepFailure {
  const old = isOld ? ': what lies there is from before it ran' : '';
  return new StepFailure(
    'failure',
    `The step ended well but left nothing at ${path}, its output ${name}${old}. Write it there (paths start at the working-directory), correct the path, or declare it optional: true.`,
  );
}

function isFolder(name: string, path: string): StepFailure {
  return new StepFailure(
    'failure',
    `Output ${name} is declared as a file, but ${path} is a folder. Declare it as dataset, model or report.`,
  );
}
