-- As production, with leases short enough to watch a reclaim.
select headgate_private.seed_setting('timeout_seconds', '20');
select headgate_private.seed_setting('heartbeat_interval_seconds', '5');
select headgate_private.seed_api_rate_limit('openai', 'example-small', '{"request_limit": 500, "token_limit": 200000, "queue_depth_limit": 10000, "backpressure": "delay", "status": "paused"}');
