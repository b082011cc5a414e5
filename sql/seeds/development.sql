-- A laptop: crashes are noticed soon, and there is something to play with.
select headgate_private.seed_setting('heartbeat_interval_seconds', '1');
select headgate_private.seed_setting('timeout_seconds', '5');

-- Examples. The figures are first-tier limits as their providers publish them for one small model; set your own
-- with set_api_rate_limit: what an operator sets, no seed overwrites.
select headgate_private.seed_api_rate_limit('openai', 'example-small', '{"request_limit": 500, "token_limit": 200000, "queue_depth_limit": 10000, "backpressure": "delay"}');
select headgate_private.seed_api_rate_limit('anthropic', 'example-small', '{"request_limit": 50, "token_limit": 50000, "concurrency_limit": 20, "queue_depth_limit": 10000, "backpressure": "delay"}');
select headgate_private.seed_api_rate_limit('local', 'summaries', '{"request_limit": 60, "token_limit": 60000, "concurrency_limit": 16, "window_seconds": 6, "skew_allowance_seconds": 0.1}');

select headgate_private.seed_job_type('summarise', '{"provider": "local", "endpoint": "summaries", "max_attempts": 4, "backoff_base_seconds": 1, "backoff_cap_seconds": 10, "estimated_tokens": 1500, "description": "Summarise a text with the local provider of npm start."}');
select headgate_private.seed_job_type('example', '{"description": "A job type without an endpoint, to play with."}');
