import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReleaseProblem } from './release-problem.ts';
import { run } from './run.ts';

export type Packed = { readonly file: string; readonly bytes: number; readonly sha256: string };

const ACTION_REF = 'app/github/workflow/action-ref.ts';
const UNKNOWN = 'PUBLISHED_ACTION: string | null = null;';

/** Packs what is to be published, which names the action by its commit. */
export function packSource(source: string, folder: string, actionRef: string | null): Packed {
  if (actionRef !== null) nameAction(source, actionRef);
  run('npm', ['pack', '--pack-destination', folder], { cwd: source });
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new ReleaseProblem('npm packed nothing.');
  const bytes = readFileSync(join(folder, file));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(folder, 'SHA256SUMS'), `${sha256}  ${file}\n`);
  return { file, bytes: bytes.length, sha256 };
}

function nameAction(source: string, actionRef: string): void {
  const file = join(source, ACTION_REF);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(UNKNOWN)) {
    throw new ReleaseProblem(
      `${ACTION_REF} no longer says "${UNKNOWN}", which a release replaces.`,
    );
  }
  const known = `PUBLISHED_ACTION: string | null = ${JSON.stringify(actionRef)};`;
  writeFileSync(
    file,
    text.replace(UNKNOWN, () => known),
  );
  // Else the package would say that its sources differ from their commit: this is all of the difference.
  run('git', ['update-index', '--assume-unchanged', ACTION_REF], { cwd: source });
}
