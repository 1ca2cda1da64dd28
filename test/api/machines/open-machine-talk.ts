import { join } from 'node:path';
import { monotonicFactory } from 'ulid';
import { onTestFinished } from 'vitest';
import { machineRoutes } from '../../../app/api/machines/machine-routes.ts';
import type { MachinesDeps } from '../../../app/compute/machines-deps.ts';
import { openMachines } from '../../../app/compute/open-machines.ts';
import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import type { MachineWish } from '../../../app/runtime/ports/hosted/machines.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { RunnerOrder, Runners } from '../../../app/runtime/ports/hosted/runners.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { ByteBudget } from '../../../app/wire/byte-budget.ts';
import type { Machine, MachineState } from '../../../runner-provisioner/machine/machine.ts';
import type { Sky } from '../../../runner-provisioner/sky.ts';
import { IdentityAuthority } from '../../doubles/ec2/imds/identity-authority.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { anAttempt, aHeader, anId, anOrder, creation } from '../../support/rows.ts';

const ACCOUNT = '123456789012';
export const NOON = Date.UTC(2026, 10, 29, 12);
const nextId = monotonicFactory();
const AUTHORITY = new IdentityAuthority();

type PlacedEvent = Parameters<MachinesDeps['tell']>[1];
type Note = Parameters<MachinesDeps['note']>[1];
type Given = {
  readonly clock?: ManualClock;
  /** Left out: a cloud that has nothing and gives nothing. */
  readonly sky?: MachinesDeps['sky'];
  readonly read?: MachinesDeps['read'];
};

/** What machines talk to, on a real store; the cloud and GitHub's runners are the test's. */
export async function openMachineTalk(given: Given = {}) {
  const folder = freshFolder();
  const store = await openStore({ sqliteFile: join(folder, 'store.sqlite') });
  onTestFinished(() => store.close());
  const clock = given.clock ?? new ManualClock(NOON);
  const logs: string[] = [];
  const reports: AttemptReport[] = [];
  const runners = new CountingRunners();
  const log = (message: string) => void logs.push(message);
  const told: PlacedEvent[] = [];
  const looked: AttemptId[] = [];
  const notes: Note[] = [];
  const deps: MachinesDeps = {
    store,
    clock,
    runners,
    owner: { id: anId(), isKnownDead: () => false },
    freshId: aName,
    read: given.read ?? (async () => null),
    report: async (_of, report) => void reports.push(report),
    tell: async (_run, event) => void told.push(event),
    note: async (_run, note) => void notes.push(note),
    look: async (of) => void looked.push(of),
    warn: log,
    sky: given.sky ?? (async () => SKY),
  };
  const machines = openMachines(deps);
  const routes = machineRoutes({ machines, budget: new ByteBudget(2 ** 20), log, clock });
  const post = async (path: string, form: Form, token?: string) => {
    const answer = await routes.request(path, {
      method: 'POST',
      body: new URLSearchParams(form).toString(),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    return { status: answer.status, text: await answer.text() };
  };
  /** An attempt that waits for a machine. */
  const order = async (wish: Partial<MachineWish> = {}): Promise<AttemptId> => {
    const run = anId();
    const attempt = { run, key: 'train', attempt: 1 };
    const header = aHeader({ id: run, hosted: aPlace() });
    await store.commit([creation(header, { attempts: [anAttempt('train')] })]);
    await store.dispatches.order(anOrder(attempt, { machine: { ...WISH, ...wish } }));
    return attempt;
  };
  return {
    folder,
    store,
    clock,
    logs,
    reports,
    runners,
    machines,
    routes,
    post,
    deps,
    told,
    looked,
    notes,
    order,
    /** One for an attempt that waits for it, as it stands then. */
    machine: async (
      state: MachineState = { type: 'booting' },
      part: Partial<Machine> = {},
    ): Promise<Machine> => {
      const machine = { ...aMachine({ attempt: await order(), state }), ...part };
      await store.machines.save([{ machine, version: 0 }]);
      return machine;
    },
    find: async (id: string) => (await store.machines.find(id)) ?? fail(id),
    hello: (id: string, instance: string, token = TOKEN, about: Partial<Identity> = {}) =>
      post(`/${id}/hello`, { identity: documentOf(instance, about), token, gpus: '0' }),
  };
}

type Form = Readonly<Record<string, string>>;
type Identity = { readonly accountId: string; readonly pendingTime: string };

export const TOKEN = 'a-token-of-a-machine-itself-0001';

/** What EC2 signs of an instance. */
export function documentOf(instanceId: string, about: Partial<Identity> = {}): string {
  const document = {
    accountId: ACCOUNT,
    region: 'us-east-1',
    availabilityZone: 'us-east-1a',
    instanceId,
    instanceType: 'm7i.xlarge',
    imageId: 'ami-1',
    pendingTime: new Date(NOON).toISOString(),
    ...about,
  };
  return AUTHORITY.signedMessage(JSON.stringify(document), new Date(NOON));
}

/** GitHub's side, which counts. */
class CountingRunners implements Runners {
  readonly made: string[] = [];
  readonly removed: (number | string)[] = [];
  readonly arches: string[] = [];
  /** Called before one is made; may throw. */
  onRegister: (label: string) => Promise<void> = async () => {};
  anew = 0;

  async register(_repository: object, { name, label }: RunnerOrder) {
    await this.onRegister(label);
    const configuration = `jit-configuration-${anId()}`;
    this.made.push(configuration);
    return { id: this.made.length, configuration, name };
  }
  async remove(_repository: object, runner: number) {
    this.removed.push(runner);
  }
  async clear(_repository: object, name: string) {
    this.removed.push(name);
  }
  async left() {
    return [];
  }
  async program(_repository: object, arch: string, anew: boolean) {
    this.arches.push(arch);
    if (anew) this.anew += 1;
    return { version: '2.335.0', url: 'https://example.com/runner.tar.gz', sha256: '0'.repeat(64) };
  }
}

export const SKY: Sky = {
  account: ACCOUNT,
  certificates: { 'us-east-1': AUTHORITY.certificate },
  list: async () => ({ instances: [], unlisted: [] }),
  launch: async () => ({ type: 'lost' }),
  end: async () => {},
  consoleOf: async () => null,
  hold: async () => {},
  choose: () => ({ candidates: [], fellOut: [] }),
  refresh: async () => {},
  close: () => {},
};

/** As the App names its machines: later ones sort after earlier ones. */
export function aName(): string {
  return `mlp-${nextId(NOON).toLowerCase()}`;
}

export const ASKED: Machine['asked'] = {
  gpu: null,
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 60_000,
  lifeMs: 3_600_000,
};
const policy = { regions: [], types: [], tags: { team: 'churn' }, amiMaxAgeMs: 1 };
const WISH = { asked: ASKED, mayBeSpot: true, policy };

function aMachine(part: Pick<Machine, 'attempt' | 'state'>): Machine {
  const id = aName();
  return {
    id,
    asked: ASKED,
    stateAt: NOON,
    deadlineAt: NOON + 600_000,
    huntUntil: NOON + 60_000,
    instance: {
      id: `i-${id.slice(-16)}`,
      region: 'us-east-1',
      zone: 'us-east-1a',
      type: 'm7i.xlarge',
      market: 'spot',
      image: 'ami-1',
      usdHour: 0.1,
    },
    missedSince: null,
    expiresAt: NOON + 3_600_000,
    tried: [],
    noticeAt: null,
    heldUntil: null,
    deadBoots: 0,
    ...part,
  };
}

function fail(id: string): never {
  throw new Error(`There is no machine ${id}.`);
}
