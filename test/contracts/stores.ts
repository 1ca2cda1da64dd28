import type { Store } from '../../app/runtime/ports/store.ts';

/** Two connections to one store, as two processes have them. */
export type Stores = () => { readonly store: Store; readonly other: Store };
