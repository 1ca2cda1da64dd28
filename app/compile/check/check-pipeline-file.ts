import type { CheckRequest } from '../compile-request.ts';
import type { Finding } from '../finding.ts';
import type { PipelineFile } from '../structure/read-pipeline-file.ts';
import { checkMeaning } from './check-meaning.ts';
import { draftOf, type Draft } from './draft.ts';

/** A pipeline file whose meaning was checked: what all its runs of one commit have in common. */
export type CheckedFile = {
  readonly file: PipelineFile;
  /** Null: nothing that a plan could be made of. */
  readonly draft: Draft | null;
  /** Of its form and of its meaning. */
  readonly findings: readonly Finding[];
};

/** Checks what a file means, as far as that does not depend on a run. */
export function checkPipelineFile(file: PipelineFile, request: CheckRequest): CheckedFile {
  const { pipeline, damage, findings } = file.structure;
  if (pipeline === null) return { file, draft: null, findings };
  const { draft, findings: misplaced } = draftOf(pipeline, damage, request);
  return { file, draft, findings: [...findings, ...misplaced, ...checkMeaning(draft)] };
}
