import { describe, expect, it } from 'vitest';
import type { WebSession } from '../../app/runtime/ports/hosted/web-sessions.ts';
import { anId } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** Who is signed in to the pages. */
export function describeWebSessionsContract(stores: Stores): void {
  describe('sessions of people', () => {
    const aSession = (given: Partial<WebSession> = {}): WebSession => ({
      id: anId(),
      person: Math.floor(Math.random() * 1e9),
      login: 'ada',
      createdAt: 1,
      seenAt: 1,
      expiresAt: 100,
      ...given,
    });

    it('are known to every process until they end', async () => {
      const { store, other } = stores();
      const session = aSession();
      await store.webSessions.begin(session, 5);
      expect(await other.webSessions.find(session.id, 99)).toEqual(session);
      expect(await other.webSessions.find(session.id, 100)).toBeNull();
      await other.webSessions.renew(session.id, { seenAt: 50, expiresAt: 150 });
      const renewed = { ...session, seenAt: 50, expiresAt: 150 };
      expect(await store.webSessions.find(session.id, 100)).toEqual(renewed);
      await other.webSessions.end(session.id);
      await store.webSessions.renew(session.id, { seenAt: 60, expiresAt: 160 });
      expect(await store.webSessions.find(session.id, 99)).toBeNull();
    });

    it('end all at once for one person, and for nobody of the same login', async () => {
      const { store, other } = stores();
      const person = aSession().person;
      const theirs = [aSession({ person }), aSession({ person, login: 'ada-lovelace' })];
      const namesake = aSession();
      for (const session of [...theirs, namesake]) await store.webSessions.begin(session, 5);
      await other.webSessions.endAll(person);
      for (const { id } of theirs) expect(await store.webSessions.find(id, 2)).toBeNull();
      expect(await store.webSessions.find(namesake.id, 2)).toEqual(namesake);
    });

    it('are so many at most for one person, the newest, whatever the clocks say of the last', async () => {
      const { store } = stores();
      const { person } = aSession();
      const sessions = [3, 2, 4, 1].map((createdAt) => aSession({ person, createdAt }));
      for (const session of sessions) await store.webSessions.begin(session, 2);
      const open = await Promise.all(
        sessions.map(async ({ id }) => (await store.webSessions.find(id, 5)) !== null),
      );
      expect(open).toEqual([false, false, true, true]);
    });

    it('are forgotten once their time is over', async () => {
      const { store } = stores();
      const [over, open] = [aSession({ expiresAt: -10 }), aSession({ expiresAt: -9 })];
      for (const session of [over, open]) await store.webSessions.begin(session, 5);
      await store.webSessions.forget(-10);
      expect(await store.webSessions.find(over.id, -20)).toBeNull();
      expect(await store.webSessions.find(open.id, -20)).toEqual(open);
    });
  });
}
