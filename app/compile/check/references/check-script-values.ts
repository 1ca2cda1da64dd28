import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { ownValue } from '../../../domain/own-value.ts';
import { isList, isMap, type Json, type JsonMap } from '../../../domain/json.ts';
import { evaluateTemplate } from '../../../expressions/evaluate-template.ts';
import { IN_ENV, interpolateScript } from '../../../expressions/interpolate-script.ts';
import {
  referencesOfExpression,
  type Reference,
  type References,
} from '../../../expressions/references.ts';
import { splitTemplate } from '../../../expressions/split-template.ts';
import { finding, type Finding } from '../../problems/finding.ts';
import { checkParamValue, textOf } from '../../param-value.ts';
import { asJson, matrixOwner, type Check, type CheckedFile } from '../checked-file.ts';
import type { Use } from './find-uses.ts';

/**
 * Values in `run` that the file itself gives, by a default, a literal in `env` or a list of a matrix, and that no step
 * would start with: one that is not a safe word. The others are known only when the step starts.
 */
export const checkScriptValues: Check = (checked) => {
  const common = { params: knownParams(checked), read: readOnce() };
  return checked.uses.flatMap((use) =>
    use.place.at === 'steps/*/run' ? ofScript(checked, use, common) : [],
  );
};

/** What all scripts of a file have in common. */
type Common = { readonly params: JsonMap; readonly read: (expression: string) => References };

/** Of a hundred thousand expressions most are alike. */
function readOnce(): Common['read'] {
  const known = new Map<string, References>();
  return (expression) => {
    const references = known.get(expression) ?? referencesOfExpression(expression);
    known.set(expression, references);
    return references;
  };
}

// As far back as a word is looked for (interpolate-script.ts).
const TAIL_LENGTH = 256;

function ofScript(checked: CheckedFile, use: Use, { params, read }: Common): Finding[] {
  const step = checked.pipeline.steps[String(use.path[1])];
  if (step === undefined) return [];
  const matrix = matrixOwner(checked, String(use.path[1]))?.step.strategy?.matrix ?? null;
  const known = { params, env: literalEnv(checked, step), read, matrix: asJson(matrix) };
  const found: Finding[] = [];
  let before = '';
  for (const { type, text, offset } of splitTemplate(use.text)) {
    const message = type === 'expression' ? refusalOf(before, text, known) : null;
    if (message !== null) {
      const span = { offset, length: text.length };
      found.push(finding('unsafe-value', use.path, message, { span, hint: hintFor(text) }));
    }
    // Whatever the value is, it can be a word.
    before = (before + (type === 'text' ? text : 'x')).slice(-TAIL_LENGTH);
  }
  return found;
}

type Known = Common & {
  readonly env: JsonMap;
  /** As it is written; null: the step has none. */
  readonly matrix: Json;
};

/** Why no step starts with the value of an expression; null: it may, or the file does not say what it will be. */
function refusalOf(before: string, expression: string, known: Known): string | null {
  const { paths, errors } = known.read(expression);
  if (errors.length > 0) return null;
  const cells = cellsFor(paths, known.matrix);
  if (cells === null || !paths.every((reference) => isKnown(reference, known))) return null;
  for (const matrix of cells) {
    const contexts = { params: known.params, env: known.env, matrix };
    const whole = `\${{${expression}}}`;
    if (!evaluateTemplate(whole, contexts).ok) return null;
    const result = interpolateScript(before + whole, contexts);
    // The hint beside it names the variable.
    if (!result.ok) return result.message.replace(IN_ENV, '');
  }
  return null;
}

function isKnown({ path: [context = '', name = ''] }: Reference, known: Known): boolean {
  if (context === 'matrix') return true;
  if (context !== 'params' && context !== 'env') return false;
  return Object.keys(known[context]).some((one) => one.toLowerCase() === name.toLowerCase());
}

/** What `matrix` holds, one after the other, for an expression that reads at most one list of it; null: unknown. */
function cellsFor(paths: readonly Reference[], matrix: Json): readonly JsonMap[] | null {
  const names = new Set(
    paths.flatMap(({ path: [context, name = ''] }) => (context === 'matrix' ? [name] : [])),
  );
  const [name] = names;
  if (name === undefined) return [{}];
  const values = names.size > 1 ? null : listOf(matrix, name);
  return values?.map((value) => ({ [name]: value })) ?? null;
}

/** The values of a matrix as they are written; null: they are made of others, or some may have no cell. */
function listOf(matrix: Json, name: string): readonly Json[] | null {
  if (!isMap(matrix) || 'exclude' in matrix) return null;
  const values = ownValue(matrix, name);
  return values === undefined || !isList(values) || values.some(isWritten) ? null : values;
}

function isWritten(value: Json): boolean {
  return JSON.stringify(value).includes('${{');
}

function knownParams({ pipeline, damage }: CheckedFile): JsonMap {
  const known = Object.entries(pipeline.params ?? {}).flatMap(([name, param]) => {
    const value = asJson(param.default ?? null);
    if (value === null || isWritten(value) || damage.touches(['params', name])) return [];
    if (checkParamValue(param, value) !== null) return [];
    const isText = param.type === 'string' || param.type === 'choice';
    return [[name, isText && typeof value === 'number' ? textOf(value) : value]];
  });
  return Object.fromEntries(known);
}

function literalEnv({ pipeline }: CheckedFile, step: Step): JsonMap {
  const all = Object.entries({ ...pipeline.env, ...step.env });
  return Object.fromEntries(
    all.flatMap(([name, value]) => {
      const text = typeof value === 'number' ? textOf(value) : String(value);
      return value === null || text.includes('${{') ? [] : [[name, text]];
    }),
  );
}

function hintFor(expression: string): string {
  const inside = expression.trim();
  const name = inside.split(/\W/).at(-1)?.toUpperCase() || 'NAME';
  if (inside.startsWith('env.')) return `write "$${inside.slice('env.'.length)}" there`;
  return `write \`env: { ${name}: "\${{ ${inside} }}" }\` in the step, and "$${name}" in \`run\``;
}
