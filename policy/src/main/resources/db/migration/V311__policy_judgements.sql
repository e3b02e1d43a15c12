-- What people thought of each form of self-edits when a run was started: a resumed run is to see the same.
alter table policy_run add column judgements text;
