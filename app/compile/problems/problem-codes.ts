import type { Explanation } from '../../domain/explanation.ts';
import { ARTIFACT_CODES } from './codes/artifact-codes.ts';
import { EDGE_CODES } from './codes/edge-codes.ts';
import { EXPRESSION_CODES } from './codes/expression-codes.ts';
import { PIPELINE_CODES } from './codes/pipeline-codes.ts';
import { STEP_CODES } from './codes/step-codes.ts';
import { STRUCTURE_CODES } from './codes/structure-codes.ts';
import { TEXT_CODES } from './codes/text-codes.ts';

export type ProblemCode =
  | keyof typeof TEXT_CODES
  | keyof typeof STRUCTURE_CODES
  | keyof typeof EXPRESSION_CODES
  | keyof typeof EDGE_CODES
  | keyof typeof ARTIFACT_CODES
  | keyof typeof STEP_CODES
  | keyof typeof PIPELINE_CODES;

/** Every code that a problem of a pipeline file can have, explained. */
export const PROBLEM_CODES: Readonly<Record<ProblemCode, Explanation>> = {
  ...TEXT_CODES,
  ...STRUCTURE_CODES,
  ...EXPRESSION_CODES,
  ...EDGE_CODES,
  ...ARTIFACT_CODES,
  ...STEP_CODES,
  ...PIPELINE_CODES,
};
