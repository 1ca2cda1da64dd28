import type { Env, Param } from '../../../schemas/pipeline.generated.ts';
import { looksLikeText } from '../../../math/whole-number.ts';
import { isList, isMap, type Json } from '../../domain/json.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { asJson, eachStep, type Check, type CheckedFile } from './checked-file.ts';

/** Numbers that become texts and were likely meant as such: `3.10` is 3.1, and `00123` is 123. */
export const checkNumbers: Check = (checked) => [
  ...ofEnv(checked, checked.pipeline.env, ['env']),
  ...Object.entries(checked.pipeline.params ?? {}).flatMap(([name, param]) =>
    ofChoice(checked, param, ['params', name]),
  ),
  ...eachStep(checked, ({ step, path }) => [
    ...ofEnv(checked, step.env, [...path, 'env']),
    ...ofValue(
      checked,
      asJson(step.strategy?.matrix ?? null),
      [...path, 'strategy', 'matrix'],
      'warning',
    ),
  ]),
];

function ofChoice(checked: CheckedFile, param: Param, place: Path): Finding[] {
  if (param.type !== 'choice') return [];
  const inDefault = ofValue(checked, asJson(param.default ?? null), [...place, 'default'], 'error');
  return ofValue(checked, param.options ?? [], [...place, 'options'], 'error').concat(inDefault);
}

function ofEnv(checked: CheckedFile, env: Env | undefined, place: Path): Finding[] {
  return Object.entries(env ?? {}).flatMap(([name, value]) =>
    ofValue(checked, value, [...place, name], 'error'),
  );
}

function ofValue(
  checked: CheckedFile,
  value: Json,
  place: Path,
  severity: Finding['severity'],
): Finding[] {
  if (isList(value)) {
    return value.flatMap((item, index) => ofValue(checked, item, [...place, index], severity));
  }
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      ofValue(checked, item, [...place, key], severity),
    );
  }
  if (typeof value !== 'number') return [];
  const written = checked.written(place);
  if (!looksLikeText(written)) return [];
  const message = `without quotes, ${written} is the number ${value}`;
  const hint = `write "${written}"; if the number is meant, write ${value}`;
  return [finding('number-as-text', place, message, { severity, hint })];
}
