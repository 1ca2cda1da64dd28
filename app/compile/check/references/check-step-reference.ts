import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { closestName } from '../../../../text/closest-name.ts';
import type { Reference } from '../../../expressions/references.ts';
import { finding, type Finding } from '../../problems/finding.ts';
import type { ProblemCode } from '../../problems/problem-codes.ts';
import { stepNamed, type CheckedFile } from '../checked-file.ts';
import type { Use } from './find-uses.ts';
import {
  ARTIFACT_PROPERTIES,
  MATRIX_STEP_PROPERTIES,
  STEP_PROPERTIES,
} from './known-properties.ts';
import { outputKind, outputNames, type OutputKind } from './outputs-of.ts';

type Explanation = {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string | null;
};

/** `steps.<id>…` in an expression, as far as the file can say whether it exists. */
export function checkStepReference(
  checked: CheckedFile,
  use: Use,
  reference: Reference,
): readonly Finding[] {
  const told = wrongWith(checked, use, reference);
  const span = { offset: reference.offset, length: reference.length };
  return told === null
    ? []
    : [finding(told.code, use.path, told.message, { span, hint: told.hint })];
}

function wrongWith(checked: CheckedFile, use: Use, reference: Reference): Explanation | null {
  const [, id, property, ...rest] = reference.path;
  if (id === undefined) {
    const message = 'a step must be named here as it is, so that its edge is known before the run';
    return { code: 'computed-step', message, hint: 'write `steps.<id>`' };
  }
  const found = stepNamed(checked, id);
  if (found === null) return unknownStep(checked, id);
  if (found.id === use.path[1]) {
    return {
      code: 'cycle',
      message: `${id} → ${id}: a step cannot read its own results`,
      hint: null,
    };
  }
  if (property === undefined) return null;
  return found.step.strategy === undefined
    ? wrongProperty(checked, found, property, rest)
    : wrongMatrixProperty(found.id, property);
}

/** What to say of a step that does not exist; null if something is wrong with it that was said already. */
export function unknownStep(checked: CheckedFile, id: string): Explanation | null {
  if (checked.damage.touches(['steps', id])) return null;
  const { ids } = checked;
  const near = closestName(id, ids);
  const hint =
    near === null ? `available: ${ids.slice(0, 20).join(', ')}` : `did you mean \`${near}\`?`;
  return { code: 'unknown-step', message: `there is no step \`${id}\``, hint };
}

function wrongMatrixProperty(id: string, property: string): Explanation | null {
  if (MATRIX_STEP_PROPERTIES.includes(property.toLowerCase())) return null;
  const hint = `write \`steps.${id}.cells\` (each with matrix, result, outputs, metrics) or \`steps.${id}.best\``;
  const message = `\`${id}\` has a matrix, so there is one \`${property}\` for each cell`;
  return { code: property === 'outputs' ? 'matrix-outputs' : 'unknown-property', message, hint };
}

const FOREIGN_PROPERTIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    outcome: 'write `result`',
    conclusion: 'write `result`',
    status: 'write `result`',
    output: 'write `outputs`',
  }),
);

function wrongProperty(
  checked: CheckedFile,
  found: { id: string; step: Step },
  property: string,
  rest: readonly string[],
): Explanation | null {
  if (property.toLowerCase() === 'outputs') return wrongOutput(checked, found, rest);
  if (STEP_PROPERTIES.includes(property.toLowerCase())) return null;
  const hint = FOREIGN_PROPERTIES.get(property) ?? `a step has ${STEP_PROPERTIES.join(', ')}`;
  return { code: 'unknown-property', message: `a step has no \`${property}\``, hint };
}

function wrongOutput(
  checked: CheckedFile,
  { id, step }: { id: string; step: Step },
  [name, part]: readonly string[],
): Explanation | null {
  if (name === undefined) return null;
  const kind = outputKind(step, name) ?? outputKindIgnoringCase(step, name);
  if (kind === null) return unknownOutput(checked, id, name, outputNames(step));
  return part === undefined ? null : wrongPart(`steps.${id}.outputs.${name}`, kind, part);
}

/** What to say of an output that a step does not have; null if that was said already. */
export function unknownOutput(
  checked: CheckedFile,
  id: string,
  name: string,
  known: readonly string[],
): Explanation | null {
  if (checked.damage.touches(['steps', id, 'outputs', name])) return null;
  if (checked.damage.touches(['steps', id, 'register'])) return null;
  const near = closestName(name, known);
  const listed =
    known.length === 0 ? 'it declares none in `outputs`' : `it has ${known.join(', ')}`;
  const hint = near === null ? listed : `did you mean \`${near}\`?`;
  return { code: 'unknown-output', message: `\`${id}\` has no output \`${name}\``, hint };
}

function outputKindIgnoringCase(step: Step, name: string): OutputKind | null {
  const spelling = outputNames(step).find((known) => known.toLowerCase() === name.toLowerCase());
  return spelling === undefined ? null : outputKind(step, spelling);
}

function wrongPart(owner: string, kind: OutputKind, part: string): Explanation | null {
  if (kind === 'json') return null;
  if (kind === 'artifact' && ARTIFACT_PROPERTIES.includes(part.toLowerCase())) return null;
  const hint =
    kind === 'artifact'
      ? `an artifact has ${ARTIFACT_PROPERTIES.join(', ')}`
      : `write \`${owner}\``;
  return { code: 'unknown-property', message: `\`${owner}\` has no \`${part}\``, hint };
}
