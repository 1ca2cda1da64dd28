import type { Param, Pipeline } from '../../../schemas/pipeline.generated.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Json, JsonMap } from '../../domain/json.ts';
import type { ParamSpec } from '../../domain/plan.ts';
import { evaluateValue } from '../../expressions/evaluate-value.ts';
import { asJson } from '../check/checked-file.ts';
import type { PlanRequest, ParamProblem } from '../compile-request.ts';
import { finding, type Finding } from '../problems/finding.ts';
import { checkParamValue, optionsOf, readTyped, textOf } from '../param-value.ts';
import { losesDigits } from '../../../math/whole-number.ts';

export type ParamValues = {
  readonly values: JsonMap;
  readonly findings: readonly Finding[];
  readonly problems: readonly ParamProblem[];
};

/** The values of all params of a run: what was typed, else the default. */
export function paramValues(pipeline: Pipeline, request: PlanRequest): ParamValues {
  const params = pipeline.params ?? {};
  const values: [string, Json][] = [];
  const findings: Finding[] = [];
  const problems = unknownParams(Object.keys(params), request);
  for (const [name, param] of Object.entries(params)) {
    const result = valueOf(name, param, request);
    if (result.type === 'value') values.push([name, result.value]);
    else if (result.type === 'finding') findings.push(result.finding);
    else problems.push(result.problem);
  }
  return { values: Object.fromEntries(values), findings, problems };
}

/** Params as a plan describes them. */
export function paramSpecs(pipeline: Pipeline): Readonly<Record<string, ParamSpec>> {
  return Object.fromEntries(
    Object.entries(pipeline.params ?? {}).map(([name, param]) => [name, specOf(param)]),
  );
}

type Result =
  | { readonly type: 'value'; readonly value: Json }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'problem'; readonly problem: ParamProblem };

function valueOf(name: string, param: Param, request: PlanRequest): Result {
  const typed = Object.hasOwn(request.params, name) ? request.params[name] : undefined;
  if (typed !== undefined) return typedValue(name, param, typed);
  if (param.default === undefined) {
    const hint = `set it: --param ${name}=…`;
    return {
      type: 'problem',
      problem: {
        param: name,
        message: `the param \`${name}\` has no default and must be given`,
        hint,
      },
    };
  }
  return defaultValue(name, param, request);
}

function typedValue(name: string, param: Param, typed: string): Result {
  const value = readTyped(param, typed);
  const wrong = checkParamValue(param, value);
  if (wrong === null) return { type: 'value', value };
  const isNoNumber = param.type === 'number' && typeof value === 'string' && !losesDigits(value);
  const hint = isNoNumber ? `write ${name}=20` : wrong.hint;
  return {
    type: 'problem',
    problem: { param: name, message: `the param \`${name}\`: ${wrong.message}`, hint },
  };
}

function defaultValue(name: string, param: Param, { github, run }: PlanRequest): Result {
  const path = ['params', name, 'default'];
  const evaluated = evaluateValue(asJson(param.default), { github, run });
  if (!evaluated.ok)
    return { type: 'finding', finding: finding('failed-expression', path, evaluated.message) };
  const { value } = evaluated;
  // Most of what an expression gives is text; a param of another type reads it as if it had been typed.
  const read =
    typeof value === 'string' && param.type !== 'string'
      ? readTyped(param, value)
      : asText(param, value);
  const wrong = checkParamValue(param, read);
  return wrong === null
    ? { type: 'value', value: read }
    : {
        type: 'finding',
        finding: finding('param-default', path, wrong.message, { hint: wrong.hint }),
      };
}

function asText({ type }: Param, value: Json): Json {
  const isText = type === 'string' || type === 'choice';
  return isText && typeof value === 'number' ? textOf(value) : value;
}

function unknownParams(known: readonly string[], { params }: PlanRequest): ParamProblem[] {
  return Object.keys(params)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = closestName(name, known);
      const listed = known.length === 0 ? 'it declares none' : `it has ${known.join(', ')}`;
      const hint = near === null ? listed : `did you mean \`${near}\`?`;
      return { param: name, message: `the pipeline has no param \`${name}\``, hint };
    });
}

function specOf(param: Param): ParamSpec {
  const { type, description, minimum, maximum } = param;
  return {
    // Dates and JSON are refused before a plan is made.
    type: type === 'date' || type === 'json' ? 'string' : type,
    description: description ?? null,
    options: param.options === undefined ? null : optionsOf(param),
    minimum: minimum ?? null,
    maximum: maximum ?? null,
  };
}
