-- No job types and no limits: those are the operator's to set. Only what is safer than the base.
select headgate_private.seed_setting('max_batch_size', '5000');
