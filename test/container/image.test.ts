import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readDockerfile, textsOf } from './read-dockerfile.ts';

const ROOT = join(import.meta.dirname, '../..');
const [build = [], image = []] = readDockerfile(join(ROOT, 'Dockerfile'));
const compose = parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8')) as Compose;

test('both stages start from one image of Node 24, by its digest', () => {
  const [[first = ''] = [], [second = ''] = []] = [build, image].map((each) =>
    textsOf(each, 'FROM'),
  );
  expect(first).toMatch(/^node:24\.\d+\.\d+-\w+-slim@sha256:[0-9a-f]{64} AS build$/);
  expect(first).toBe(`${second} AS build`);
});

test('the App is a user without rights, who may write into its state alone', () => {
  const keywords = image.map(({ keyword }) => keyword);
  expect(textsOf(image, 'USER')).toEqual(['node']);
  // What comes before it is done by root, and what is copied stays root's.
  expect(keywords.indexOf('USER')).toBeGreaterThan(keywords.lastIndexOf('COPY'));
  expect(textsOf(image, 'VOLUME')).toEqual(['/state']);
  expect(textsOf(image, 'RUN')).toEqual(['mkdir /state && chown node:node /state']);
});

test('compose starts the App once its database answers, with no more rights than it needs', () => {
  const { app, database } = compose.services;
  expect(app?.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  expect(database?.image).toMatch(/^postgres:\d+-alpine@sha256:[0-9a-f]{64}$/);
  expect(database?.healthcheck).toBeDefined();
  for (const service of Object.values(compose.services)) {
    expect(service.cap_drop).toEqual(['ALL']);
    for (const volume of service.volumes ?? []) {
      expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
  }
  expect(app?.read_only).toBe(true);
  // Whoever forgets these is told by compose, and starts nothing.
  expect(app?.environment['MLPIPELINES_URL']).toMatch(/^\$\{MLPIPELINES_URL:\?/);
  expect(database?.environment['POSTGRES_PASSWORD']).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
});

test('every variable that image and compose give the App is one that it reads', () => {
  const page = readFileSync(join(ROOT, 'app/server/server-config.ts'), 'utf8');
  const given = textsOf(image, 'ENV').flatMap((text) =>
    text.split(' ').map((pair) => pair.split('=')[0] ?? ''),
  );
  const names = [...given, ...Object.keys(compose.services['app']?.environment ?? {})];
  expect(names.length).toBeGreaterThan(6);
  expect(names.filter((name) => name !== 'NODE_ENV' && !page.includes(name))).toEqual([]);
});

type Compose = {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image?: string;
        readonly depends_on?: object;
        readonly healthcheck?: object;
        readonly environment: Readonly<Record<string, string>>;
        readonly cap_drop?: readonly string[];
        readonly read_only?: boolean;
        readonly volumes?: readonly string[];
      }
    >
  >;
  readonly volumes: object;
};
