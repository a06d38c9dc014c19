-- People and their keys. Times of sessions, invitations and keys are real ones. Of the secrets of
-- sessions and invitations only SHA-256 is here.

alter table users add column status :text not null default 'active'
  check (status in ('active', 'disabled', 'removed'));
create index users_customer on users (customer_uuid, name, uuid);

alter table api_keys add column last_used_at :text;
create index api_keys_customer on api_keys (customer_uuid, created_at, client_id);

-- Only those that last; a session that ended is gone.
create table sessions (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  user_uuid :text not null references users (uuid),
  secret_hash :text not null unique,
  address :text not null,
  user_agent :text not null,
  created_at :text not null,
  seen_at :text not null,
  expires_at :text not null
) :strict;
create index sessions_user on sessions (customer_uuid, user_uuid, seen_at);

-- With a user_uuid from the beginning, a link for a new password; else for a new user.
create table invitations (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  email :text not null,
  name :text not null,
  role :text not null check (role in ('ADMIN', 'OPERATOR', 'VIEWER')),
  user_uuid :text references users (uuid),
  token_hash :text not null unique,
  created_at :text not null,
  expires_at :text not null,
  accepted_at :text,
  withdrawn_at :text
) :strict;
create index invitations_customer on invitations (customer_uuid, created_at, uuid);
create index invitations_email on invitations (customer_uuid, email);
