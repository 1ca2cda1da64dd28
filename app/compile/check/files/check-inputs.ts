import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../../problems/finding.ts';
import { unknownOutput, unknownStep } from '../references/check-step-reference.ts';
import { eachStep, type Check, type CheckedFile } from '../checked-file.ts';
import { outputKind, outputNames } from '../references/outputs-of.ts';
import { localSource } from '../../local-sources.ts';
import { repositoryPath } from '../../repository-path.ts';
import { folderOf, placeOfInput } from './place-of-input.ts';
import { ancestorsOf } from './repository-files.ts';

/** Inputs: where they come from, and where they lie. */
export const checkInputs: Check = (checked) =>
  eachStep(checked, ({ step, path }) => [
    ...Object.entries(step.inputs ?? {}).flatMap(([name, input]) =>
      checkSource(checked, input, [...path, 'inputs', name]),
    ),
    ...checkPlaces(checked, step, path),
  ]);

type Input = NonNullable<Step['inputs']>[string];

function checkSource(checked: CheckedFile, input: Input, path: Path): Finding[] {
  if (typeof input === 'string') return checkFrom(checked, input, path);
  if (input.from !== undefined) {
    return [
      ...extra(path, input, ['output', 'mode', 'uri', 'model'], 'from'),
      ...checkFrom(checked, input.from, [...path, 'from']),
      ...checkCells(checked, input, path),
    ];
  }
  if (input.uri !== undefined) return extra(path, input, ['output', 'cells', 'model'], 'uri');
  if (input.model !== undefined) return checkModel(input, path);
  if (checked.damage.touches(path)) return [];
  const message = `\`${String(path.at(-1))}\` has no source`;
  return [
    finding('input-source', path, message, {
      part: 'key',
      hint: 'write `from: step.output`, `model: churn@production`, or `uri: ./data/raw` for what git ignores',
    }),
  ];
}

/** Where its version was made may be where another input lies: nobody knows before the run. */
function checkModel(input: Exclude<Input, string>, path: Path): Finding[] {
  const found = extra(path, input, ['output', 'mode', 'cells'], 'model');
  if (input.path !== undefined) return found;
  const message = `\`${String(path.at(-1))}\` has no \`path\` to be put at`;
  const hint = 'write one, such as `path: champion/`';
  return [...found, finding('input-source', path, message, { part: 'key', hint })];
}

function extra(
  path: Path,
  input: Exclude<Input, string>,
  keys: readonly ('output' | 'mode' | 'uri' | 'cells' | 'model')[],
  source: 'from' | 'uri' | 'model',
): Finding[] {
  const key = keys.find((one) => input[one] !== undefined);
  if (key === undefined) return [];
  const message = `\`${key}\` has no meaning beside \`${source}\``;
  return [finding('input-source', [...path, key], message, { part: 'key', hint: 'leave it out' })];
}

function checkFrom(checked: CheckedFile, from: string, path: Path): Finding[] {
  const [id = '', name = ''] = from.split('.');
  const step = checked.pipeline.steps[id];
  const tell = (told: ReturnType<typeof unknownStep>): Finding[] =>
    told === null ? [] : [finding(told.code, path, told.message, { hint: told.hint })];
  if (step === undefined) return tell(unknownStep(checked, id));
  const kind = outputKind(step, name);
  if (kind === null) return tell(unknownOutput(checked, id, name, outputNames(step)));
  if (kind === 'artifact') return [];
  const message = `\`${from}\` is a value, and an input is an artifact`;
  const hint = `read it where you need it: \${{ steps.${id}.outputs.${name} }}`;
  return [finding('input-of-value', path, message, { hint })];
}

function checkCells(checked: CheckedFile, input: Exclude<Input, string>, path: Path): Finding[] {
  const id = input.from?.split('.')[0] ?? '';
  const step = checked.pipeline.steps[id];
  if (input.cells === undefined || step === undefined) return [];
  if (step.strategy !== undefined) return checkBest(checked, { id, step, input }, path);
  if (checked.damage.touches(['steps', id, 'strategy'])) return [];
  const message = `\`${id}\` has no matrix, so it has no cells`;
  return [
    finding('cells-without-matrix', [...path, 'cells'], message, { hint: 'leave `cells` out' }),
  ];
}

/** The best needs a measure. */
function checkBest(
  checked: CheckedFile,
  { id, step, input }: { id: string; step: Step; input: Exclude<Input, string> },
  path: Path,
): Finding[] {
  if (input.cells !== 'best' || checked.damage.touches(['steps', id, 'metrics'])) return [];
  if (typeof step.metrics === 'object' && step.metrics.primary !== undefined) return [];
  const message = `\`${id}\` has no \`primary\` metric that says which of its cells is the best`;
  const hint = `write it there: \`metrics: { path: metrics.json, primary: val_loss, minimize: [val_loss] }\``;
  return [finding('best-of-nothing', [...path, 'cells'], message, { hint })];
}

function checkPlaces(checked: CheckedFile, step: Step, path: Path): Finding[] {
  const taken = new Map<string, Placed>();
  const inside = new Map<string, Placed>();
  return Object.entries(step.inputs ?? {}).flatMap(([name, input]) => {
    const place = placeOfInput(checked, step, input);
    if (place === null) return [];
    const at = [...path, 'inputs', name];
    const above = ancestorsOf(place);
    const other = [place, ...above].map((folder) => taken.get(folder)).find(Boolean);
    const neighbour = other ?? inside.get(place);
    taken.set(place, { name, place });
    for (const folder of above) inside.set(folder, { name, place });
    return neighbour === undefined
      ? overFile(checked, { place, isOwn: liesAt(checked, step, input, place) }, at)
      : [collision({ name, place }, neighbour, at)];
  });
}

type Placed = { readonly name: string; readonly place: string };

function collision({ name, place }: Placed, other: Placed, at: Path): Finding {
  const where =
    other.place === place
      ? `both lie at ${place}`
      : `lie at ${other.place} and ${place}, one inside the other`;
  const hint = `give \`${name}\` a \`path\` of its own`;
  const message = `\`${other.name}\` and \`${name}\` ${where}`;
  return finding('inputs-collide', at, message, { part: 'key', hint });
}

// Also a file that the step does not see: `--in-place` would write over it.
function overFile(
  checked: CheckedFile,
  { place, isOwn }: { readonly place: string; readonly isOwn: boolean },
  at: Path,
): Finding[] {
  if (isOwn) return [];
  const file = place === '.' ? '.' : (checked.files?.inTheWayOf(place) ?? null);
  // What lies where a step makes it is told of there (check-products.ts), and seen by nobody who is given it.
  const isBelow = file !== null && (file === place || file.startsWith(`${place}/`));
  if (file === null || (isBelow && isMadeAt(checked, place))) return [];
  const name = String(at.at(-1));
  const message = `\`${name}\` would lie at ${place}, where the repository has ${file}`;
  const hint = 'give it a `path` where the repository has nothing';
  return [finding('input-over-file', at, message, { part: 'key', hint })];
}

/** Data that is taken where it lies brings the repository's files of that place along. */
function liesAt(checked: CheckedFile, step: Step, input: Input, place: string): boolean {
  if (typeof input === 'string' || input.uri === undefined) return false;
  return localSource(input.uri, folderOf(checked, step)) === place;
}

function isMadeAt(checked: CheckedFile, place: string): boolean {
  return Object.values(checked.pipeline.steps).some((step) =>
    Object.values(step.outputs ?? {}).some(
      ({ path }) => path !== undefined && repositoryPath(path, folderOf(checked, step)) === place,
    ),
  );
}
