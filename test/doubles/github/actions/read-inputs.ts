import { ApiError } from '../http/api-error.ts';

export type InputValue = string | number | boolean;

type Declared = {
  readonly required?: unknown;
  readonly default?: unknown;
  readonly type?: unknown;
  readonly options?: unknown;
};

const INPUTS_AT_MOST = 25;
const CHARACTERS_AT_MOST = 65_535;

/**
 * The `inputs` context of a dispatch: what was sent, checked against what the workflow declares, with defaults and
 * types. Refuses with 422 as GitHub does.
 */
export function readInputs(
  workflow: Readonly<Record<string, unknown>>,
  sent: Readonly<Record<string, unknown>>,
): Record<string, InputValue> {
  const declared = declaredInputs(workflow);
  refuseUnfit(declared, sent);
  const values = Object.entries(declared).map(([name, input]): [string, InputValue] => {
    const value = sent[name] ?? input.default;
    if (value === undefined && input.required === true)
      throw new ApiError(422, `Required input '${name}' not provided`);
    return [name, typed(name, input, value)];
  });
  return Object.fromEntries(values);
}

function refuseUnfit(
  declared: Readonly<Record<string, Declared>>,
  sent: Readonly<Record<string, unknown>>,
): void {
  const unknown = Object.keys(sent).filter((name) => declared[name] === undefined);
  if (unknown.length > 0)
    throw new ApiError(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  if (Object.keys(sent).length > INPUTS_AT_MOST)
    throw new ApiError(422, `you may only define up to ${INPUTS_AT_MOST} \`inputs\``);
  if (JSON.stringify(sent).length > CHARACTERS_AT_MOST)
    throw new ApiError(422, 'inputs are too large.');
}

function declaredInputs(workflow: Readonly<Record<string, unknown>>): Record<string, Declared> {
  const on = workflow['on'];
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on ?? {});
  if (!names.includes('workflow_dispatch'))
    throw new ApiError(422, "Workflow does not have 'workflow_dispatch' trigger");
  if (typeof on === 'string' || Array.isArray(on)) return {};
  const trigger = (on as Record<string, { inputs?: Record<string, Declared | null> } | null>)[
    'workflow_dispatch'
  ];
  return Object.fromEntries(
    Object.entries(trigger?.inputs ?? {}).map(([name, input]) => [name, input ?? {}]),
  );
}

function typed(name: string, { type, options }: Declared, value: unknown): InputValue {
  const text = textOf(value);
  const allowed = type === 'boolean' ? ['', 'true', 'false'] : choicesOf(type, options);
  if (allowed !== null && !allowed.includes(text))
    throw new ApiError(
      422,
      `Provided value '${text}' for input '${name}' not in the list of allowed values`,
    );
  if (type === 'boolean') return text === 'true';
  return type === 'number' ? Number(text) : text;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? value.toString() : '';
}

function choicesOf(type: unknown, options: unknown): string[] | null {
  return type === 'choice' && Array.isArray(options) ? options.map(String) : null;
}
