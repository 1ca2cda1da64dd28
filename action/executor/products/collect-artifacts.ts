import { lstat } from 'node:fs/promises';
import { saveTree } from '../../../content/save-tree.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Attempt } from '../attempt.ts';
import type { Products } from '../outcome.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';

type Artifacts = Products['artifacts'];
type Output = Ticket['outputs'][number];

/** Stores the step's outputs that are files or folders. Throws `StepFailure` for one that is missing, `InvalidTree` for one that cannot be kept. */
export async function collectArtifacts(attempt: Attempt): Promise<Artifacts> {
  const artifacts: Artifacts = {};
  for (const output of attempt.ticket.outputs) {
    const saved = output.path === null ? null : await saveOutput(attempt, output, output.path);
    if (saved !== null) artifacts[output.name] = saved;
  }
  return artifacts;
}

async function saveOutput(
  { host, mask }: Attempt,
  output: Output,
  path: string,
): Promise<Artifacts[string] | null> {
  const { workspace } = host.folders;
  const place = await insideWorkspace(workspace, path, `output ${output.name}`);
  const there = await lstat(place).catch(() => null);
  if (there === null && output.optional) return null;
  if (there === null) throw missing(output.name, path);
  if (output.type === 'file' && there.isDirectory()) throw isFolder(output.name, path);
  const { digest, size, files } = await saveTree(host.blobs, place, {
    within: workspace,
    signal: host.kill,
    isTelling: (name) => mask.apply(name) !== name,
  });
  return { digest, type: artifactType(output.type), path, size, files };
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

function missing(name: string, path: string): StepFailure {
  return new StepFailure(
    'failure',
    `The step ended well but left nothing at ${path}, its output ${name}. Write it there (paths start at the working-directory), correct the path, or declare it optional: true.`,
  );
}

function isFolder(name: string, path: string): StepFailure {
  return new StepFailure(
    'failure',
    `Output ${name} is declared as a file, but ${path} is a folder. Declare it as dataset, model or report.`,
  );
}
