import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { runAttempt } from '../../../action/executor/run-attempt.ts';
import type { AttemptOutcome, ExecutorHost } from '../../../action/executor/run-attempt.ts';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import type { BlobStore } from '../../../content/blob-store.ts';
import { saveTree } from '../../../content/save-tree.ts';
import type { SavedTree } from '../../../content/save-tree.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { waitUntil } from '../../support/wait-until.ts';

export type Files = Readonly<Record<string, string>>;

/** A machine of its own for a test: a blob store and folders, removed when its file's tests are over. */
export type Machine = {
  readonly folder: string;
  readonly blobs: BlobStore;
  /** Stores files as an artifact, or as the repository's tree. */
  store(files: Files): Promise<SavedTree>;
  /** `variables`: differences of the environment of the process that runs the attempt. `checkout`: what a job has. */
  begin(
    ticket: Partial<Ticket> & { script?: string },
    variables?: Files,
    checkout?: string,
  ): BegunAttempt;
};

export type BegunAttempt = {
  readonly reports: AttemptReport[];
  readonly outcome: Promise<AttemptOutcome>;
  readonly folders: ExecutorHost['folders'];
  stop(reason: 'cancel' | 'interrupt'): void;
  kill(): void;
  /** Text of all lines of a stream so far. */
  lines(stream?: 'stdout' | 'stderr' | 'system'): string[];
  /** Waits until a line with this text was printed. */
  printed(text: string): Promise<void>;
};

let attempts = 0;
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** `disk`: what becomes of the blob store on the machine's disk. */
export async function openMachine(
  disk: (blobs: BlobStore) => BlobStore = (blobs) => blobs,
): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'mlp-test-'));
  folders.push(folder);
  const blobs = disk(await openFolderBlobStore(join(folder, 'objects'), { fsync: false }));
  return {
    folder,
    blobs,
    async store(files) {
      attempts += 1;
      const place = join(folder, `stored-${attempts}`);
      mkdirSync(place);
      plant(place, files);
      return saveTree(blobs, place);
    },
    begin: (ticket, variables = {}, checkout) =>
      begin({ folder, blobs, variables, checkout }, ticket),
  };
}

/** A workspace that is a copy of files; `globs` says which of them, null: all. */
export async function copyOf(
  machine: Machine,
  files: Files,
  globs: string[] | null = null,
): Promise<Ticket['workspace']> {
  return { mode: 'copy', tree: (await machine.store(files)).digest, files: globs };
}

/** Writes files below a folder; a name that ends in `.sh` may be executed. */
export function plant(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const place = join(folder, name);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
    if (name.endsWith('.sh')) chmodSync(place, 0o755);
  }
}

/** A ticket of a step that declares nothing, with these differences. */
export function aTicket({ script, ...ticket }: Partial<Ticket> & { script?: string }): Ticket {
  return {
    format: 1,
    run: { id: '01jtestrun', number: 7 },
    step: { key: 'train', id: 'train', cell: null },
    attempt: 1,
    command: { script: script ?? 'true', shell: 'bash', workingDirectory: '.' },
    env: {},
    secrets: {},
    workspace: { mode: 'copy', tree: null, files: null },
    inputs: [],
    outputs: [],
    metrics: null,
    plots: [],
    python: null,
    container: null,
    checkpoint: null,
    clocks: { timeoutMs: 60_000, stallTimeoutMs: null, gracePeriodMs: 5000 },
    limits: { memoryBytes: null, gpuCount: 0 },
    ...ticket,
  };
}

function begin(
  machine: Pick<Machine, 'folder' | 'blobs'> & {
    readonly variables: Files;
    readonly checkout: string | undefined;
  },
  ticket: Partial<Ticket> & { script?: string },
): BegunAttempt {
  attempts += 1;
  const place = join(machine.folder, `a${attempts}`);
  // Where people work on it, as on a laptop.
  const repository = join(machine.folder, 'repository');
  const folders = {
    workspace: join(place, 'workspace'),
    scratch: join(place, 'scratch'),
    environments: join(machine.folder, 'environments'),
    ...(machine.checkout !== undefined && { checkout: machine.checkout }),
    ...(existsSync(repository) && { repository }),
  };
  if (ticket.workspace?.mode === 'in-place') folders.workspace = machine.checkout ?? repository;
  const reports: AttemptReport[] = [];
  const stop = new AbortController();
  const kill = new AbortController();
  const host = {
    blobs: machine.blobs,
    folders,
    variables: { ...process.env, ...machine.variables },
    report: (report: AttemptReport) => void reports.push(report),
    stop: stop.signal,
    kill: kill.signal,
  };
  const lines = (stream?: string): string[] =>
    reports.flatMap((report) =>
      report.type === 'output'
        ? report.lines
            .filter((line) => stream === undefined || line.stream === stream)
            .map((line) => line.text)
        : [],
    );
  const outcome = runAttempt(aTicket(ticket), host);
  return {
    reports,
    folders,
    outcome,
    stop: (reason) => stop.abort(reason),
    kill: () => kill.abort(),
    lines,
    printed: async (text) => {
      await waitUntil(() => lines().some((line) => line.includes(text)));
    },
  };
}
