import type { Param } from '../../../schemas/pipeline.generated.ts';
import { closestName } from '../../../text/closest-name.ts';
import { finding, type Finding, type Path } from '../finding.ts';
import { checkParamValue } from '../param-value.ts';
import { asJson, eachStep, type Check, type CheckedFile } from './checked-file.ts';

/** Params: keys that fit together, defaults that they allow, and only declared ones named by steps. */
export const checkParams: Check = (checked) => {
  const params = checked.pipeline.params ?? {};
  const known = Object.keys(params);
  return [
    ...Object.entries(params).flatMap(([name, param]) => checkParam(param, ['params', name])),
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

function checkParam(param: Param, place: Path): Finding[] {
  return [
    ...checkOptions(param, place),
    ...checkBounds(param, place),
    ...checkDefault(param, place),
  ];
}

function checkOptions({ type, options }: Param, place: Path): Finding[] {
  if (options === undefined) {
    if (type !== 'choice') return [];
    const hint = 'write `options: [small, large]`';
    return [finding('param-form', place, 'a choice needs `options`', { part: 'key', hint })];
  }
  if (type !== 'choice') return [misplaced('options', 'a choice', place, 'write `type: choice`')];
  const at = [...place, 'options'];
  const again = options.find((option, index) => options.indexOf(option) !== index);
  if (again === undefined) return [];
  return [
    finding('twice', at, `the option \`${again}\` stands twice`, { hint: 'keep one of the two' }),
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

function checkDefault(param: Param, place: Path): Finding[] {
  if (param.default === undefined) return [];
  const value = asJson(param.default);
  // An expression has its value only when the run starts.
  if (typeof value === 'string' && value.includes('${{')) return [];
  const wrong = checkParamValue(param, value);
  return wrong === null
    ? []
    : [finding('param-default', [...place, 'default'], wrong.message, { hint: wrong.hint })];
}
