import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../../problems/finding.ts';
import { isLocal, localSource } from '../../local-sources.ts';
import { overlap, repositoryPath } from '../../repository-path.ts';
import { eachStep, type Check, type CheckedFile } from '../checked-file.ts';
import { measuredPlaces } from './measured-places.ts';
import { folderOf, placeOfInput } from './place-of-input.ts';

/** Inputs that lie on this machine and in no commit, `uri: ./data/raw`: whether they can be had, and are not written to. */
export const checkLocalData: Check = (checked) =>
  eachStep(checked, ({ step, path }) =>
    Object.entries(step.inputs ?? {}).flatMap(([name, input]) =>
      typeof input === 'string' || input.uri === undefined || input.from !== undefined
        ? []
        : checkData(checked, {
            name,
            step,
            place: [...path, 'inputs', name],
            input,
            uri: input.uri,
          }),
    ),
  );

function checkData(checked: CheckedFile, data: Data): readonly Finding[] {
  if (checked.damage.touches(data.place)) return [];
  const source = localSource(data.uri, folderOf(checked, data.step));
  const wrong = [...checkForm(data), ...checkThere(checked, data, source)];
  // What leaves the repository is told of with all other paths (check-paths.ts).
  const isWrong = wrong.length > 0 || source === null || source === '.';
  return [...wrong, ...(isWrong ? [] : checkGitHub(checked, data)), ...checkWrites(checked, data)];
}

type Data = {
  readonly name: string;
  readonly step: Step;
  readonly place: Path;
  readonly input: Exclude<NonNullable<Step['inputs']>[string], string>;
  readonly uri: string;
};

// Absolute paths and those from home are of one machine; that the rest stays inside, check-paths.ts sees to.
function checkForm({ place, uri }: Data): Finding[] {
  if (isLocal(uri)) return [];
  const isRelative = !/^[/~\\]/.test(uri);
  const message = isRelative
    ? `${uri} is neither a URL nor a path that begins with ./ or ../`
    : `${uri} leaves the repository`;
  const hint = isRelative
    ? `write ./${uri}`
    : 'write a path that begins with ./ or ../ and stays inside the repository';
  return [finding('local-data', [...place, 'uri'], message, { hint })];
}

function checkThere(
  checked: CheckedFile,
  { place, input, uri }: Data,
  source: string | null,
): Finding[] {
  const { optional = false } = input;
  if (source === null || source === '.') return [];
  const tell = (message: string, hint: string): Finding[] => [
    finding('local-data', [...place, 'uri'], message, { hint }),
  ];
  if (overlap(source, '.mlpipelines')) {
    return tell(`${uri} is the folder of pipelines, runs and secrets`, 'name data elsewhere');
  }
  const there = Object.hasOwn(checked.data, source) ? checked.data[source] : undefined;
  if (there === 'out') {
    return tell(
      `${uri} is a link that leads out of the repository`,
      'move the data into a folder of the repository that git ignores',
    );
  }
  if (there !== 'absent' || optional) return [];
  return tell(
    `there is nothing at ${uri}`,
    'put the data there, correct the path, or write `optional: true`',
  );
}

/** A job has what is committed, and nothing of the machine that somebody works on. */
function checkGitHub(
  { environment, pipeline }: CheckedFile,
  { name, place, uri }: Data,
): Finding[] {
  const isStarted = Object.keys(pipeline.on ?? {}).length > 0;
  if (environment === 'local' && !isStarted) return [];
  const severity = environment === 'local' ? 'warning' : 'error';
  const message = `\`${name}\` takes ${uri} from the machine it runs on, and a job on GitHub has only what is committed`;
  const hint =
    'fetch it in `run` of a step of its own and hand it on as an output, or commit it and leave this input out';
  return [finding('local-data', [...place, 'uri'], message, { severity, hint })];
}

/** What is read where it lies is everyone's: a step that wrote there would change it under others. */
function checkWrites(checked: CheckedFile, { name, step, place, input }: Data): Finding[] {
  if (input.mode === 'copy') return [];
  if (input.writable === true) {
    const message = `\`${name}\` is read where it lies, so no step may change it`;
    const hint = 'write `mode: copy`, or leave `writable` out';
    return [finding('local-data', [...place, 'writable'], message, { part: 'key', hint })];
  }
  const lies = placeOfInput(checked, step, input);
  const folder = folderOf(checked, step);
  return lies === null
    ? []
    : productsOf(step).flatMap(([key, written]) => {
        const product = written === undefined ? null : repositoryPath(written, folder);
        if (product === null || !overlap(lies, product)) return [];
        const message = `${written} would be written where input \`${name}\` is read, ${lies}`;
        const hint = 'write it elsewhere, or give the input a `path` of its own';
        return [finding('local-data', [...place.slice(0, 2), ...key], message, { hint })];
      });
}

function productsOf(step: Step): [Path, string | undefined][] {
  const { outputs = {}, checkpoint } = step;
  return [
    ...Object.entries(outputs).map(([name, { path }]): [Path, string | undefined] => [
      ['outputs', name, 'path'],
      path,
    ]),
    ...measuredPlaces(step),
    [['checkpoint', 'path'], checkpoint?.path],
  ];
}
