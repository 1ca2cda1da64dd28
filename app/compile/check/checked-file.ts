import type { Pipeline, Step } from '../../../schemas/pipeline.generated.ts';
import { isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { CheckRequest } from '../compile-request.ts';
import type { Finding, Path } from '../problems/finding.ts';
import type { Damage } from '../structure/damage.ts';
import type { PipelineFile } from '../structure/read-pipeline-file.ts';
import { findUses, type Use } from './references/find-uses.ts';
import { RepositoryFiles } from './files/repository-files.ts';

/** A step with its place in the file. */
export type StepSite = { readonly id: string; readonly step: Step; readonly path: Path };

/** A file whose form is right, while its meaning is checked. */
export type CheckedFile = {
  readonly pipeline: Pipeline;
  readonly environment: CheckRequest['environment'];
  /** What lies where inputs name a path of this machine. */
  readonly data: NonNullable<CheckRequest['data']>;
  /** As of `CheckRequest`. */
  readonly project: string | null;
  /** Another file with a pipeline of this name. */
  readonly namesake: string | null;
  /** What has been found wrong already. */
  readonly damage: Damage;
  readonly uses: readonly Use[];
  /** Of all steps, in the order of the file. */
  readonly ids: readonly string[];
  /** Each step with its place in the file. */
  readonly steps: readonly StepSite[];
  readonly usesByStep: ReadonlyMap<string, readonly Use[]>;
  /** The spelling of a step's id by its lower case: expressions ignore case. */
  readonly spelling: ReadonlyMap<string, string>;
  /** Null: not known. */
  readonly files: RepositoryFiles | null;
  /** What stands in the file where a value is. */
  readonly written: (path: Path) => string;
};

/** One thing that can be wrong with the meaning of a file. */
export type Check = (checked: CheckedFile) => readonly Finding[];

/** A file ready to be checked, with what its expressions read. */
export function checkedFileOf(
  pipeline: Pipeline,
  { yaml, structure: { damage } }: PipelineFile,
  request: CheckRequest,
): { readonly checked: CheckedFile; readonly findings: readonly Finding[] } {
  const { uses, findings } = findUses(asJson(pipeline));
  const usesByStep = new Map<string, Use[]>();
  for (const use of uses) {
    const [root, id] = use.path;
    if (root !== 'steps' || typeof id !== 'string') continue;
    const known = usesByStep.get(id);
    if (known === undefined) usesByStep.set(id, [use]);
    else known.push(use);
  }
  const ids = Object.keys(pipeline.steps);
  const checked: CheckedFile = {
    pipeline,
    environment: request.environment,
    data: request.data ?? {},
    project: request.project ?? null,
    namesake: request.namesake ?? null,
    damage,
    ids,
    steps: Object.entries(pipeline.steps).map(([id, step]) => ({ id, step, path: ['steps', id] })),
    uses,
    usesByStep,
    spelling: new Map(ids.map((id) => [id.toLowerCase(), id])),
    files: request.files === undefined ? null : new RepositoryFiles(request),
    written: (path) => yaml.positions.written(path),
  };
  return { checked, findings };
}

/** The step that an expression means by a name. */
export function stepNamed(checked: CheckedFile, name: string): { id: string; step: Step } | null {
  const id = Object.hasOwn(checked.pipeline.steps, name)
    ? name
    : checked.spelling.get(name.toLowerCase());
  const step = id === undefined ? undefined : checked.pipeline.steps[id];
  return id === undefined || step === undefined ? null : { id, step };
}

/** The step in which the cells of a step are written: itself, or the one that it has them of; null: there is none. */
export function matrixOwner(
  { pipeline }: CheckedFile,
  id: string,
): { id: string; step: Step } | null {
  const seen = new Set<string>();
  let owner = id;
  while (!seen.has(owner)) {
    const step = pipeline.steps[owner];
    const other = step?.strategy?.['matrix-of'];
    if (step?.strategy?.matrix !== undefined && other === undefined) return { id: owner, step };
    if (other === undefined) return null;
    seen.add(owner);
    owner = other;
  }
  return null;
}

/** What is wrong with each step by itself. */
export function eachStep(
  checked: CheckedFile,
  check: (site: StepSite) => readonly Finding[],
): Finding[] {
  return checked.steps.flatMap((site) => check(site));
}

/** A typed part of the file as plain JSON. */
export function asJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}

/** The same for a part that is a map. */
export function asMap(value: object): JsonMap {
  const json = asJson(value);
  return isMap(json) ? json : {};
}
