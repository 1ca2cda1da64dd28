import type { Tags } from './tags.ts';

/** What stays of an instance when its machine is gone, or not: volumes, interfaces, spot requests. */
export type Kept<Shape> = { readonly shape: Shape; readonly tags: Tags; isListed: boolean };

/** What a client token was used for: the same request gets the same answer. */
export type Remembered = { readonly request: string; readonly answer: object };
