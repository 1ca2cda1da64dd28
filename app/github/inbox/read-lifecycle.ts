import type { RepositoryRef } from '../../domain/hosted.ts';
import { isList, isMap, type Json, type JsonMap } from '../../domain/json.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { personAt, readRepositoryEvent, type RepositoryEvent } from './read-delivery.ts';
import { valueAt } from './trim-payload.ts';

export type NamedRepository = Pick<RepositoryRef, 'id' | 'owner' | 'name'>;

export type InstallationEvent = {
  readonly action: string;
  readonly sender: Pusher;
  /** All that it sees; told when it is installed, empty else. */
  readonly all: readonly NamedRepository[];
  readonly added: readonly NamedRepository[];
  readonly removed: readonly NamedRepository[];
};

export type RepositoryActionEvent = RepositoryEvent & {
  readonly action: string;
  /** Another branch is the default branch now; `edited` tells of descriptions, too. */
  readonly hasNewDefault: boolean;
};

/** Something that happened to a repository as a whole; null: the payload does not say what it must. */
export function readRepositoryAction(payload: JsonMap): RepositoryActionEvent | null {
  const about = readRepositoryEvent(payload);
  const action = payload['action'];
  const hasNewDefault = valueAt(payload, ['changes', 'default_branch', 'from']) !== undefined;
  return about === null || typeof action !== 'string' ? null : { ...about, action, hasNewDefault };
}

/** Something that happened to an installation, or to what it sees; null: the payload does not say what it must. */
export function readInstallationEvent(payload: JsonMap): InstallationEvent | null {
  const { action } = payload;
  const sender = personAt(payload, 'sender');
  if (typeof action !== 'string' || sender === null) return null;
  const listed = (name: string) => repositoriesIn(payload[name]);
  const added = listed('repositories_added');
  const removed = listed('repositories_removed');
  return { action, sender, all: listed('repositories'), added, removed };
}

/** `[{ id, full_name }]`, as payloads about installations name repositories. */
export function repositoriesIn(list: Json | undefined): readonly NamedRepository[] {
  return list !== undefined && isList(list) ? list.flatMap(namedIn) : [];
}

function namedIn(value: Json): NamedRepository[] {
  const { id, full_name: fullName } = isMap(value) ? value : {};
  const [owner, name, ...more] = typeof fullName === 'string' ? fullName.split('/') : [];
  if (typeof id !== 'number' || owner === undefined || name === undefined) return [];
  return more.length > 0 ? [] : [{ id, owner, name }];
}
