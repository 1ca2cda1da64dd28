import type { Finding } from '../problems/finding.ts';
import { checkActions } from './check-actions.ts';
import { checkEnv } from './check-env.ts';
import { checkExamples } from './check-examples.ts';
import { checkExpressions } from './references/check-expressions.ts';
import { checkFiles } from './files/check-files.ts';
import { checkGates } from './check-gates.ts';
import { checkGraph } from './check-graph.ts';
import { checkInputs } from './files/check-inputs.ts';
import { checkJudge } from './check-judge.ts';
import { checkLocalData } from './files/check-local-data.ts';
import { checkMachines } from './check-machines.ts';
import { checkMatrices } from './check-matrices.ts';
import { checkNames } from './check-names.ts';
import { checkNumbers } from './check-numbers.ts';
import { checkParams } from './check-params.ts';
import { checkPaths } from './files/check-paths.ts';
import { checkPlots } from './check-plots.ts';
import { checkProducts } from './files/check-products.ts';
import { checkRelease } from './check-release.ts';
import { checkReports } from './check-reports.ts';
import { checkScriptValues } from './references/check-script-values.ts';
import { checkSlices } from './check-slices.ts';
import { checkTraining } from './check-training.ts';
import { checkTriggers } from './check-triggers.ts';
import type { Check, CheckedFile } from './checked-file.ts';

const CHECKS: readonly Check[] = [
  checkNames,
  checkTriggers,
  checkParams,
  checkNumbers,
  checkEnv,
  checkActions,
  checkGraph,
  checkExpressions,
  checkScriptValues,
  checkInputs,
  checkLocalData,
  checkPaths,
  checkFiles,
  checkProducts,
  checkPlots,
  checkMachines,
  checkMatrices,
  checkGates,
  checkReports,
  checkExamples,
  checkSlices,
  checkTraining,
  checkJudge,
  checkRelease,
];

/** Everything that is wrong with what a well-formed file means. */
export function checkMeaning(checked: CheckedFile): Finding[] {
  return CHECKS.flatMap((check) => check(checked));
}
