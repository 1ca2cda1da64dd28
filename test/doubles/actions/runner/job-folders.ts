import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobMessage } from './job-message.ts';

export type JobFolders = {
  /** Removed with all below it when the job is over. */
  readonly root: string;
  readonly home: string;
  /** `RUNNER_WORKSPACE`, the parent of `GITHUB_WORKSPACE`. */
  readonly runnerWorkspace: string;
  readonly workspace: string;
  readonly temp: string;
  readonly tools: string;
  readonly fileCommands: string;
  readonly eventPath: string;
};

/** Makes the folders of one job, laid out as on GitHub's runners. */
export function makeJobFolders(parent: string, message: JobMessage): JobFolders {
  mkdirSync(parent, { recursive: true });
  const root = realpathSync(mkdtempSync(join(parent, 'job-')));
  const { repository } = message.contexts.github;
  const name = typeof repository === 'string' ? (repository.split('/')[1] ?? '') : '';
  const folders: JobFolders = {
    root,
    home: join(root, 'home'),
    runnerWorkspace: join(root, '_work', name),
    workspace: join(root, '_work', name, name),
    temp: join(root, '_work', '_temp'),
    tools: join(root, '_work', '_tool'),
    fileCommands: join(root, '_work', '_temp', '_runner_file_commands'),
    eventPath: join(root, '_work', '_temp', '_github_workflow', 'event.json'),
  };
  for (const folder of ['home', 'workspace', 'fileCommands', 'tools'] as const) {
    mkdirSync(folders[folder], { recursive: true });
  }
  mkdirSync(join(folders.eventPath, '..'), { recursive: true });
  writeFileSync(folders.eventPath, JSON.stringify(message.event, null, 2));
  return folders;
}

/** Removes a job's folders; what a step made read-only goes too. */
export function removeJobFolders({ root }: JobFolders): void {
  rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
