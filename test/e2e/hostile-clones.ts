import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, git, PIPELINE, touch, write, type Clone } from './make-clone.ts';

export type HostileClone = {
  readonly what: string;
  readonly plant: (clone: Clone) => void;
  /** A plain git command that runs the program: what the commands that look must not do. */
  readonly stock: readonly string[];
  /** Where one stands, in the repository. */
  readonly at?: string;
  readonly env?: (clone: Clone) => Readonly<Record<string, string>>;
};

/** Whether plain git runs the program. */
export function runsInGit({ stock, at = '.', env }: HostileClone, clone: Clone): boolean {
  spawnSync('git', [...stock], {
    cwd: join(clone.root, at),
    env: { ...process.env, ...env?.(clone) },
    input: '',
    timeout: 20_000,
  });
  return existsSync(clone.marker);
}

const MONITOR = ({ evil }: Clone) => `[core]\n\tfsmonitor = "${evil}"\n`;

function append(path: string, text: string): void {
  writeFileSync(path, `${readFileSync(path, 'utf8')}${text}`);
}

function filter(driver: string, settings: (clone: Clone) => string, into = '.git/config') {
  return (clone: Clone) => {
    write(clone.root, { '.gitattributes': `data.txt filter=${driver}\n` });
    commit(clone.root);
    append(join(clone.root, into), settings(clone));
    touch(join(clone.root, 'data.txt'));
  };
}

/** A tree that the commit names is not there, and a remote is said to have it. */
function promised(url: (clone: Clone) => string, more: (clone: Clone) => readonly string[][]) {
  return (clone: Clone) => {
    const set = (name: string, value: string) => git(clone.root, 'config', name, value);
    const tree = git(clone.root, 'rev-parse', 'HEAD^{tree}').trim();
    set('core.repositoryformatversion', '1');
    set('extensions.partialClone', 'origin');
    set('remote.origin.promisor', 'true');
    set('remote.origin.url', url(clone));
    for (const [name = '', value = ''] of more(clone)) set(name, value);
    rmSync(join(clone.root, '.git/objects', tree.slice(0, 2), tree.slice(2)));
  };
}

function submodule(plant: (clone: Clone, inside: string) => void) {
  return (clone: Clone) => {
    const library = join(clone.root, '..', 'library');
    write(library, { 'lib.txt': 'x\n', '.gitattributes': 'lib.txt filter=own\n' });
    commit(library);
    git(clone.root, 'submodule', 'add', '-q', library, 'lib');
    git(clone.root, 'commit', '-qm', 'lib');
    plant(clone, join(clone.root, '.git/modules/lib/config'));
  };
}

