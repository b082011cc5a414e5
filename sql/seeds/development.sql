-- A laptop: crashes are noticed soon, and there is something to play with.
select headgate_private.seed_setting('heartbeat_interval_seconds', '1');
select headgate_private.seed_setting('timeout_seconds', '5');

-- Examples, one for each way in which providers count. The figures are first-tier limits as published for one small model;
-- what an operator sets with set_api_rate_limit, no seed overwrites.
--
-- OpenAI counts a request by what it asks for, the greater of max_tokens and an estimate from its characters, and gives
-- nothing back of what was not used; failed requests count too (its guide to rate limits). So estimates are reserved and
-- stay. How its limits refill is not documented: strict.
select headgate_private.seed_api_rate_limit('openai', 'example-small', '{"request_limit": 500, "token_limit": 200000, "request_charge": "reserve_only", "token_charge": "reserve_only", "queue_depth_limit": 10000, "backpressure": "delay"}');

-- Anthropic documents token buckets, continuously refilled, but says that 60 requests a minute may be enforced as one a
-- second: strict, not mirror. Input tokens are estimated at the start and adjusted during the request; output tokens count
-- as they are produced, and max_tokens does not (its page on rate limits): charge them by actuals. A limit of its own on
-- calls at a time guards against the limit on acceleration.
select headgate_private.seed_api_rate_limit('anthropic', 'example-small', '{"request_limit": 50, "input_token_limit": 50000, "output_token_limit": 10000, "input_token_charge": "estimate_then_adjust", "output_token_charge": "actual_only", "concurrency_limit": 20, "queue_depth_limit": 10000, "backpressure": "delay"}');

-- Amazon Bedrock reserves input and max_tokens at the start and settles at the end; an output token of the Claude 4 models
-- counts five times (its pages on quotas and token burndown). Whose midnight ends its day is not said: UTC is assumed.
select headgate_private.seed_api_rate_limit('bedrock', 'example-burndown', '{"request_limit": 200, "token_limit": 200000, "output_token_weight": 5, "day_token_limit": 100000000, "queue_depth_limit": 10000, "backpressure": "delay"}');

select headgate_private.seed_api_rate_limit('local', 'summaries', '{"request_limit": 60, "token_limit": 60000, "concurrency_limit": 16, "window_seconds": 6, "skew_allowance_seconds": 0.1}');

select headgate_private.seed_job_type('summarise', '{"provider": "local", "endpoint": "summaries", "max_attempts": 4, "backoff_base_seconds": 1, "backoff_cap_seconds": 10, "estimated_tokens": 1500, "description": "Summarise a text with the local provider of npm start."}');
select headgate_private.seed_job_type('example', '{"description": "A job type without an endpoint, to play with."}');
