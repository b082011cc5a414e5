import { describe, expect, it } from 'vitest'
import { deploy, deployStatus } from '../../deploy/deploy.ts'
import { readSource } from '../../deploy/source.ts'
import { emptyDatabase } from '../support/database.ts'

const { environments } = await readSource()

describe('the SQL files of this package', () => {
  it('know the four environments', () => {
    expect(environments).toEqual(['development', 'production', 'staging', 'test'])
  })

  it.each(environments)('deploy as %s, and a second time write nothing', async (environment) => {
    const { connectionString } = await emptyDatabase()
    expect(await deploy({ connectionString, environment })).toMatchObject({ changed: true, environment })
    const again = await deploy({ connectionString })
    expect(again).toMatchObject({ changed: false, environment })
    expect(again.seeds).toMatchObject({ created: 0, updated: 0, leftAlone: 0 })
    expect(await deployStatus({ connectionString })).toMatchObject({ upToDate: true })
  })
})
