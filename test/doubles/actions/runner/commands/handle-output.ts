import type { JobAnnotation } from '../../../github/actions-backend.ts';
import { parseCommandLine, type CommandLine } from './command-line.ts';
import type { StepRun } from '../run-task.ts';

const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const;
// Problem matchers are not modelled; what registers them does no harm. Debug lines show only while debugging.
const SILENT = new Set(['debug', 'add-matcher', 'remove-matcher', 'echo']);

/** Takes what a process prints: workflow commands are obeyed, all else goes to the log. */
export class OutputHandler {
  readonly #run: StepRun;
  readonly #state: Record<string, string>;
  #resumeToken: string | null = null;
  /** A command that the runner refuses fails the step at its end. */
  hasRefused = false;

  constructor(run: StepRun, state: Record<string, string>) {
    this.#run = run;
    this.#state = state;
  }

  take(line: string): void {
    const command = parseCommandLine(line);
    const { log } = this.#run.frame.job;
    if (this.#resumeToken !== null) {
      if (command?.name === this.#resumeToken) this.#resumeToken = null;
      log.line(line);
    } else if (command === null || !this.#obey(command, line)) {
      log.line(line);
    }
  }

  #obey(command: CommandLine, line: string): boolean {
    const { name, data, properties } = command;
    const acts: Readonly<Record<string, () => void>> = {
      error: () => this.#issue('error', command),
      warning: () => this.#issue('warning', command),
      notice: () => this.#issue('notice', command),
      group: () => this.#log(`##[group]${data}`),
      endgroup: () => this.#log('##[endgroup]'),
      'add-mask': () => this.#run.frame.job.masker.add(data),
      'stop-commands': () => this.#stop(data, line),
      'set-output': () => (this.#run.outputs[properties['name'] ?? ''] = data),
      'save-state': () => (this.#state[properties['name'] ?? ''] = data),
      'set-env': () => this.#refuse(name, line),
      'add-path': () => this.#refuse(name, line),
    };
    acts[name]?.();
    return name in acts || SILENT.has(name);
  }

  #issue(name: keyof typeof LEVELS, { data, properties }: CommandLine): void {
    this.#log(`##[${name}]${data}`);
    const startLine = Number(properties['line'] ?? 1);
    const place =
      properties['file'] === undefined ? {} : { path: this.#inRepository(properties['file']) };
    const annotation: Pick<JobAnnotation, 'level' | 'message'> & Partial<JobAnnotation> = {
      ...place,
      level: LEVELS[name],
      message: data,
      startLine,
      endLine: Number(properties['endLine'] ?? startLine),
      ...(properties['title'] !== undefined && { title: properties['title'] }),
    };
    this.#run.frame.job.log.annotate(annotation);
  }

  #inRepository(path: string): string {
    const { workspace } = this.#run.frame.job.folders;
    return path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
  }

  #stop(token: string, line: string): void {
    this.#log(line);
    this.#resumeToken = token;
  }

  #refuse(name: string, line: string): void {
    const { log } = this.#run.frame.job;
    log.error(`Unable to process command '${line}' successfully.`);
    log.error(
      `The \`${name}\` command is disabled. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`,
    );
    this.hasRefused = true;
  }

  #log(text: string): void {
    this.#run.frame.job.log.line(text);
  }
}
