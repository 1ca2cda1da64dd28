import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { ActionAnswer } from '../../schemas/action-answer.generated.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import type { MachinesFile } from '../../schemas/machines.generated.ts';
import type { ModelFile } from '../../schemas/model.generated.ts';
import type { Pipeline } from '../../schemas/pipeline.generated.ts';
import type { PolicyFile } from '../../schemas/policy.generated.ts';
import type { ReportFile } from '../../schemas/report.generated.ts';
import type { RunView } from '../../schemas/run-view.generated.ts';
import type { Ticket } from '../../schemas/ticket.generated.ts';
import { validate, type Check, type Validation } from '../../schemas/validate.ts';

type Documents = {
  'action-answer': ActionAnswer;
  'attempt-report': AttemptReport;
  machines: MachinesFile;
  model: ModelFile;
  pipeline: Pipeline;
  policy: PolicyFile;
  report: ReportFile;
  'run-view': RunView;
  ticket: Ticket;
};

/** Holds a value against a published schema as its readers do: by the file itself, every field named there. */
export function bySchema<N extends keyof Documents>(
  name: N,
  value: unknown,
): Validation<Documents[N]> {
  return validate(checkOf<N>(name), value);
}

const checks = new Map<string, unknown>();

function checkOf<N extends keyof Documents>(name: N): Check<Documents[N]> {
  const file = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const check = checks.get(name) ?? book().compile(JSON.parse(readFileSync(file, 'utf8')));
  checks.set(name, check);
  return check as Check<Documents[N]>;
}

function book(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    discriminator: true,
    verbose: true,
    allowUnionTypes: true,
    keywords: ['defaultSnippets', 'enumDescriptions', 'tsType'],
  });
  ajvFormats.default(ajv);
  return ajv;
}
