import { fileRule, isSelected } from '../../../text/globs/file-rule.ts';
import type { ServerBaseline } from '../../domain/run/of-server.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import type { StoreReads } from '../ports/store.ts';
import { comparableParts } from './comparable-parts.ts';
import {
  changedOfEvaluation,
  filesOnly,
  judgingSides,
  partsOf,
  UNKNOWN,
  type JudgedRow,
  type JudgingSide,
} from './evaluation-changes.ts';

type Measured = Extract<ServerBaseline['found'], { type: 'measured' }>;

/** What a server told a run of this very run of its own; null: nothing. */
export function toldOfRun({ options }: RunHeader, run: string): Measured | null {
  const found = options.server?.baselines.find((each) => each.run?.id === run)?.found;
  return found?.type === 'measured' ? found : null;
}

/**
 * Why what a step measured may not be compared with what a server measured: as `evaluationChanges` says it, by what the
 * server told of its key. Files are held against the commit that was measured there. Empty: nothing is known of that.
 */
export async function otherwiseThanOnServer(
  { store }: { readonly store: Pick<StoreReads, 'cache'> },
  { header, plan, step, row }: JudgedRow,
  { parts: before, changed }: Measured,
): Promise<readonly string[]> {
  const sides = judgingSides([{ plan, judged: step }]);
  const [side] = sides;
  if (side === undefined || before === null) return [];
  const kept = await partsOf(store, header.id, row);
  if (kept === null) return [UNKNOWN];
  const others = changedOfEvaluation(sides, before, comparableParts(kept));
  return [...(changed === null ? [] : changedFiles(side, changed)), ...others];
}

/** Of a step that sees all files, nobody can tell which are of the evaluation. */
function changedFiles(
  { judged, maker }: JudgingSide,
  changed: readonly string[],
): readonly string[] {
  if (judged.files === null || maker.files === null) return [];
  const seen = [...(seenFiles(judged) ?? []), ...(judged.python?.requirements ?? [])].map(fileRule);
  const paths = changed.filter((path) => isSelected(path, seen));
  return paths.length === 0 ? [] : filesOnly([{ maker, paths }]);
}
