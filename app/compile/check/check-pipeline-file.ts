import type { CheckRequest } from '../compile-request.ts';
import type { Finding } from '../problems/finding.ts';
import type { PipelineFile } from '../structure/read-pipeline-file.ts';
import { checkMeaning } from './check-meaning.ts';
import { checkedFileOf, type CheckedFile } from './checked-file.ts';

/** A pipeline file whose meaning was checked: what all its runs of one commit have in common. */
export type CheckResult = {
  readonly file: PipelineFile;
  /** Null: nothing that a plan could be made of. */
  readonly checked: CheckedFile | null;
  /** Of its form and of its meaning. */
  readonly findings: readonly Finding[];
};

/** Checks what a file means, as far as that does not depend on a run. */
export function checkPipelineFile(file: PipelineFile, request: CheckRequest): CheckResult {
  const { pipeline, findings } = file.structure;
  if (pipeline === null) return { file, checked: null, findings };
  const { checked, findings: misplaced } = checkedFileOf(pipeline, file, request);
  return { file, checked, findings: [...findings, ...misplaced, ...checkMeaning(checked)] };
}
