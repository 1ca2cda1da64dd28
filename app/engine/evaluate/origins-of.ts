import { versionName, type InputSpec } from '../../domain/input.ts';
import type { Origin } from '../../domain/model.ts';
import type { PlanStep, RegisterSpec } from '../../domain/plan.ts';
import type { ResolvedInput } from '../../domain/resolved-step.ts';
import type { Cell } from '../../domain/cell.ts';
import type { RunReader } from '../state/run-reader.ts';
import { resolveInput } from './resolve-inputs.ts';

/** Of a sweep that gathers thousands of cells only the first are noted. */
const MOST_ORIGINS = 200;

/**
 * What a registered artifact came from, the contents from outside first: all that went into the steps that made it, and
 * what its metrics were measured with beside that. Follows inputs only; code and settings are the commit's.
 */
export function originsOf(reader: RunReader, { from, metrics }: RegisterSpec): readonly Origin[] {
  const found = new Map<string, Origin>();
  const made = from.type === 'output' ? gather(reader, reader.plan.step(from.step)) : [];
  const given = from.type === 'input' ? reader.plan.step(from.step).inputs[from.name] : undefined;
  const madeFrom = given === undefined ? made : gatherInput(reader, given);
  const judgedOn = metrics === null ? [] : gather(reader, reader.plan.step(metrics));
  for (const origin of madeFrom) found.set(nameOf(origin), { role: 'made-from', ...origin });
  for (const origin of judgedOn) {
    if (!found.has(nameOf(origin))) found.set(nameOf(origin), { role: 'judged-on', ...origin });
  }
  const outside = ({ kind }: Origin) => (kind === 'made' ? 1 : 0);
  return [...found.values()].toSorted((a, b) => outside(a) - outside(b)).slice(0, MOST_ORIGINS);
}

type Content = Omit<Origin, 'role'>;

function nameOf({ name, digest }: Content): string {
  return `${name} ${digest}`;
}

/** What goes into a step, and into those that made that. */
function gather(reader: RunReader, step: PlanStep, seen = new Set<string>()): readonly Content[] {
  if (seen.has(step.id)) return [];
  seen.add(step.id);
  return Object.values(step.inputs).flatMap((input) => gatherInput(reader, input, seen, step));
}

function gatherInput(
  reader: RunReader,
  input: InputSpec,
  seen = new Set<string>(),
  taker: PlanStep | null = null,
): readonly Content[] {
  const contents = contentsOf(reader, input, taker);
  if (!('step' in input)) return contents;
  return [...contents, ...gather(reader, reader.plan.step(input.step), seen)];
}

function contentsOf(
  reader: RunReader,
  input: InputSpec,
  taker: PlanStep | null,
): readonly Content[] {
  const digests = digestsOf(reader, input, taker);
  if ('step' in input) {
    const name = `${input.step}.${input.output}`;
    return digests.map((digest) => ({ kind: 'made', name, digest }));
  }
  if ('uri' in input) return digests.map((digest) => ({ kind: 'data', name: input.uri, digest }));
  const name = versionName(input);
  return digests.map((digest) => ({ kind: 'model', name, digest }));
}

/** Where each cell of the taker is given its own, all of theirs. */
function digestsOf(
  reader: RunReader,
  input: InputSpec,
  taker: PlanStep | null,
): readonly Content['digest'][] {
  const isOfCell = 'step' in input && input.cells === 'same' && taker !== null;
  const cells: readonly (Cell | null)[] = isOfCell
    ? [...reader.cellsOf(taker.id)].slice(0, MOST_ORIGINS).map(({ cell }) => cell)
    : [null];
  const contents = cells.flatMap((cell) => resolveInput(reader, input, cell)?.content ?? []);
  return [...new Set(contents.flatMap(digestsIn))];
}

function digestsIn(content: ResolvedInput['content']): readonly Content['digest'][] {
  if (content.type !== 'cells') return [content.artifact.digest];
  return content.cells.map(({ artifact }) => artifact.digest);
}
