import type { Leakage, TrainingSpec } from '../leakage.ts';
import type { ExamplesSpec } from '../examples-file.ts';
import { NameBook } from '../names/name-book.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { readCells } from './read-cells.ts';

/** A table that a model learned from; a text: why it is not at hand. */
export type TrainingTable = {
  /** As it is told: `train.data`. */
  readonly input: string;
  readonly spec: TrainingSpec;
  readonly file: TableFile | string;
};

type Test = { readonly file: TableFile; readonly spec: TestSpec };
type TestSpec = Pick<ExamplesSpec, 'id' | 'cluster' | 'time'>;

/**
 * Looks for the ids of a test among those of the training data, and for test examples that are older than what the model
 * has learned from. Only the test is kept in memory, and of the training nothing.
 */
export async function findLeakage(
  test: Test,
  training: readonly TrainingTable[],
): Promise<readonly Leakage[]> {
  const found: Leakage[] = [];
  for (const table of training) {
    const { input } = table;
    try {
      found.push({ input, type: 'checked', ...(await lookInto(test, table)) });
    } catch (error) {
      if (!(error instanceof BadExamples)) throw error;
      found.push({ input, type: 'not-checked', reason: error.message });
    }
  }
  return found;
}

type Looked = Omit<Extract<Leakage, { type: 'checked' }>, 'input' | 'type'>;

async function lookInto(test: Test, { spec, file }: TrainingTable): Promise<Looked> {
  if (typeof file === 'string') throw new BadExamples(file);
  // What belongs together is looked for by its own name, all else by that of the example.
  const { cluster, id } = test.spec;
  const by = cluster !== null && spec.id === cluster ? 'cluster' : 'id';
  const column = by === 'cluster' ? spec.id : id;
  const isTimed = spec.time !== null && test.spec.time !== undefined;
  const names = new NameBook();
  const times: number[] = [];
  await readOf(
    'the test',
    test.file,
    [column, ...timeColumn(isTimed, test.spec.time)],
    ([name, time]) => {
      if (name != null) names.add(name);
      if (isTimed) times.push(momentOf(time ?? null));
    },
  );
  const isShared = new Uint8Array(names.size);
  let newest = -Infinity;
  await readOf(
    'the training data',
    file,
    [spec.id, ...timeColumn(isTimed, spec.time)],
    ([name, time]) => {
      const number = name == null ? null : names.numberOf(name);
      if (number !== null) isShared[number] = 1;
      if (isTimed) newest = Math.max(newest, momentOf(time ?? null));
    },
  );
  const shared = isShared.reduce((sum, each) => sum + each, 0);
  const older = isTimed
    ? { examples: times.filter((time) => time < newest).length, of: times.length }
    : null;
  return { column, by, test: names.size, shared, older };
}

/** A fault with whose it is. */
async function readOf(whose: string, ...asked: Parameters<typeof readCells>): Promise<void> {
  try {
    await readCells(...asked);
  } catch (error) {
    throw error instanceof BadExamples ? new BadExamples(`${whose}: ${error.message}`) : error;
  }
}

function timeColumn(isTimed: boolean, name: string | null | undefined): readonly string[] {
  return isTimed && name != null ? [name] : [];
}

/** A number, or a date as https://www.rfc-editor.org/rfc/rfc3339 writes it, alone or with a time. */
function momentOf(text: string | null): number {
  // Of blanks `Number` makes 0, and what says nothing would be older than all else.
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  // Where no offset says otherwise a time is of UTC, as a date alone is, whichever zone this machine is in.
  const dated = WITHOUT_OFFSET.test(text ?? '') ? `${text}Z` : (text ?? '');
  const moment = DATE.test(dated) ? Date.parse(dated) : number;
  if (Number.isFinite(moment)) return moment;
  throw new BadExamples('a time is neither a number nor a date as 2026-03-01');
}

const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/;
const DATE = /^\d{4}-\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}.*)?)?$/;
