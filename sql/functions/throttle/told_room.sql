-- What headers say is left, and for how many seconds that is so: of OpenAI and those who write like it, of Anthropic, of
-- the drafts of the IETF (a structured field, or one header a fact). Of Anthropic's the count of all tokens is the
-- smaller of two other limits, and counts only where these are not told.
create function headgate_private.told_room(p_headers jsonb, p_now timestamptz)
returns table (dimension text, remaining numeric, seconds numeric)
language sql
stable
as $$
  select f.dimension, f.remaining::numeric, headgate_private.seconds_until(f.until, p_now)
  from (
    select w.dimension, p_headers ->> w.remaining, p_headers ->> w.until
    from (
      values
        ('requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'),
        ('tokens', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'),
        ('requests', 'x-ratelimit-remaining', 'x-ratelimit-reset'),
        ('requests', 'ratelimit-remaining', 'ratelimit-reset'),
        ('requests', 'anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'),
        ('tokens', 'anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'),
        ('input_tokens', 'anthropic-ratelimit-input-tokens-remaining', 'anthropic-ratelimit-input-tokens-reset'),
        ('output_tokens', 'anthropic-ratelimit-output-tokens-remaining', 'anthropic-ratelimit-output-tokens-reset')
    ) as w (dimension, remaining, until)
    where w.remaining <> 'anthropic-ratelimit-tokens-remaining' or not p_headers ? 'anthropic-ratelimit-input-tokens-remaining'
    union all
    select 'requests', pg_catalog.substring(i.item, '(?:\mr|\mremaining)=(\d+)'),
      pg_catalog.substring(i.item, '(?:\mt|\mreset)=(\d+)')
    from pg_catalog.regexp_split_to_table(p_headers ->> 'ratelimit', case when p_headers ->> 'ratelimit' ~ '"' then ',' else '$.' end)
      as i (item)
    where not coalesce(
      p_headers ->> 'ratelimit-policy' ~ (coalesce(pg_catalog.substring(i.item, '"[A-Za-z0-9_-]+"'), '$.') || '[^,]*\mqu="(?!requests)'), false
    )
  ) as f (dimension, remaining, until)
  where f.remaining ~ '^\d{1,15}(\.\d{1,9})?$'
$$;

comment on function headgate_private.told_room(jsonb, timestamptz) is 'What of each dimension headers say is left, and for how long.';
