import { examplesFormat } from '../../../evaluation/examples-file.ts';
import type {
  ReportedArtifact,
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
  if ('notCompared' in told || told.format === examplesFormat(asked.path)) return null;
  return `its examples are declared at ${asked.path}, and are ${told.format}`;
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
