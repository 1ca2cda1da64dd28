import { examplesFormat } from '../../../evaluation/examples-file.ts';
import { LABELS } from '../../../evaluation/judge.ts';
import type {
  ReportedArtifact,
  ReportedJudge,
  ReportedOutcome,
} from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS, whyTooLarge } from '../../../schemas/executor-limits.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { falseSlices } from './false-slices.ts';
import { cut } from '../../../text/shortened.ts';

type Products = ReportedOutcome['products'];
type Output = Ticket['outputs'][number];

/**
 * What is false of what a step that succeeded says it left, as the end of a sentence; null: nothing. What artifacts hold
 * is looked at with their bytes (blobs/check-report.ts).
 */
export function falseProducts(products: Products, ticket: Ticket): string | null {
  const { outputs } = ticket;
  const { artifacts, outputs: values, metrics, facts } = products;
  const declared = new Map(outputs.map((output) => [output.name, output]));
  for (const name of [...Object.keys(values), ...Object.keys(artifacts)]) {
    if (!declared.has(name)) {
      return `it has the output ${JSON.stringify(cut(name, 80))}, which its step does not declare`;
    }
  }
  for (const output of outputs) {
    const why = falseOutput(output, products);
    if (why !== null) return why;
  }
  const many = Object.keys(metrics).length + Object.keys(facts).length;
  if (many > EXECUTOR_LIMITS.metrics) return `it has ${many} metrics`;
  const why = whyTooLarge(values);
  if (why !== null) return `its value outputs are ${why}`;
  return falseExamples(products, ticket) ?? falseSlices(products, ticket);
}

function falseExamples({ examples: told }: Products, { examples: asked }: Ticket): string | null {
  if (asked === undefined) {
    return told === undefined ? null : 'it has examples, and its step declares none';
  }
  if (told === undefined) return 'it says nothing of its examples, and its step declares some';
  if ('notCompared' in told) return null;
  return told.format === examplesFormat(asked.path)
    ? falseJudge(told.judge, asked.judge)
    : `its examples are declared at ${asked.path}, and are ${told.format}`;
}

function falseJudge(told: ReportedJudge | undefined, asked: Asked | undefined): string | null {
  if (told === undefined || asked === undefined) {
    if (told === asked) return null;
    return told === undefined
      ? 'it says nothing of its judge, and its step declares one'
      : 'it has verdicts of a judge, and its step declares none';
  }
  if (told.cost !== undefined && asked.cost === undefined) {
    return 'it says what its judge cost, and its step names no column of that';
  }
  return falseCounts(told, asked) ?? falseCalibration(told, asked);
}

type Asked = NonNullable<NonNullable<Ticket['examples']>['judge']>;

function falseCounts({ counts }: ReportedJudge, { form }: Asked): string | null {
  const isPair = form.first !== null;
  if ((counts.pairs !== null) !== isPair) {
    return `its judge is declared to see ${isPair ? 'pairs' : 'single answers'}, and saw the other`;
  }
  return counts.unparsed > counts.verdicts ? 'more verdicts are unreadable than there are' : null;
}

function falseCalibration({ calibration }: ReportedJudge, asked: Asked): string | null {
  if ((calibration === null) !== (asked.calibration === null)) {
    return 'its judge is declared to be calibrated by labels, or has some that are not declared';
  }
  if (calibration?.type !== 'labelled') return null;
  const labels = LABELS[asked.form.first !== null ? 'pair' : 'answer'].length;
  const isSquare = [calibration.table, ...calibration.table].every((row) => row.length === labels);
  return isSquare ? null : `its judge knows ${labels} labels, and counted others`;
}

function falseOutput(output: Output, { outputs, artifacts }: Products): string | null {
  const { name, path, optional, type } = output;
  const isValue = path === null;
  const artifact = Object.hasOwn(artifacts, name) ? artifacts[name] : undefined;
  const hasValue = Object.hasOwn(outputs, name);
  if (isValue ? artifact !== undefined : hasValue) {
    return `output ${name} is ${isValue ? 'an artifact, and is declared as a value' : 'a value, and is declared as an artifact'}`;
  }
  if (!hasValue && artifact === undefined) {
    return optional ? null : `it succeeded without its output ${name} (${type})`;
  }
  return artifact === undefined
    ? falseValue(output, outputs[name])
    : falseArtifact(output, artifact);
}

function falseValue({ name, type }: Output, value: unknown): string | null {
  // Any value that came as JSON is one.
  return type === 'json' || typeof value === type
    ? null
    : `output ${name} is declared as ${type}, and is a ${typeof value}`;
}

function falseArtifact({ name, type, path }: Output, artifact: ReportedArtifact): string | null {
  if (artifact.type !== type) {
    return `output ${name} is declared as ${type}, and is a ${artifact.type}`;
  }
  return artifact.path === path
    ? null
    : `output ${name} is declared at ${path}, and lies at ${JSON.stringify(cut(artifact.path, 80))}`;
}
