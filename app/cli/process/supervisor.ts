import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepCompiled } from './keep-compiled.ts';

// It makes the start of a run's first step a fifth of a second shorter, so everything of ours is imported behind it.
keepCompiled(process.env);
// Its stderr is the terminal of whoever runs the pipeline: a sentence, and no trace of ours.
process.on('uncaughtException', (error) => void fail(error));
const { runAttempt } = await import('../../../action/executor/run-attempt.ts');
const { joinRunGroup } = await import('../../../action/executor/process/run-group.ts');
const { removeTree } = await import('../../../action/executor/workspace/remove-tree.ts');
const { openFolderBlobStore } = await import('../../artifacts/folder/folder-blob-store.ts');
const { environmentsFolder } = await import('../../local/environments-folder.ts');
const { killRun } = await import('../../local/run-processes.ts');
const { stateFolderOf } = await import('../../local/state-folder.ts');
const { supervise } = await import('../../local/host/supervise.ts');

/**
 * The supervisor of a run: `supervisor.ts ROOT RUN`. A program of its own and small on purpose, for what it costs to
 * start a process grows with the memory of the one that starts it. Whatever ends it, it leaves neither a process of the
 * run nor a workspace behind.
 */
const LAST_WORDS_MS = 1_500;

const [root = '', run = ''] = process.argv.slice(2);
const state = stateFolderOf(root);
const work = join(state.work, run);
mkdirSync(work, { recursive: true });
const leaveGroup = joinRunGroup(run);
// Steps put sockets into their temporary folders, and a socket's path must be short (unix(7): 107 bytes).
const alias = mkdtempSync(join(tmpdir(), 'mlp-'));
symlinkSync(work, join(alias, 'w'));
const blobs = await openFolderBlobStore(state.objects);
// Each look into process.env asks the C library.
const variables = { ...process.env };
// Places of attempts that are over are taken again, so that making folders costs nothing after the first few.
const free: string[] = [];
let places = 0;

await supervise(
  { input: process.stdin, output: process.stdout },
  async (ticket, face) => {
    const place = free.pop() ?? newPlace();
    const isCopy = ticket.workspace.mode === 'copy';
    const folders = {
      workspace: isCopy ? join(work, place, ticket.step.id) : root,
      scratch: join(alias, 'w', place, 'scratch'),
      environments: environmentsFolder(variables),
      repository: root,
      hashes: join(state.folder, 'hashes'),
    };
    await runAttempt(ticket, { ...face, blobs, folders, variables });
    // What could not be removed, such as a container's files of another user, must not be there for the next step.
    if (isClean(join(work, place))) free.push(place);
  },
  LAST_WORDS_MS,
);
await killRun(run);
leaveGroup();
await removeTree(work).catch(() => undefined);
rmSync(alias, { recursive: true, force: true });
process.exit();

/** Whether nothing but the empty folders of a place is left in it. */
function isClean(place: string): boolean {
  const left = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return left.every((name) => name === 'scratch' || name === join('scratch', 'tmp'));
}

function newPlace(): string {
  places += 1;
  const place = `${process.pid}-${places}`;
  mkdirSync(join(work, place, 'scratch'), { recursive: true });
  return place;
}

// The printer takes longer to load than all the rest, and is seldom wanted.
async function fail({ message }: Error): Promise<void> {
  const { printText } = await import('../terminal/print.ts');
  printText(process.stderr, `The process that runs the steps failed: ${message}\n`);
  process.exit(1);
}