/** What is hostile, and the plain git command that would fall for it: each would make the marker. */
export const HOSTILE_CLONES: readonly [HostileClone, ...HostileClone[]] = [
  {
    what: 'a committed folder that git takes for a bare repository with a monitor',
    plant: (clone) => {
      const bare = {
        HEAD: 'ref: refs/heads/main\n',
        'objects/.keep': '',
        'refs/.keep': '',
        '.mlpipelines/p.yml': PIPELINE,
        config: `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "${clone.evil}"\n`,
      };
      write(join(clone.root, 'fixture'), bare);
      commit(clone.root);
    },
    at: 'fixture',
    stock: ['status'],
  },
  {
    what: 'core.fsmonitor in the configuration of an unpacked archive',
    plant: (clone) => append(join(clone.root, '.git/config'), MONITOR(clone)),
    stock: ['ls-files', '--others'],
  },
  {
    what: 'a .git file that points to a folder of the archive',
    plant: (clone) => {
      append(join(clone.root, '.git/config'), MONITOR(clone));
      renameSync(join(clone.root, '.git'), join(clone.root, 'settings'));
      write(clone.root, { '.git': 'gitdir: settings\n' });
    },
    stock: ['status'],
  },
  {
    what: 'include.path that brings a monitor',
    plant: (clone) => {
      write(clone.root, { 'more.ini': MONITOR(clone) });
      append(join(clone.root, '.git/config'), '[include]\n\tpath = ../more.ini\n');
    },
    stock: ['status'],
  },
  {
    what: 'includeIf that brings a filter on one branch',
    plant: filter('own', (clone) => {
      write(clone.root, { 'more.ini': `[filter "own"]\n\tclean = ${clone.evil}\n` });
      return '[includeIf "onbranch:main"]\n\tpath = ../more.ini\n';
    }),
    stock: ['status'],
  },
  {
    what: 'a monitor in the configuration of a worktree',
    plant: (clone) => {
      append(join(clone.root, '.git/config'), '[extensions]\n\tworktreeConfig = true\n');
      write(clone.root, { '.git/config.worktree': MONITOR(clone) });
    },
    stock: ['status'],
  },
  {
    what: 'a filter that cleans what .gitattributes names',
    plant: filter('own', ({ evil }) => `[filter "own"]\n\tclean = ${evil}\n\trequired\n`),
    stock: ['status'],
  },
  {
    what: 'a filter as a long-running process',
    plant: filter('own', ({ evil }) => `[filter "own"]\n\tprocess = ${evil}\n`),
    stock: ['status'],
  },
  {
    what: 'a filter whose name has a sign that `git -c` would stumble over',
    plant: filter('a=b', ({ evil }) => `[filter "a=b"]\n\tclean = ${evil}\n`),
    stock: ['status'],
  },
  {
    what: 'a filter in a submodule, of a name that only it has',
    plant: submodule(({ evil, root }, config) => {
      append(config, `[filter "own"]\n\tclean = ${evil}\n`);
      touch(join(root, 'lib/lib.txt'));
    }),
    stock: ['status'],
  },
  {
    what: 'a monitor in a submodule',
    plant: submodule((clone, config) => append(config, MONITOR(clone))),
    stock: ['status'],
  },
  {
    what: 'core.hooksPath that names committed hooks',
    plant: (clone) => {
      write(clone.root, { 'hooks/post-index-change': readFileSync(clone.evil, 'utf8') });
      chmodSync(join(clone.root, 'hooks/post-index-change'), 0o755);
      append(join(clone.root, '.git/config'), '[core]\n\thooksPath = hooks\n');
      touch(join(clone.root, 'data.txt'));
    },
    stock: ['status'],
  },
  {
    what: 'a hook in .git/hooks of an archive',
    plant: (clone) => {
      write(clone.root, { '.git/hooks/post-index-change': readFileSync(clone.evil, 'utf8') });
      chmodSync(join(clone.root, '.git/hooks/post-index-change'), 0o755);
      touch(join(clone.root, 'data.txt'));
    },
    stock: ['status'],
  },
  {
    what: 'an object that is promised by an ext:: remote',
    plant: promised(
      ({ evil }) => `ext::${evil}`,
      () => [['protocol.ext.allow', 'always']],
    ),
    stock: ['status'],
  },
  {
    what: 'an object that is promised by a remote behind core.sshCommand',
    plant: promised(
      () => 'ssh://nowhere.invalid/r',
      ({ evil }) => [['core.sshCommand', evil]],
    ),
    stock: ['status'],
  },
  {
    what: 'an object that is promised by a remote behind core.gitProxy',
    plant: promised(
      () => 'git://nowhere.invalid/r',
      ({ evil }) => [['core.gitProxy', evil]],
    ),
    stock: ['merge-base', 'main', 'HEAD^{tree}^{commit}'],
  },
  {
    what: 'an object that is promised by a remote with a program as uploadpack',
    plant: promised(
      ({ root }) => root,
      ({ evil }) => [['remote.origin.uploadpack', evil]],
    ),
    stock: ['status'],
  },
  {
    what: 'diff.external, and a driver with textconv and command that .gitattributes names',
    plant: ({ root, evil }) => {
      write(root, { '.gitattributes': 'data.txt diff=own\n', 'data.txt': 'y\n' });
      append(
        join(root, '.git/config'),
        `[diff]\n\texternal = ${evil}\n[diff "own"]\n\tcommand = ${evil}\n\ttextconv = ${evil}\n`,
      );
    },
    stock: ['diff'],
  },
  {
    what: 'a submodule with a command as its way to update',
    plant: submodule(({ root, evil }) => {
      git(root, 'config', 'submodule.lib.update', `!${evil}`);
      git(join(root, 'lib'), 'commit', '-q', '--allow-empty', '-m', 'other');
    }),
    stock: ['submodule', 'update'],
  },
  {
    what: 'configuration in variables',
    plant: () => undefined,
    env: ({ evil }) => ({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: evil,
    }),
    stock: ['status'],
  },
  {
    what: 'GIT_DIR of another repository with a monitor',
    plant: (clone) => {
      git(clone.root, 'clone', '-q', clone.root, '../other');
      append(join(clone.root, '../other/.git/config'), MONITOR(clone));
    },
    env: ({ root }) => ({ GIT_DIR: join(root, '../other/.git'), GIT_WORK_TREE: root }),
    stock: ['status'],
  },
];
