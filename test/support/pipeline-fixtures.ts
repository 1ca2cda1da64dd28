import { readFileSync, readdirSync } from 'node:fs';
import type { CompileRequest } from '../../app/compile/compile-request.ts';
import type { Problem } from '../../app/domain/problem.ts';

const FOLDER = new URL('../fixtures/pipelines/', import.meta.url);

export type PipelineFixture = {
  readonly name: string;
  /** As it would be called in a repository. */
  readonly file: string;
  readonly text: string;
  readonly request: CompileRequest;
};

/** Beside a fixture, `<name>.request.json` says what differs from an ordinary request. */
type Overrides = Partial<CompileRequest> & {
  /** Makes a file of this many bytes by repeating its last line. */
  readonly bytes?: number;
};

/** Everything a step of the fixtures may name. */
const SCRIPTS = 'a train split collect evaluate deploy tell make-data report'.split(' ');
const REPOSITORY = [
  'README.md',
  'requirements.txt',
  ...SCRIPTS.map((name) => `${name}.sh`),
  'src/train.py',
  'src/ingest.py',
  'src/other.py',
  'src/evaluate.py',
  'src/common/load.py',
];

/** The request of a push to a branch, on one machine. */
export const ORDINARY_REQUEST: CompileRequest = {
  params: {},
  github: { ref: 'refs/heads/main', sha: 'a'.repeat(40), event_name: 'push', actor: 'octocat' },
  run: { id: '01j', number: 1, attempt: 1, trigger: 'push', date: '2026-01-31', scheduled_at: '' },
  environment: 'local',
  files: REPOSITORY,
};

/** The files of `test/fixtures/pipelines/<folder>`, in order of their names. */
export function pipelineFixtures(folder: 'good' | 'bad'): PipelineFixture[] {
  const inside = new URL(`${folder}/`, FOLDER);
  const names = readdirSync(inside).filter((name) => name.endsWith('.yml'));
  return names.sort().map((file) => {
    const name = file.replace(/\.yml$/, '');
    const { bytes, ...overrides } = overridesOf(new URL(`${name}.request.json`, inside));
    const text = readFileSync(new URL(file, inside), 'utf8');
    return {
      name,
      file: `.mlpipelines/${file}`,
      text: bytes === undefined ? text : grown(text, bytes),
      request: { ...ORDINARY_REQUEST, ...overrides },
    };
  });
}

/** Where the expected problems of a bad file stand. */
export function problemsFile(name: string): string {
  return new URL(`bad/${name}.problems.txt`, FOLDER).pathname;
}

/** Problems as a person reads them: `line:column-line:column severity code`, what is wrong, what to write instead. */
export function problemText(problems: readonly Problem[]): string {
  return problems
    .map(({ severity, code, message, hint, ...at }) =>
      [
        `${at.line}:${at.column}-${at.endLine}:${at.endColumn} ${severity} ${code}`,
        `  ${message}`,
        ...(hint === null ? [] : [`  hint: ${hint}`]),
        '',
      ].join('\n'),
    )
    .join('\n');
}

function overridesOf(file: URL): Overrides {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Overrides;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

function grown(text: string, bytes: number): string {
  const line = `${text.trimEnd().split('\n').at(-1) ?? ''}\n`;
  return text + line.repeat(Math.ceil((bytes - text.length) / line.length));
}
