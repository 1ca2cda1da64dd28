import type { ProcessTree } from './process-tree.ts';
import type { RunningChild, Startable } from './spawn-command.ts';

/** A command that is ready to be started, on this machine or in a container. */
export type Launch = Startable & {
  /** How the processes that it starts are found and ended. */
  readonly treeOf: (child: RunningChild) => ProcessTree;
};
