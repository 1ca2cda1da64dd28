import { EXECUTOR_LIMITS, whyTooLarge } from '../../../schemas/executor-limits.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Attempt } from '../attempt.ts';
import { exactSize } from '../../../text/size.ts';
import { quote } from '../output/quote.ts';
import { StepFailure } from '../step-failure.ts';
import { parseOutputs } from './parse-outputs.ts';
import { readSmallFile } from './read-small-file.ts';
import { unkeptNumbers } from '../../../math/unkept-numbers.ts';
import { losesDigits } from '../../../math/whole-number.ts';
import { cut } from '../../../text/shortened.ts';

type Output = Ticket['outputs'][number];

const { outputBytes: MOST_BYTES } = EXECUTOR_LIMITS;

/** The step's value outputs, each as its declared type. Undeclared ones are told of and left out. Throws `StepFailure`. */
export async function collectValues(attempt: Attempt): Promise<Record<string, unknown>> {
  const written = await readOutputs(attempt);
  const declared = attempt.ticket.outputs.filter((output) => output.path === null);
  for (const [name, text] of written) {
    if (!declared.some((output) => output.name === name)) tellLeftOut(attempt, name, text);
  }
  const values = Object.fromEntries(
    declared.flatMap((output) => {
      const text = written.get(output.name);
      if (text === undefined && output.optional) return [];
      if (text === undefined) throw missing(output);
      refuseSecret(attempt, output, text);
      return [[output.name, toValue(output, text)]];
    }),
  );
  const why = whyTooLarge(values);
  if (why === null) return values;
  throw new StepFailure(
    'failure',
    `The step's value outputs are ${why}. Hand larger things on as files: outputs: { name: { type: file, path: FILE } }.`,
  );
}

function tellLeftOut({ ticket, log, mask }: Attempt, name: string, text: string): void {
  if (ticket.outputs.some((output) => output.name === name)) {
    log.say(
      `Output ${name} is an artifact: what lies at its path is kept, the value written for it is not.`,
    );
    return;
  }
  // A secret with "=" in it, written without a name, is cut in two by how outputs are read.
  if (!mask.apply(`${name}=${text}`).startsWith(`${name}=`)) {
    log.say('An output whose name is a secret, or a part of one, is left out.');
    return;
  }
  const shown = quote(mask, name, LONGEST_NAME);
  log.say(
    `Output ${shown} is not declared and left out. Declare it: outputs: { ${shown}: { type: string } }`,
  );
}

const LONGEST_NAME = 80;

async function readOutputs({ places, mask }: Attempt): Promise<ReadonlyMap<string, string>> {
  const file = await readSmallFile(places.output, MOST_BYTES);
  switch (file.type) {
    case 'missing':
      return new Map();
    case 'text':
      return parseOutputs(file.text, mask);
    case 'too-large':
      throw new StepFailure(
        'failure',
        `$MLPIPELINES_OUTPUT holds ${exactSize(file.bytes)}; at most ${exactSize(MOST_BYTES)} are taken. Hand larger things on as files: outputs: { name: { type: file, path: FILE } }.`,
      );
    case 'no-file':
      throw new StepFailure(
        'failure',
        '$MLPIPELINES_OUTPUT is not a file any more: append lines to it, do not replace it.',
      );
    default:
      return file satisfies never;
  }
}

function toValue(output: Output, text: string): unknown {
  switch (output.type) {
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (losesDigits(text)) throw unkept(output, text.trim());
      if (Number.isFinite(value)) return value;
      throw wrongType(output, text, 'a number');
    }
    case 'boolean':
      if (text.trim() === 'true') return true;
      if (text.trim() === 'false') return false;
      throw wrongType(output, text, 'true or false');
    case 'json':
      return toJson(output, text);
    default:
      return text;
  }
}

function toJson(output: Output, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrongType(output, text, 'JSON');
  }
  const [number] = unkeptNumbers(text);
  if (number !== undefined) throw unkept(output, number);
  return value;
}

function unkept({ name }: Output, number: string): StepFailure {
  return new StepFailure(
    'failure',
    `Output ${name} holds ${cut(number, 80)}, and no number keeps that: it would be another one. Write it as a text.`,
  );
}

// Outputs are shown, stored and put into expressions: no place for a secret.
function refuseSecret({ mask }: Attempt, output: Output, text: string): void {
  if (mask.apply(text) === text) return;
  throw new StepFailure(
    'failure',
    `Output ${output.name} contains a secret, and outputs are shown to everyone who sees the run. Give the secret to the step that needs it by its env instead.`,
  );
}

function missing({ name, type }: Output): StepFailure {
  return new StepFailure(
    'failure',
    `The step ended well but did not set its output ${name} (${type}). Write it: echo "${name}=VALUE" >> "$MLPIPELINES_OUTPUT", or declare it optional: true.`,
  );
}

function wrongType({ name, type }: Output, text: string, wanted: string): StepFailure {
  return new StepFailure(
    'failure',
    `Output ${name} is declared as ${type}, but ${JSON.stringify(cut(text, 80))} is not ${wanted}.`,
  );
}
