import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Said } from '../../runtime/audit/audit-of-event.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import type { Permission } from '../reads/api-port.ts';

/** Somebody who may give the command of that name asks for it. */
export type AskedOfModel = {
  readonly repository: RepositoryRef;
  readonly by: Pusher;
  /** As GitHub answered just now. */
  readonly permission: Permission;
  readonly wish: ModelWish;
  /** For the audit. */
  readonly said: Said;
  /** Names what was asked among all, so that asking twice is asking once. */
  readonly once: string;
};

export type OfModel =
  | { readonly type: 'started'; readonly run: string; readonly name: string; readonly text: string }
  | { readonly type: 'done'; readonly text: string }
  /** A sentence, in Markdown. */
  | { readonly type: 'refused'; readonly why: string };
