-- Users a product vouches for: its server signs their ids with a secret of the project.

-- How often that secret was replaced; it is derived from the instance's secret and this.
alter table projects add column identity_rotation bigint not null default 0;

-- The id of the user came with a right signature.
alter table feedback add column identity_verified boolean not null default false;
