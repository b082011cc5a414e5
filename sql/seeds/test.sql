-- Automated tests: nothing random that need not be, and one type of each kind.
select headgate_private.seed_setting('reclaim_jitter_seconds', '0');
select headgate_private.seed_api_rate_limit('test', 'limited', '{"request_limit": 60, "token_limit": 10000, "concurrency_limit": 10}');
select headgate_private.seed_job_type('plain', '{"description": "Takes no capacity."}');
select headgate_private.seed_job_type('limited', '{"provider": "test", "endpoint": "limited", "estimated_tokens": 100, "description": "Takes capacity of test/limited."}');
select headgate_private.seed_job_type('audited', '{"requires_audit": true, "description": "Cannot be completed without an audit event."}');
