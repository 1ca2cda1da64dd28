import type { Inbox } from './decide/inbox.ts';
import type { RuntimeDeps } from './runtime.ts';

/** What the worker's regular duties need. */
export type Upkeep = { readonly deps: RuntimeDeps; readonly inbox: Inbox };
