import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, git, touch, write } from './make-clone.ts';

/** A repository with a pipeline, beside a folder of the user's. */
export type Victim = { readonly root: string; readonly state: string; readonly docs: string };

export type HostileState = {
  readonly what: string;
  /** What would happen to the user. */
  readonly would: string;
  readonly plant: (victim: Victim) => void;
  /** What the refusal says. */
  readonly says: string;
  /** Only root can give things to others. */
  readonly asRoot?: true;
  /** Where one stands, in the repository. */
  readonly at?: string;
};

const OURS = ['objects/objects', 'objects/temporary', 'objects/corrupt', 'runs', 'work'];

function stateWithLink(name: string, to = 'docs') {
  return ({ state }: Victim) => {
    for (const folder of OURS) {
      if (!`${folder}/`.startsWith(`${name}/`)) mkdirSync(join(state, folder), { recursive: true });
    }
    mkdirSync(join(state, name, '..'), { recursive: true });
    symlinkSync(join(state, '../../..', to), join(state, name));
  };
}

function tracked(files: Readonly<Record<string, string>>, at = '.mlpipelines/.state') {
  return ({ root }: Victim) => {
    write(join(root, at), files);
    commit(root);
  };
}

/** What is hostile, what it would do, and what is said instead. */
export const HOSTILE_STATES: readonly HostileState[] = [
  {
    what: 'a link in place of the state folder',
    would: 'a store and folders are made in docs, its mode is changed',
    plant: ({ state, docs }) => symlinkSync(docs, state),
    says: '.state is a link to',
  },
  {
    what: 'a link to nowhere in its place',
    would: 'a folder is made wherever it points',
    plant: ({ state }) => symlinkSync('../../docs/new', state),
    says: '.state is a link to ../../docs/new',
  },
  {
    what: 'a link in place of .mlpipelines',
    would: 'the state of another project is used and cleared',
    plant: ({ root, docs }) => {
      renameSync(join(root, '.mlpipelines'), join(docs, 'pipelines'));
      symlinkSync(join(docs, 'pipelines'), join(root, '.mlpipelines'));
    },
    says: '.mlpipelines is a link to',
  },
  {
    what: 'a link in place of the objects',
    would: 'docs becomes a store of objects, and is cleared of what looks old',
    plant: stateWithLink('objects'),
    says: 'objects is a link to',
  },
  {
    what: 'a link where objects are written',
    would: 'gc deletes what is in docs',
    plant: stateWithLink('objects/temporary'),
    says: 'temporary is a link to',
  },
  {
    what: 'a link where damaged objects are kept',
    would: 'gc deletes what is in docs',
    plant: stateWithLink('objects/corrupt'),
    says: 'corrupt is a link to',
  },
  {
    what: 'a link in place of one of the 256 folders of objects',
    would: 'gc moves files of docs that are named as objects are, and deletes them',
    plant: stateWithLink('objects/objects/ab'),
    says: 'ab is a link to',
  },
  {
    what: 'a link in place of the logs',
    would: 'output of steps is written into docs',
    plant: stateWithLink('runs'),
    says: 'runs is a link to',
  },
  {
    what: 'a link in place of the workspaces',
    would: 'steps work in docs, and their folders there are removed',
    plant: stateWithLink('work'),
    says: 'work is a link to',
  },
  {
    what: 'a link in place of the store',
    would: "another program's database gets our tables",
    plant: stateWithLink('store.sqlite', 'docs/app.sqlite'),
    says: 'store.sqlite is a link to',
  },
  {
    what: 'a link in place of the file that has git ignore the state',
    would: 'a new file appears in docs',
    plant: stateWithLink('.gitignore', 'docs/.gitignore'),
    says: '.gitignore is a link to',
  },
  {
    what: 'a named pipe in place of what is remembered of files',
    would: 'plan waits for ever',
    plant: ({ state }) => {
      mkdirSync(state);
      execFileSync('mkfifo', [join(state, 'hashes')]);
    },
    says: 'hashes is neither a file nor a folder',
  },
  {
    what: 'a committed state',
    would: 'plan says cached, get hands out its bytes',
    plant: tracked({ 'store.sqlite': 'x', 'objects/objects/ab/cd': 'x' }),
    says: '.state is tracked by git (2 files). It holds results that others could have made up. Remove it: git rm -r --cached .mlpipelines/.state',
  },
  {
    what: 'a committed state in other letters, for file systems that do not care',
    would: 'the same, on a Mac',
    plant: tracked({ 'store.sqlite': 'x' }, '.mlpipelines/.STATE'),
    says: '.state is tracked by git (1 file)',
  },
  {
    what: 'a state committed in a submodule at .mlpipelines',
    would: 'the same, since the outer repository does not track it',
    plant: ({ root, docs }) => {
      const library = join(docs, '../library');
      renameSync(join(root, '.mlpipelines'), library);
      write(library, { '.state/store.sqlite': 'x' });
      commit(library);
      git(root, 'rm', '-rq', '--cached', '.mlpipelines');
      git(root, 'submodule', 'add', '-q', library, '.mlpipelines');
    },
    says: '.state is tracked by git (1 file)',
  },
  {
    what: 'a submodule as the state',
    would: 'the same',
    plant: ({ root, docs }) => {
      const library = join(docs, '../library');
      write(library, { 'store.sqlite': 'x' });
      commit(library);
      git(root, 'submodule', 'add', '-q', library, '.mlpipelines/.state');
    },
    says: '.state is tracked by git (1 file)',
  },
  {
    what: 'a committed state in a folder that git takes for a repository',
    would: 'git does not say that it is tracked',
    plant: ({ root }) => {
      const bare = { HEAD: 'ref: refs/heads/main\n', 'objects/.keep': '', 'refs/.keep': '' };
      write(join(root, 'fixture'), bare);
      write(join(root, 'fixture/.mlpipelines'), { 'p.yml': 'x', '.state/store.sqlite': 'x' });
      commit(root);
    },
    at: 'fixture',
    says: 'looks like a git repository of its own',
  },
  {
    what: 'a state that belongs to somebody else',
    would: 'they can put results there at any time',
    plant: ({ state }) => {
      mkdirSync(state);
      chownSync(state, 12_345, 12_345);
    },
    asRoot: true,
    says: '.state belongs to another user (uid 12345; you are 0)',
  },
];

/** Files of a user as the sweeps would take them: old, and one named as an object is. */
export function plantDocs(docs: string): void {
  mkdirSync(docs);
  for (const name of ['thesis.txt', 'app.sqlite', 'c'.repeat(62)]) {
    if (name !== 'app.sqlite') writeFileSync(join(docs, name), 'mine');
    else writeFileSync(join(docs, name), '');
    touch(join(docs, name));
  }
  chmodSync(docs, 0o755);
}
