import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../finding.ts';
import { overlap, repositoryGlob } from '../repository-path.ts';
import { unknownOutput, unknownStep } from './check-step-reference.ts';
import { eachStep, type Check, type Draft } from './draft.ts';
import { outputsOf } from './outputs-of.ts';
import { folderOf, placeOfInput } from './place-of-input.ts';
import { isSeen } from './repository-files.ts';

/** Inputs: where they come from, and where they lie. */
export const checkInputs: Check = (draft) =>
  eachStep(draft, ({ step, path }) => [
    ...Object.entries(step.inputs ?? {}).flatMap(([name, input]) =>
      checkSource(draft, input, [...path, 'inputs', name]),
    ),
    ...checkPlaces(draft, step, path),
  ]);

type Input = NonNullable<Step['inputs']>[string];

function checkSource(draft: Draft, input: Input, path: Path): Finding[] {
  if (typeof input === 'string') return checkFrom(draft, input, path);
  if (input.from !== undefined) {
    const wrong =
      input.output === undefined && input.mode === undefined ? [] : [extra(path, input)];
    return [
      ...wrong,
      ...checkFrom(draft, input.from, [...path, 'from']),
      ...checkCells(draft, input, path),
    ];
  }
  if (draft.damage.touches(path)) return [];
  const message = `\`${String(path.at(-1))}\` has no source`;
  return [
    finding('input-source', path, message, { part: 'key', hint: 'write `from: step.output`' }),
  ];
}

function extra(path: Path, input: Exclude<Input, string>): Finding {
  const key = input.output === undefined ? 'mode' : 'output';
  const message = `\`${key}\` has no meaning beside \`from\``;
  return finding('input-source', [...path, key], message, { part: 'key', hint: 'leave it out' });
}

function checkFrom(draft: Draft, from: string, path: Path): Finding[] {
  const [id = '', name = ''] = from.split('.');
  const step = draft.pipeline.steps[id];
  const tell = (told: ReturnType<typeof unknownStep>): Finding[] =>
    told === null ? [] : [finding(told.code, path, told.message, { hint: told.hint })];
  if (step === undefined) return tell(unknownStep(draft, id));
  const outputs = outputsOf(step);
  const kind = outputs.get(name);
  if (kind === undefined) return tell(unknownOutput(draft, id, name, [...outputs.keys()]));
  if (kind === 'artifact') return [];
  const message = `\`${from}\` is a value, and an input is an artifact`;
  const hint = `read it where you need it: \${{ steps.${id}.outputs.${name} }}`;
  return [finding('input-of-value', path, message, { hint })];
}

function checkCells(draft: Draft, input: Exclude<Input, string>, path: Path): Finding[] {
  const id = input.from?.split('.')[0] ?? '';
  const step = draft.pipeline.steps[id];
  if (input.cells === undefined || step === undefined || step.strategy !== undefined) return [];
  if (draft.damage.touches(['steps', id, 'strategy'])) return [];
  const message = `\`${id}\` has no matrix, so it has no cells`;
  return [
    finding('cells-without-matrix', [...path, 'cells'], message, { hint: 'leave `cells` out' }),
  ];
}

function checkPlaces(draft: Draft, step: Step, path: Path): Finding[] {
  const placed: { name: string; place: string }[] = [];
  const findings: Finding[] = [];
  for (const [name, input] of Object.entries(step.inputs ?? {})) {
    const at = [...path, 'inputs', name];
    const place = placeOfInput(draft, step, input);
    if (place === null) continue;
    const other = placed.find((candidate) => overlap(candidate.place, place));
    if (other === undefined) findings.push(...overFile(draft, step, place, at));
    else findings.push(collision(name, other, place, at));
    placed.push({ name, place });
  }
  return findings;
}

function collision(
  name: string,
  other: { name: string; place: string },
  place: string,
  at: Path,
): Finding {
  const where =
    other.place === place
      ? `both lie at ${place}`
      : `lie at ${other.place} and ${place}, one inside the other`;
  const hint = `give \`${name}\` a \`path\` of its own`;
  return finding('inputs-collide', at, `\`${other.name}\` and \`${name}\` ${where}`, {
    part: 'key',
    hint,
  });
}

function overFile(draft: Draft, step: Step, place: string, at: Path): Finding[] {
  const file = place === '.' ? '.' : (draft.files?.inTheWayOf(place) ?? null);
  if (file === null || !canSee(draft, step, file)) return [];
  const name = String(at.at(-1));
  const message = `\`${name}\` would lie at ${place}, where the repository has ${file}`;
  const hint =
    'give it a `path` where the repository has nothing, or leave the file out of `files`';
  return [finding('input-over-file', at, message, { part: 'key', hint })];
}

function canSee(draft: Draft, step: Step, file: string): boolean {
  if (step.files === undefined || file === '.') return true;
  const folder = folderOf(draft, step);
  return isSeen(
    file,
    step.files.map((glob) => repositoryGlob(glob, folder) ?? glob),
  );
}
