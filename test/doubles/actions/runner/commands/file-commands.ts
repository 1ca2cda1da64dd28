import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobState } from '../job-state.ts';
import { parseKeyValueFile } from './key-value-file.ts';
import { messageOf } from '../../../../../text/message-of.ts';

const FILES = {
  GITHUB_OUTPUT: 'set_output_',
  GITHUB_ENV: 'set_env_',
  GITHUB_PATH: 'add_path_',
  GITHUB_STATE: 'save_state_',
  GITHUB_STEP_SUMMARY: 'step_summary_',
} as const;

type FileVariable = keyof typeof FILES;
export type FileCommands = Readonly<Record<FileVariable, string>>;

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
const MAX_SUMMARY_BYTES = 1024 * 1024;

/** Fresh empty files through which one process speaks to the runner, by the variable that names them. */
export function makeFileCommands({ folders }: JobState): FileCommands {
  const suffix = randomUUID();
  const paths = Object.entries(FILES).map(([name, prefix]) => {
    const path = join(folders.fileCommands, prefix + suffix);
    writeFileSync(path, '');
    return [name, path];
  });
  return Object.fromEntries(paths) as FileCommands;
}

/** Takes over what the process wrote; answers whether all of it could be understood. */
export function obeyFileCommands(
  job: JobState,
  files: FileCommands,
  into: { readonly outputs: Record<string, string>; readonly state: Record<string, string> },
): boolean {
  const acts: Readonly<Record<FileVariable, (text: string) => void>> = {
    GITHUB_OUTPUT: (text) => Object.assign(into.outputs, parseKeyValueFile(text)),
    GITHUB_STATE: (text) => Object.assign(into.state, parseKeyValueFile(text)),
    GITHUB_ENV: (text) => setEnvironment(job, parseKeyValueFile(text)),
    GITHUB_PATH: (text) => addPaths(job, text.split('\n')),
    GITHUB_STEP_SUMMARY: (text) => writeSummary(job, text, files),
  };
  let isUnderstood = true;
  for (const name of Object.keys(FILES) as FileVariable[]) {
    if (!existsSync(files[name])) continue;
    try {
      acts[name](readFileSync(files[name], 'utf8'));
    } catch (error) {
      const what = name.slice('GITHUB_'.length).toLowerCase();
      job.log.error(`Unable to process file command '${what}' successfully.`);
      job.log.error(messageOf(error));
      isUnderstood = false;
    }
  }
  return isUnderstood;
}

function setEnvironment(job: JobState, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    if (name.toUpperCase() === 'NODE_OPTIONS') {
      throw new Error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
    }
    job.env[name] = value;
  }
}

function addPaths(job: JobState, lines: readonly string[]): void {
  for (const line of lines.filter((text) => text !== '')) {
    const known = job.path.indexOf(line);
    if (known !== -1) job.path.splice(known, 1);
    job.path.push(line);
  }
}

function writeSummary(job: JobState, text: string, files: FileCommands): void {
  const bytes = statSync(files.GITHUB_STEP_SUMMARY).size;
  if (bytes === 0) return;
  if (bytes > MAX_SUMMARY_BYTES) {
    job.log.error(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.ceil(bytes / 1024)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
    );
    return;
  }
  job.log.summary(text);
}
