import { describe, expect, it } from 'vitest'
import { readFunctionFile } from '../../deploy/parse.ts'
import { lintFunction } from '../../tooling/sql-lint.ts'

const good = `-- Reads only.
create function headgate.find_it(p_id bigint)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return p_id;
end
$$;

comment on function headgate.find_it(bigint) is 'Finds it, now().';
`

async function lint(text: string): Promise<string[]> {
  const file = await readFunctionFile({ path: 'sql/functions/jobs/find_it.sql', text, hash: '' })
  return (await lintFunction(file)).map((finding) => `${finding.line}: ${finding.message}`)
}

describe('the SQL lint', () => {
  it('has nothing to say about a good function, whatever its comment mentions', async () => {
    expect(await lint(good)).toEqual([])
  })

  it.each([
    [
      'a clock that tests cannot move',
      'return p_id;',
      'return extract(epoch from now());',
      /9: reads a clock/,
    ],
    ['select *', 'return p_id;', 'return (select * from x);', /9: selects \*/],
    ['an error without a catalogued code', 'return p_id;', "raise exception 'no';", /9: raises/],
    ['a sleep', 'return p_id;', 'perform pg_sleep(1);', /9: sleeps/],
    [
      'a setting of the caller',
      'return p_id;',
      "perform set_config('a', 'b', true);",
      /9: changes a setting/,
    ],
    ['blanks at the end of a line', 'return p_id;', 'return p_id;  ', /9: ends in blanks/],
    ['a tab', '  return p_id;', '\treturn p_id;', /9: has a tab/],
    ['a missing search_path', 'set search_path = pg_catalog, pg_temp\n', '', /1: does not pin/],
    [
      'an empty search_path',
      'set search_path = pg_catalog, pg_temp',
      "set search_path = ''",
      /1: does not pin/,
    ],
    ['a public function that is not definer', 'security definer\n', '', /1: is public but not/],
    ['a missing contract comment', '-- Reads only.\n', '', /1: does not begin with a comment/],
    ['PL/pgSQL that does not parse', 'return p_id;', 'return p_id', /1: .*syntax error/],
  ])('reports %s', async (_, from, to, expected) => {
    expect(good).toContain(from)
    const findings = await lint(good.replace(from, to))
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatch(expected)
  })
})
