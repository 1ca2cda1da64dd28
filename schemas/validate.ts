import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import actionAnswerSchema from './action-answer.schema.json' with { type: 'json' };
import type { ActionAnswer } from './action-answer.generated.ts';
import actionRequestSchema from './action-request.schema.json' with { type: 'json' };
import type { ActionRequest } from './action-request.generated.ts';
import attemptReportSchema from './attempt-report.schema.json' with { type: 'json' };
import type { AttemptReport } from './attempt-report.generated.ts';
import machinesSchema from './machines.schema.json' with { type: 'json' };
import type { MachinesFile } from './machines.generated.ts';
import modelSchema from './model.schema.json' with { type: 'json' };
import type { ModelFile } from './model.generated.ts';
import peopleAnswerSchema from './people-answer.schema.json' with { type: 'json' };
import type { PeopleAnswer } from './people-answer.generated.ts';
import pipelineSchema from './pipeline.schema.json' with { type: 'json' };
import type { Pipeline } from './pipeline.generated.ts';
import policySchema from './policy.schema.json' with { type: 'json' };
import type { PolicyFile } from './policy.generated.ts';
import reportSchema from './report.schema.json' with { type: 'json' };
import type { ReportFile } from './report.generated.ts';
import runViewSchema from './run-view.schema.json' with { type: 'json' };
import type { RunView } from './run-view.generated.ts';
import ticketSchema from './ticket.schema.json' with { type: 'json' };
import type { Ticket } from './ticket.generated.ts';

type Documents = {
  machines: MachinesFile;
  model: ModelFile;
  pipeline: Pipeline;
  policy: PolicyFile;
  ticket: Ticket;
  'attempt-report': AttemptReport;
  report: ReportFile;
  'run-view': RunView;
  'action-request': ActionRequest;
  'action-answer': ActionAnswer;
  'people-answer': PeopleAnswer;
};
export type SchemaName = keyof Documents;

export type Validation<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly errors: readonly SchemaError[] };

/** One thing that a schema does not allow. */
export type SchemaError = {
  /** Keys that lead to what is wrong: for a key that is not allowed or ill-named that key, for a missing one its map. */
  readonly path: readonly string[];
  /** The same as a JSON pointer. */
  readonly pointer: string;
  /** The schema's word that was broken: type, enum, pattern, required, additionalProperties, propertyNames, … */
  readonly keyword: string;
  /** In the words of JSON Schema. */
  readonly message: string;
  /** What that word asked for: `allowedValues`, `missingProperty`, `type`, `pattern`, `limit`, … */
  readonly params: Readonly<Record<string, unknown>>;
  /** The subschema that holds the word; its `description` and `examples` make a hint. */
  readonly rule: Readonly<Record<string, unknown>>;
};

const SCHEMAS: Record<SchemaName, object> = {
  machines: machinesSchema,
  model: modelSchema,
  pipeline: pipelineSchema,
  policy: policySchema,
  ticket: ticketSchema,
  'attempt-report': attemptReportSchema,
  report: reportSchema,
  'run-view': runViewSchema,
  'action-request': actionRequestSchema,
  'action-answer': actionAnswerSchema,
  'people-answer': peopleAnswerSchema,
};

/**
 * Checks a value that came from outside against a schema of ours and gives it its type, or everything that is wrong
 * with it, in the order of the schema and at most `MOST_ERRORS`; of a message on the wire the first thing alone. Never throws for any JSON value.
 */
export function validate<N extends SchemaName>(name: N, value: unknown): Validation<Documents[N]> {
  return checked(checkerOf<N>(SCHEMAS[name]), value);
}

/**
 * As `validate`, but fields that the schema does not name are passed over: for what a newer version of us says, whose
 * format is still the same.
 */
export function validateKnown<N extends SchemaName>(
  name: N,
  value: unknown,
): Validation<Documents[N]> {
  const schema = openSchemas.get(name) ?? openSchema(SCHEMAS[name]);
  openSchemas.set(name, schema);
  return checked(checkerOf<N>(schema), value);
}

const openSchemas = new Map<SchemaName, object>();

/** The schema without `additionalProperties: false`, under a name of its own. */
function openSchema(schema: object): object {
  const open = JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$id' && typeof value === 'string') return `${value}?open`;
    return key === 'additionalProperties' && value === false ? undefined : value;
  });
  return Object(JSON.parse(open));
}

function checked<T>(check: ValidateFunction<T>, value: unknown): Validation<T> {
  if (check(value)) return { valid: true, value };
  const errors = (check.errors ?? []).filter(tellsMost).slice(0, MOST_ERRORS);
  return { valid: false, errors: errors.map(schemaErrorOf) };
}

/** More are not told: by aliases a short text is wrong in a hundred thousand places. */
export const MOST_ERRORS = 1000;

/** What others may send at any time: the first thing that is wrong ends the looking, or one message made millions of them. */
const WIRE: ReadonlySet<object> = new Set([
  actionRequestSchema,
  actionAnswerSchema,
  peopleAnswerSchema,
  attemptReportSchema,
]);

let ajv: Ajv2020 | null = null;
let wireAjv: Ajv2020 | null = null;

// Compiling a schema takes milliseconds that most commands need not spend; ajv keeps what it compiled by schema object.
function checkerOf<N extends SchemaName>(schema: object): ValidateFunction<Documents[N]> {
  if (WIRE.has(schema)) {
    wireAjv ??= newAjv({ allErrors: false });
    return wireAjv.compile<Documents[N]>(schema);
  }
  ajv ??= newAjv({ allErrors: true });
  return ajv.compile<Documents[N]>(schema);
}

function newAjv({ allErrors }: { readonly allErrors: boolean }): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors,
    // A message is held against the one form that its `type` names.
    discriminator: true,
    verbose: true,
    allowUnionTypes: true,
    keywords: ['defaultSnippets', 'enumDescriptions', 'tsType'],
    // Half of the time that compiling takes, which is most of what a short command takes: the schemas are ours and
    // tested, and code that checks one value need not be the quickest.
    meta: false,
    validateSchema: false,
    code: { optimize: false },
  });
  // A CommonJS default export: https://github.com/ajv-validator/ajv-formats/issues/85
  ajvFormats.default(ajv);
  return ajv;
}

// For an ill-formed key ajv names both the rule that it breaks and, less useful, the fact that it breaks one.
function tellsMost(error: ErrorObject): boolean {
  return error.keyword !== 'propertyNames';
}

function schemaErrorOf(error: ErrorObject): SchemaError {
  const key = error.propertyName ?? error.params['additionalProperty'];
  const path = error.instancePath.split('/').slice(1).map(unescapeToken);
  if (typeof key === 'string') path.push(key);
  return {
    path,
    pointer: path.map((token) => `/${escapeToken(token)}`).join(''),
    keyword: error.propertyName === undefined ? error.keyword : 'propertyNames',
    message: error.message ?? error.keyword,
    params: error.params,
    rule: error.parentSchema ?? {},
  };
}

// https://www.rfc-editor.org/rfc/rfc6901#section-3
function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
