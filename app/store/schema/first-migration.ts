export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
};

export const OF_ATTEMPT = 'run text not null, key text not null, attempt bigint not null';

/** What the database began with. */
export const FIRST_MIGRATION: Migration = {
  number: 1,
  name: 'runs, their rows, outbox, registry',
  statements: [
    `create table counters (name text primary key, value bigint not null)`,
    `create table plans (digest text primary key, body text not null)`,
    `create table runs (
       id text primary key, number bigint not null, attempt bigint not null, pipeline text not null,
       status text not null, sha text, plan text not null, version bigint not null,
       created_at bigint not null, ended_at bigint, body text not null)`,
    `create unique index runs_by_number on runs (number, attempt)`,
    `create index runs_by_pipeline on runs (pipeline, created_at)`,
    `create index runs_by_status on runs (status, created_at)`,
    `create index runs_by_creation on runs (created_at)`,
    `create index runs_by_commit on runs (sha, pipeline, status, created_at)`,
    `create index runs_by_plan on runs (plan)`,
    `create table steps (
       run text not null, key text not null, position bigint not null, state text not null, result text,
       body text not null, primary key (run, key))`,
    `create table attempts (${OF_ATTEMPT}, status text not null, body text not null,
       primary key (run, key, attempt))`,
    `create table timers (run text not null, id text not null, due_at bigint not null, body text not null,
       primary key (run, id))`,
    `create index timers_by_due on timers (due_at)`,
    `create table effects (
       id text primary key, run text not null, kind text not null, due_at bigint not null, ready_at bigint not null, owner text,
       tries bigint not null, error text, body text not null)`,
    `create index effects_by_ready on effects (ready_at)`,
    `create index effects_by_run on effects (run)`,
    `create index effects_by_owner on effects (owner)`,
    `create table events (run text not null, version bigint not null, type text not null, body text not null,
       primary key (run, version))`,
    `create table approvals (run text not null, version bigint not null, key text not null, at bigint not null,
       body text not null, primary key (run, version))`,
    `create index approvals_by_time on approvals (at)`,
    `create table cache_entries (cache_key text not null, run text not null, key text not null, at bigint not null,
       primary key (run, key, cache_key))`,
    `create index cache_entries_by_key on cache_entries (cache_key, at)`,
    `create table cache_parts (run text not null, key text not null, pipeline text not null, at bigint not null,
       cache_key text not null, parts text not null, primary key (run, key))`,
    `create index cache_parts_by_step on cache_parts (pipeline, key, at)`,
    `create table leases (id text primary key, ${OF_ATTEMPT}, owner text not null, expires_at bigint not null)`,
    `create index leases_by_expiry on leases (expires_at)`,
    `create index leases_by_owner on leases (owner)`,
    `create table drives (run text primary key, owner text not null, expires_at bigint not null)`,
    `create index drives_by_owner on drives (owner)`,
    `create table samples (${OF_ATTEMPT}, seq bigint not null, body text not null,
       primary key (run, key, attempt, seq))`,
    `create table checkpoints (${OF_ATTEMPT}, digest text not null, pipeline text not null, cache_key text,
       saved_at bigint not null, body text not null, primary key (run, key, attempt, digest))`,
    `create index checkpoints_by_key on checkpoints (pipeline, key, cache_key, saved_at)`,
    `create table materials (${OF_ATTEMPT}, body text not null, primary key (run, key, attempt))`,
    `create table logs (${OF_ATTEMPT}, body text not null, primary key (run, key, attempt))`,
    `create table models (model text not null, version bigint not null, run text not null, key text not null,
       body text not null, primary key (model, version))`,
    `create unique index models_by_run on models (run, key)`,
    `create table aliases (model text not null, alias text not null, version bigint not null,
       moves bigint not null, body text not null, primary key (model, alias))`,
    `create table alias_moves (model text not null, alias text not null, move bigint not null,
       at bigint not null, body text not null, primary key (model, alias, move))`,
    `create index alias_moves_by_time on alias_moves (model, at)`,
    `create table concurrency_groups (name text primary key, version bigint not null, body text not null)`,
    `create table pins (digest text primary key, expires_at bigint not null)`,
    `create table condemned (digest text primary key, since bigint not null)`,
  ],
};
