import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { closestName } from '../../../../text/closest-name.ts';
import type { Reference } from '../../../expressions/references.ts';
import { finding, type Finding } from '../../problems/finding.ts';
import type { ProblemCode } from '../../problems/problem-codes.ts';
import { isTold } from '../check-params.ts';
import { checkStepReference } from './check-step-reference.ts';
import type { CheckedFile } from '../checked-file.ts';
import type { Use } from './find-uses.ts';
import {
  ARTIFACT_PROPERTIES,
  OUTSIDE_PROPERTIES,
  GITHUB_PROPERTIES,
  RUN_PROPERTIES,
} from './known-properties.ts';
import { matrixKeys } from './matrix-keys.ts';

/** What an expression reads, held against what there is: everything that cannot exist is found before a run. */
export function checkReference(
  checked: CheckedFile,
  use: Use,
  reference: Reference,
): readonly Finding[] {
  const [context = '', name] = reference.path;
  if (context === 'steps') return checkStepReference(checked, use, reference);
  if (name === undefined) return [];
  return CHECKS[context]?.({ checked, use, reference, name }) ?? [];
}

type Reading = {
  readonly checked: CheckedFile;
  readonly use: Use;
  readonly reference: Reference;
  readonly name: string;
};

const CHECKS: Readonly<Record<string, (reading: Reading) => readonly Finding[]>> = {
  params: (reading) => {
    const { checked, name } = reading;
    if (isTold(checked, name)) return [];
    const known = Object.keys(checked.pipeline.params ?? {});
    return missing(reading, known, 'unknown-param', `there is no param \`${name}\``);
  },
  matrix: (reading) => {
    const step = stepOf(reading);
    const id = String(reading.use.path[1]);
    const keys = step === null ? null : matrixKeys(reading.checked, id);
    if (keys === null || isDamaged(reading, 'strategy')) return [];
    const message =
      keys.length === 0
        ? 'this step has no matrix'
        : `the matrix of this step has no \`${reading.name}\``;
    return missing(reading, keys, 'unknown-matrix-key', message);
  },
  env: (reading) => {
    const { checked, name } = reading;
    const step = stepOf(reading);
    const secrets = secretNames(checked, step);
    if (secrets.includes(name)) {
      const hint = `use "$${name}" in the command; \`env\` in expressions holds no secrets`;
      return [told(reading, 'secret-not-here', `\`env.${name}\` is a secret`, hint)];
    }
    if (isDamaged(reading, 'env') || checked.damage.touches(['env', name])) return [];
    // What only the machine knows is not a value that an expression could have.
    const all = Object.entries({ ...checked.pipeline.env, ...step?.env });
    const known = all.flatMap(([variable, value]) => (value === null ? [] : [variable]));
    return missing(reading, known, 'unknown-env', `\`env\` of this file does not set \`${name}\``);
  },
  inputs: (reading) => {
    const { name, reference } = reading;
    if (isDamaged(reading, 'inputs')) return [];
    const known = Object.keys(stepOf(reading)?.inputs ?? {});
    const wrong = missing(reading, known, 'unknown-input', `this step has no input \`${name}\``);
    if (wrong.length > 0) return wrong;
    const input = stepOf(reading)?.inputs?.[name];
    const isOutside = typeof input === 'object' && input.uri !== undefined;
    return property(
      reading,
      isOutside ? OUTSIDE_PROPERTIES : ARTIFACT_PROPERTIES,
      reference.path[2],
    );
  },
  github: (reading) => property(reading, GITHUB_PROPERTIES, reading.name),
  run: (reading) => property(reading, RUN_PROPERTIES, reading.name),
};

function property(
  reading: Reading,
  known: readonly string[],
  name: string | undefined,
): readonly Finding[] {
  if (name === undefined) return [];
  const owner = reading.reference.path.slice(0, reading.reference.path.indexOf(name)).join('.');
  return missing(
    { ...reading, name },
    known,
    'unknown-property',
    `\`${owner}\` has no \`${name}\``,
  );
}

function missing(
  reading: Reading,
  known: readonly string[],
  code: ProblemCode,
  message: string,
): readonly Finding[] {
  const { name } = reading;
  if (known.some((candidate) => candidate.toLowerCase() === name.toLowerCase())) return [];
  const near = closestName(name, known);
  const listed = known.length === 0 ? null : `available: ${known.slice(0, 20).join(', ')}`;
  return [told(reading, code, message, near === null ? listed : `did you mean \`${near}\`?`)];
}

function told(
  { use, reference }: Reading,
  code: ProblemCode,
  message: string,
  hint: string | null,
): Finding {
  const span = { offset: reference.offset, length: reference.length };
  return finding(code, use.path, message, { span, hint });
}

function stepOf({ checked, use }: Reading): Step | null {
  const [root, id] = use.path;
  return root === 'steps' && typeof id === 'string' ? (checked.pipeline.steps[id] ?? null) : null;
}

function isDamaged({ checked, use, name }: Reading, key: string): boolean {
  const place = [...use.path.slice(0, 2), key];
  return checked.damage.touches(key === 'strategy' ? place : [...place, name]);
}

function secretNames(checked: CheckedFile, step: Step | null): string[] {
  const values = { ...checked.pipeline.env, ...step?.env };
  const named = Object.entries(values).filter(([, value]) => /\bsecrets\b/i.test(String(value)));
  return [...named.map(([name]) => name), ...(step?.secrets ?? [])];
}
