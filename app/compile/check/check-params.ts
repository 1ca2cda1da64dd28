import type { Param } from '../../../schemas/pipeline.generated.ts';
import { closestName } from '../../../text/closest-name.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { checkParamValue, optionsOf } from '../param-value.ts';
import { asJson, eachStep, type Check, type CheckedFile } from './checked-file.ts';

/** Params: keys that fit together, defaults that they allow, and only declared ones named by steps. */
export const checkParams: Check = (checked) => {
  const params = checked.pipeline.params ?? {};
  const known = Object.keys(params);
  return [
    ...Object.entries(params).flatMap(([name, param]) =>
      checkParam(checked, param, ['params', name]),
    ),
    ...eachStep(checked, ({ step, path }) =>
      (step.params ?? []).flatMap((name, index) => {
        if (known.includes(name) || isTold(checked, name)) return [];
        const near = closestName(name, known);
        const hint = near === null ? 'declare it in `params`' : `did you mean \`${near}\`?`;
        const place = path.concat('params', index);
        return [finding('unknown-param', place, `there is no param \`${name}\``, { hint })];
      }),
    ),
  ];
};

/** Whether something is wrong with a param, or with where it comes from, that was said already. */
export function isTold(checked: CheckedFile, name: string): boolean {
  return checked.damage.touches(['params', name]) || checked.damage.touches(['params-file']);
}

function checkParam(checked: CheckedFile, param: Param, place: Path): Finding[] {
  return [
    ...checkOptions(checked, param, place),
    ...checkBounds(param, place),
    ...checkDefault(checked, param, place),
  ];
}

function checkOptions({ damage }: CheckedFile, param: Param, place: Path): Finding[] {
  const { type } = param;
  const options = param.options === undefined ? undefined : optionsOf(param);
  if (options === undefined) {
    if (type !== 'choice' || damage.touches([...place, 'options'])) return [];
    const hint = 'write `options: [small, large]`';
    return [finding('param-form', place, 'a choice needs `options`', { part: 'key', hint })];
  }
  if (type !== 'choice') return [misplaced('options', 'a choice', place, 'write `type: choice`')];
  const at = [...place, 'options'];
  const again = options.find((option, index) => options.indexOf(option) !== index);
  if (again === undefined) return [];
  return [
    finding('twice', at, `the option \`${again}\` is written twice`, {
      hint: 'keep one of the two',
    }),
  ];
}

function checkBounds({ type, minimum, maximum }: Param, place: Path): Finding[] {
  const found: Finding[] = [];
  const isNumber = type === 'number';
  const hint = 'write `type: number`';
  if (minimum !== undefined && !isNumber) found.push(misplaced('minimum', 'a number', place, hint));
  if (maximum !== undefined && !isNumber) found.push(misplaced('maximum', 'a number', place, hint));
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return found;
  const message = `no number is at least ${minimum} and at most ${maximum}`;
  return [
    ...found,
    finding('param-form', [...place, 'minimum'], message, { hint: 'swap the two' }),
  ];
}

function misplaced(key: string, owner: string, place: Path, hint: string): Finding {
  const message = `\`${key}\` belongs to ${owner}`;
  return finding('param-form', [...place, key], message, { part: 'key', hint });
}

function checkDefault({ written }: CheckedFile, param: Param, place: Path): Finding[] {
  if (param.default === undefined) return [];
  const value = asJson(param.default);
  // An expression has its value only when the run starts.
  if (typeof value === 'string' && value.includes('${{')) return [];
  const wrong = checkParamValue(param, value);
  if (wrong === null) return [];
  const at = [...place, 'default'];
  // As it stands in the file: of 3.10 the value is 3.1.
  const isNumber = param.type === 'string' && typeof value === 'number';
  const hint = isNumber ? `write "${written(at)}"` : wrong.hint;
  const message = isNumber ? `${written(at)} is a number, not a string` : wrong.message;
  return [finding('param-default', at, message, { hint })];
}
