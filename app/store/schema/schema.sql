-- What all migrations together make of an empty database, for readers: the program does not read this file.
-- Generated from a fresh SQLite database by `npm run generate`. Do not edit: a change of it is a migration
-- (migrations.ts). PostgreSQL executes the same statements; there no column of a primary key can be null, which
-- SQLite permits (https://www.sqlite.org/lang_createtable.html#the_primary_key).

create table alias_moves (
  scope text not null default 'local',
  model text not null,
  alias text not null,
  move bigint not null,
  at bigint not null,
  body text not null,
  primary key (scope, model, alias, move)
);
create index alias_moves_by_time on alias_moves (scope, model, at);

create table aliases (
  scope text not null default 'local',
  model text not null,
  alias text not null,
  version bigint not null,
  moves bigint not null,
  body text not null,
  primary key (scope, model, alias)
);

create table approvals (
  run text not null,
  version bigint not null,
  key text not null,
  at bigint not null,
  body text not null,
  primary key (run, version)
);
create index approvals_by_time on approvals (at);

create table attempts (
  run text not null,
  key text not null,
  attempt bigint not null,
  status text not null,
  body text not null,
  primary key (run, key, attempt)
);

create table audit_models (
  repository bigint not null,
  model text not null,
  number bigint not null,
  audit bigint not null,
  primary key (repository, model, number)
);
create unique index audit_models_by_audit on audit_models (repository, audit, model);

create table audit_numbers (
  repository bigint primary key,
  last bigint not null
);

create table audits (
  id text primary key,
  repository bigint not null,
  at bigint not null,
  body text not null,
  number bigint not null default 0,
  run text
);
create unique index audits_by_number on audits (repository, number);
create index audits_by_run on audits (run, number) where run is not null;

create table budget_accounts (
  name text primary key,
  spent bigint not null,
  set_aside bigint not null
);

create table budget_entries (
  run text not null,
  key text not null,
  attempt bigint not null,
  repository bigint not null,
  month text not null,
  micros bigint not null,
  open bigint not null,
  primary key (run, key, attempt)
);
create index budget_entries_open on budget_entries (run) where open = 1;

create table cache_entries (
  cache_key text not null,
  run text not null,
  key text not null,
  at bigint not null,
  scope text not null default 'local',
  asks text not null default '{}',
  primary key (run, key, cache_key)
);
create index cache_entries_by_key on cache_entries (cache_key, scope, at);

create table cache_parts (
  run text not null,
  key text not null,
  pipeline text not null,
  at bigint not null,
  cache_key text not null,
  parts text not null,
  scope text not null default 'local',
  recipe text,
  primary key (run, key)
);
create index cache_parts_by_recipe on cache_parts (recipe, key, scope, at) where recipe is not null;
create index cache_parts_by_step on cache_parts (pipeline, key, scope, at);

create table checkpoints (
  run text not null,
  key text not null,
  attempt bigint not null,
  digest text not null,
  pipeline text not null,
  cache_key text,
  saved_at bigint not null,
  body text not null,
  scope text not null default 'local',
  primary key (run, key, attempt, digest)
);
create index checkpoints_by_key on checkpoints (pipeline, key, cache_key, scope, saved_at);

create table claim_blobs (
  claim text not null,
  run text not null,
  digest text not null,
  primary key (claim, digest)
);
create index claim_blobs_by_run on claim_blobs (run);

create table claims (
  id text primary key,
  run text not null,
  key text not null,
  attempt bigint not null,
  holder text not null,
  begun bigint not null,
  reported bigint not null,
  live_weight bigint not null default 0,
  uploaded bigint not null default 0
);
create unique index claims_by_attempt on claims (run, key, attempt);

create table comparisons (
  id text primary key,
  run text not null,
  at bigint not null,
  body text not null
);
create index comparisons_by_run on comparisons (run);

create table concurrency_groups (
  name text primary key,
  version bigint not null,
  body text not null
);

create table condemned (
  digest text primary key,
  since bigint not null
);

create table costs (
  run text primary key,
  repository bigint not null,
  at bigint not null,
  due bigint not null,
  body text
);
create index costs_by_age on costs (at);
create index costs_by_time on costs (repository, at, run);
create index costs_due on costs (at) where due = 1;

create table counters (
  name text primary key,
  value bigint not null
);

create table dispatch_batches (
  id text primary key,
  run text not null,
  repository bigint not null,
  workflow_run bigint,
  ready_at bigint,
  body text not null
);
create index dispatch_batches_by_ready on dispatch_batches (ready_at);
create index dispatch_batches_by_run on dispatch_batches (run);
create index dispatch_batches_by_workflow_run on dispatch_batches (workflow_run);

create table dispatched (
  run text not null,
  key text not null,
  attempt bigint not null,
  "group" text not null,
  ordered_at bigint not null,
  batch text,
  check_run bigint,
  body text not null,
  machine text,
  primary key (run, key, attempt)
);
create index dispatched_by_batch on dispatched (batch, ordered_at);
create index dispatched_by_machine on dispatched (machine) where machine is not null;

create table drives (
  run text primary key,
  owner text not null,
  expires_at bigint not null
);
create index drives_by_owner on drives (owner);

create table effects (
  id text primary key,
  run text not null,
  kind text not null,
  due_at bigint not null,
  ready_at bigint not null,
  owner text,
  tries bigint not null,
  error text,
  body text not null,
  installation bigint not null default 0,
  repository bigint not null default 0
);
create index effects_by_lane on effects (installation, repository, ready_at);
create index effects_by_owner on effects (owner);
create index effects_by_ready on effects (ready_at);
create index effects_by_run on effects (run);

create table emergencies (
  run text primary key,
  repository bigint not null,
  review_by bigint not null,
  body text not null
);
create index emergencies_by_repository on emergencies (repository, review_by);

create table estimates (
  run text primary key,
  body text not null
);

create table events (
  run text not null,
  version bigint not null,
  type text not null,
  body text not null,
  primary key (run, version)
);

create table heads (
  repository bigint not null,
  sha text not null,
  at bigint not null,
  body text not null,
  primary key (repository, sha)
);
create index heads_by_time on heads (at);

create table installation_uploads (
  installation bigint primary key,
  bytes bigint not null
);

create table leases (
  id text primary key,
  run text not null,
  key text not null,
  attempt bigint not null,
  owner text not null,
  expires_at bigint not null
);
create index leases_by_expiry on leases (expires_at);
create index leases_by_owner on leases (owner);

create table log_tails (
  run text not null,
  key text not null,
  attempt bigint not null,
  seq bigint not null,
  lines bigint not null,
  bytes bigint not null,
  body text not null,
  primary key (run, key, attempt, seq)
);

create table logs (
  run text not null,
  key text not null,
  attempt bigint not null,
  body text not null,
  primary key (run, key, attempt)
);

create table looks (
  repository bigint not null,
  digest text not null,
  pull bigint not null,
  count bigint not null,
  at bigint not null,
  primary key (repository, digest, pull)
);
create index looks_by_time on looks (at);

create table machine_regions (
  name text primary key,
  left_at bigint
);

create table machine_watch (
  id bigint primary key,
  controller text not null,
  owner text not null,
  until bigint not null
);

create table machines (
  id text primary key,
  run text not null,
  key text not null,
  attempt bigint not null,
  gone bigint not null,
  version bigint not null,
  body text not null,
  told text not null
);
create unique index machines_at_work on machines (run, key, attempt) where gone = 0;
create index machines_by_attempt on machines (run, key, attempt);

create table materials (
  run text not null,
  key text not null,
  attempt bigint not null,
  body text not null,
  primary key (run, key, attempt)
);

create table migrations (
  number bigint primary key,
  name text not null
);

create table model_deployed (
  scope text not null,
  model text not null,
  alias text not null,
  environment text not null,
  body text not null,
  primary key (scope, model, alias, environment)
);

create table model_freezes (
  scope text not null,
  model text not null,
  at bigint not null,
  until bigint not null,
  body text,
  primary key (scope, model)
);

create table model_marks (
  scope text not null,
  model text not null,
  version bigint not null,
  mark text not null,
  run text not null,
  body text not null,
  primary key (scope, model, version, mark)
);
create index model_marks_by_run on model_marks (run);

create table model_origins (
  scope text not null,
  model text not null,
  version bigint not null,
  place bigint not null,
  digest text not null,
  run text not null,
  body text not null,
  primary key (scope, model, version, place)
);
create index model_origins_by_digest on model_origins (scope, digest);
create index model_origins_by_run on model_origins (run);

create table models (
  scope text not null default 'local',
  model text not null,
  version bigint not null,
  run text not null,
  key text not null,
  body text not null,
  digest text not null default '',
  primary key (scope, model, version)
);
create index models_by_digest on models (scope, model, digest);
create unique index models_by_run on models (run, key);

create table overrides (
  repository bigint not null,
  sha text not null,
  pipeline text not null,
  base text not null,
  at bigint not null,
  body text not null,
  primary key (repository, sha, pipeline, base)
);
create index overrides_by_base on overrides (repository, base);

create table pins (
  digest text primary key,
  expires_at bigint not null
);

create table plans (
  digest text primary key,
  body text not null
);

create table price_lists (
  region text primary key,
  body text not null
);

create table publications (
  id text primary key,
  ready_at bigint,
  held_until bigint not null,
  touched bigint not null,
  target text not null,
  notes text not null,
  state text not null,
  touched_at bigint not null default 0,
  refused text,
  refused_repository bigint,
  refused_installation bigint,
  installation bigint not null default 0,
  repository bigint not null default 0
);
create index publications_broken on publications (repository, touched_at) where id like 'broken/%';
create index publications_by_lane on publications (installation, repository, ready_at) where ready_at is not null;
create index publications_by_ready on publications (ready_at);
create index publications_by_refused_installation on publications (refused_installation);
create index publications_by_refused_repository on publications (refused_repository);
create index publications_by_touch on publications (touched_at);

create table queued (
  topic text not null,
  id text not null,
  installation bigint,
  at bigint not null,
  ready_at bigint,
  owner text,
  tries bigint not null,
  error text,
  body text not null,
  refusals bigint not null default 0,
  repository bigint not null default 0,
  primary key (topic, id)
);
create index queued_by_lane on queued (topic, installation, repository, ready_at) where ready_at is not null;
create index queued_by_ready on queued (topic, ready_at);
create index queued_by_time on queued (topic, at);

create table refusals (
  repository bigint not null,
  person bigint not null,
  since bigint not null,
  kept bigint not null,
  left_out bigint not null,
  primary key (repository, person)
);
create index refusals_by_time on refusals (since);

create table registrations (
  scope text not null,
  model text not null,
  version bigint not null,
  run text not null,
  key text not null,
  within text not null,
  primary key (run, key)
);
create index registrations_by_version on registrations (scope, model, version, within);

create table repositories (
  id bigint primary key,
  body text not null
);

create table run_uploads (
  run text primary key,
  installation bigint not null,
  bytes bigint not null
);

create table runs (
  id text primary key,
  number bigint not null,
  attempt bigint not null,
  pipeline text not null,
  status text not null,
  sha text,
  plan text not null,
  version bigint not null,
  created_at bigint not null,
  ended_at bigint,
  body text not null,
  repository bigint not null default 0,
  scope text not null default 'local'
);
create index runs_by_commit on runs (sha, pipeline, status, created_at);
create index runs_by_creation on runs (created_at);
create unique index runs_by_number on runs (repository, number, attempt);
create index runs_by_pipeline on runs (pipeline, created_at);
create index runs_by_pipeline_time on runs (repository, pipeline, created_at, number, attempt);
create index runs_by_plan on runs (plan);
create index runs_by_repository on runs (repository, sha, created_at);
create index runs_by_status on runs (status, created_at);
create index runs_by_time on runs (repository, created_at, number, attempt);

create table samples (
  run text not null,
  key text not null,
  attempt bigint not null,
  seq bigint not null,
  body text not null,
  primary key (run, key, attempt, seq)
);

create table schedules (
  id text primary key,
  repository bigint not null,
  next_at bigint,
  version bigint not null,
  body text not null
);
create index schedules_by_repository on schedules (repository);
create index schedules_by_time on schedules (next_at);

create table spent_proofs (
  id text primary key,
  expires_at bigint not null
);
create index spent_proofs_by_expiry on spent_proofs (expires_at);

create table spot_pools (
  region text not null,
  type text not null,
  zone text not null,
  at bigint not null,
  body text not null,
  primary key (region, type, zone)
);

create table starts (
  key text primary key,
  run text not null
);
create index starts_by_run on starts (run);

create table steps (
  run text not null,
  key text not null,
  position bigint not null,
  state text not null,
  result text,
  body text not null,
  primary key (run, key)
);

create table strangers (
  repository bigint not null,
  person bigint not null,
  version bigint not null,
  at bigint not null,
  body text not null,
  primary key (repository, person)
);
create index strangers_by_time on strangers (at);

create table timers (
  run text not null,
  id text not null,
  due_at bigint not null,
  body text not null,
  primary key (run, id)
);
create index timers_by_due on timers (due_at);

create table trusted_branches (
  repository bigint not null,
  branch text not null,
  body text not null,
  primary key (repository, branch)
);

create table uploads (
  claim text not null,
  run text not null,
  digest text not null,
  bytes bigint not null,
  primary key (claim, digest)
);
create index uploads_by_run on uploads (run);

create table watches (
  subject text not null,
  publication text not null,
  at bigint not null,
  primary key (subject, publication)
);
create index watches_by_publication on watches (publication);

create table web_sessions (
  id text primary key,
  person bigint not null,
  login text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null
);
create index web_sessions_by_expiry on web_sessions (expires_at);
create index web_sessions_by_person on web_sessions (person, created_at);
