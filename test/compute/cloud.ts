import type { SeenInstance } from '../../runner-provisioner/machine/instances.ts';
import type { LaunchOrder } from '../../runner-provisioner/machine/launch-order.ts';
import type { Instance } from '../../runner-provisioner/machine/machine.ts';
import type { LaunchAnswer } from '../../runner-provisioner/machine/seen.ts';
import type { InstanceAddress, Sky, SkyList } from '../../runner-provisioner/sky.ts';
import { chooseTypes } from '../../runner-provisioner/types/choose-types.ts';
import { KNOWN_TYPES } from '../../runner-provisioner/types/known-types.ts';
import type { MachineLimits } from '../../runner-provisioner/types/machine-limits.ts';
import { SKY } from '../api/machines/open-machine-talk.ts';
import type { ManualClock } from '../support/manual-clock.ts';

type Shown = { -readonly [K in keyof SeenInstance]: SeenInstance[K] };

/** A cloud that has room for every machine, unless a test says otherwise, and remembers what it was asked. */
export class Cloud implements Sky {
  readonly account = SKY.account;
  readonly certificates = SKY.certificates;
  readonly instances: Shown[] = [];
  readonly asked: LaunchOrder[] = [];
  readonly ended: string[] = [];
  readonly held: { readonly instance: InstanceAddress; readonly until: number }[] = [];
  readonly limits: MachineLimits[] = [];
  /** What the next launches are answered; once there are none left, each is given a machine. */
  readonly answers: LaunchAnswer[] = [];
  /** Called before it ends, holds or reads such an instance; may throw. */
  onCall: (call: 'end' | 'hold' | 'console', id: string) => Promise<void> = async () => {};
  /** Called before a launch is answered. */
  onLaunch: (order: LaunchOrder) => Promise<void> = async () => {};
  lists = 0;
  consoles = 0;
  refreshed = 0;
  isClosed = false;
  /** It answers nothing but errors when it is asked for these. */
  readonly broken = new Set<'list' | 'end'>();
  /** What every machine printed; null: nothing yet. */
  console: string | null = null;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async list(): Promise<SkyList> {
    this.lists += 1;
    this.#mayFail('list');
    return { instances: this.instances.map((each) => ({ ...each })), unlisted: [] };
  }

  async launch(order: LaunchOrder): Promise<LaunchAnswer> {
    this.asked.push(order);
    await this.onLaunch(order);
    return this.answers.shift() ?? { type: 'launched', instance: this.#started(order) };
  }

  async end(instances: readonly InstanceAddress[]): Promise<void> {
    this.ended.push(...instances.map(({ id }) => id));
    this.#mayFail('end');
    for (const { id } of instances) {
      await this.onCall('end', id);
      this.take(id, null);
    }
  }

  async consoleOf({ id }: InstanceAddress): Promise<string | null> {
    this.consoles += 1;
    await this.onCall('console', id);
    return this.console;
  }

  async hold(instance: InstanceAddress, until: number): Promise<void> {
    this.held.push({ instance, until });
    await this.onCall('hold', instance.id);
  }

  choose(asked: Parameters<Sky['choose']>[0], limits: MachineLimits) {
    this.limits.push(limits);
    return chooseTypes(asked, KNOWN_TYPES.types, { ...limits, imagesSince: null });
  }

  async refresh(): Promise<void> {
    this.refreshed += 1;
  }

  close(): void {
    this.isClosed = true;
  }

  /** It is gone, as EC2 says for such a reason. */
  take(id: string, code: string | null): void {
    const instance = this.instances.find((each) => each.id === id);
    if (instance === undefined) return;
    instance.state = 'terminated';
    instance.reason = code === null ? null : { code, message: code, status: null };
  }

  #started({ machine, rung, expiresAt }: LaunchOrder): Instance {
    const [pool] = rung.pools;
    if (pool === undefined) throw new Error('It was asked for no pool.');
    const { type, zone, market, region } = pool;
    const id = `i-${this.instances.length + 1}`;
    const image = 'ami-1';
    this.instances.push({
      id,
      region,
      state: 'running',
      machine,
      attempt: null,
      isPublic: false,
      launchedAt: this.#clock.now(),
      expiresAt,
      heldUntil: null,
      reason: null,
      pool: { type, zone, market },
      image,
    });
    return { id, region, zone, type, market, image, usdHour: 0.4 };
  }

  #mayFail(call: 'list' | 'end'): void {
    if (this.broken.has(call)) throw new Error(`EC2 does not answer ${call}`);
  }
}
