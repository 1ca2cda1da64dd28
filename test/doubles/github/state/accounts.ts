/** People, organisations, Apps and what they may do. Records are mutable: they are the stand-in's database. */

export const ROLES = ['read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];
export type Access = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Access>>;

export type Account = {
  readonly id: number;
  login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly name: string | null;
  readonly email: string;
  readonly createdAt: number;
  /** Of an organisation: who belongs to it; of others empty. */
  readonly members: Map<number, 'admin' | 'member'>;
  readonly teams: Map<string, Team>;
};

export type Team = { readonly id: number; readonly slug: string; readonly members: Set<number> };

export type App = {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  /** `slug[bot]`, the sender of what the App does. */
  readonly bot: Account;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly callbackUrls: readonly string[];
  readonly setupUrl: string | null;
  /** "Enable Device Flow". */
  deviceFlow: boolean;
  readonly createdAt: number;
  permissions: Permissions;
  events: readonly string[];
  webhookUrl: string | null;
  webhookSecret: string;
};

export type Installation = {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly createdAt: number;
  selection: 'all' | 'selected';
  readonly repositoryIds: Set<number>;
  permissions: Permissions;
  events: readonly string[];
  suspendedAt: number | null;
};

/** Who acts, for `sender`, authorship and `performed_via_github_app`. */
export type Actor = { readonly account: Account; readonly app: App | null };

/** Who makes a request. `job` is an Actions job's `GITHUB_TOKEN`. */
export type Auth =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: App }
  /** By its client id and secret. */
  | { readonly kind: 'client'; readonly app: App }
  | {
      readonly kind: 'installation' | 'job';
      readonly app: App;
      readonly installation: Installation | null;
      readonly permissions: Permissions;
      /** null: every repository of the installation. */
      readonly repositoryIds: ReadonlySet<number> | null;
    }
  | { readonly kind: 'user'; readonly account: Account; readonly app: App | null };

export type Token = {
  readonly value: string;
  readonly auth: Auth;
  /** null: does not expire. */
  readonly expiresAt: number | null;
};

export type UserToken = Token & { readonly auth: Extract<Auth, { kind: 'user' }> };
