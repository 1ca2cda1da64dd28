import { basename } from 'node:path';
import { deletedText, deletionOf, markOf } from '../../domain/model.ts';
import type { LostBlob } from '../../../content/blob-store.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { span } from '../../reports/layout/line.ts';
import type { Shell } from '../command.ts';
import { printJson, printLines, printText } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import type { Workspace } from '../workspace/open-workspace.ts';
import { findModel } from './find-model.ts';
import { placeLine, restoreArtifact, targetOf } from './restore-artifact.ts';

/** Puts the version of a model that `churn@production` or `churn@3` names somewhere, whatever became of the run that made it. */
export async function fetchModel(
  shell: Shell,
  { store, state }: Workspace,
  { reference, to }: { readonly reference: string; readonly to: string | null },
  json: boolean,
): Promise<void> {
  const found = await findModel(store.registry, reference);
  const { model, version, artifact } = found;
  const marks = await store.registry.marks(model);
  const deletion = deletionOf(marks, found);
  if (deletion !== null)
    throw new UsageError(
      `${deletedText(found, deletion)}.`,
      `Other versions: mlpipelines models ${model}`,
    );
  const path = targetOf(shell.cwd, basename(artifact.path), to);
  const blobs = await openFolderBlobStore(state.objects);
  const lost = ({ message }: LostBlob) => new UsageError(`${reference} is lost: ${message}`);
  await restoreArtifact({ blobs, lost }, artifact, path);
  const { digest, size, files } = artifact;
  const { by, reason } = markOf(marks, found, 'deprecated') ?? {};
  const deprecated = reason ?? null;
  if (json) printJson(shell, { format: 1, path, digest, size, files, model, version, deprecated });
  else {
    if (by !== undefined) {
      printText(shell.stderr, `${model} v${version} is deprecated, by ${by}: ${reason}\n`);
    }
    const place = placeLine(shell.cwd, path, artifact);
    printLines(shell, [[...place, span(`  ${model} v${version}`, 'dim')]]);
  }
}
