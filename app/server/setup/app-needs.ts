import { readFileSync } from 'node:fs';

/** A permission that the App asks for, what it is for and what stops without it. */
export type PermissionNeed = {
  readonly name: string;
  readonly level: string;
  readonly use: string;
  readonly loss: string;
};

const APP_FILE = new URL('../../../app.yml', import.meta.url);

/** What the App makes use of, in the words of app.yml; tests hold its comments to this form. */
export function appNeeds(): AppNeeds {
  const text = readFileSync(APP_FILE, 'utf8');
  return { permissions: permissionsIn(text), events: eventsIn(text) };
}

export type AppNeeds = {
  readonly permissions: readonly PermissionNeed[];
  /** Those that have to be subscribed to. */
  readonly events: readonly string[];
};

function permissionsIn(text: string): readonly PermissionNeed[] {
  return [...text.matchAll(/^  (\w+): (\w+) # (.+); without it: (.+)$/gm)].map(
    ([, name = '', level = '', use = '', loss = '']) => ({ name, level, use, loss }),
  );
}

function eventsIn(text: string): readonly string[] {
  return [...text.matchAll(/^  - (\w+)/gm)].map(([, event = '']) => event);
}
