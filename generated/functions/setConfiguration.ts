// Generated from the contract of the database by `npm run codegen`. Do not edit.

import * as z from 'zod'
import { argument, type Call, type CallError, column, type FunctionSpec, invoke, type Transport } from '../../client/runtime.ts'
import { fingerprints } from '../contract.ts'
import { UnknownSetting, SettingOutOfRange, SettingsDisagree } from '../errors.ts'

/** Arguments of `headgate.set_configuration`. */
export interface SetConfigurationArgs {
  /** Name of the setting; see the view headgate.system_configuration. */
  readonly key: string
  /** Its new value, of the setting's type and within its range. */
  readonly value: unknown
}

/** The row that `headgate.set_configuration` answers. */
export interface SetConfigurationRow {
  readonly key: string
  readonly value: unknown
  readonly previous: unknown
}

/** What a call of `headgate.set_configuration` can fail with. */
export type SetConfigurationError =
  | UnknownSetting
  | SettingOutOfRange
  | SettingsDisagree
  | CallError

export const setConfigurationArgs: z.ZodType<SetConfigurationArgs> = z.strictObject({
  key: argument.text,
  value: argument.jsonb,
})

export const setConfigurationRow: z.ZodType<SetConfigurationRow> = z.object({
  key: column.text,
  value: column.jsonb,
  previous: column.jsonb,
})

export const setConfigurationFunction: FunctionSpec = {
  name: 'set_configuration',
  returns: 'one',
  scalar: false,
  readonly: false,
  roles: ['headgate_operator'],
  parameters: {
    key: { name: 'p_key', type: 'text', cast: 'pg_catalog.text' },
    value: { name: 'p_value', type: 'jsonb', cast: 'pg_catalog.jsonb' },
  },
  columns: {
    key: { name: 'key', type: 'text', nullable: false },
    value: { name: 'value', type: 'jsonb', nullable: false },
    previous: { name: 'previous', type: 'jsonb', nullable: false },
  },
  errors: {
    JQ301: UnknownSetting,
    JQ302: SettingOutOfRange,
    JQ303: SettingsDisagree,
  },
  fingerprints,
  args: setConfigurationArgs,
  row: setConfigurationRow,
}

/**
 * Changes a setting. Seeds will leave it alone from then on.
 *
 * SQL: `headgate.set_configuration`, called by `headgate_operator`.
 *
 * @returns one row: the setting, its value and the value before.
 * @throws {@link UnknownSetting} There is no such setting.
 * @throws {@link SettingOutOfRange} The value is of the wrong type or out of the range of the setting.
 * @throws {@link SettingsDisagree} The value contradicts other settings.
 * @since 0.1
 */
export function setConfiguration(transport: Transport, args: SetConfigurationArgs): Call<SetConfigurationRow, SetConfigurationError> {
  return invoke(transport, setConfigurationFunction, args) as Call<SetConfigurationRow, SetConfigurationError>
}
