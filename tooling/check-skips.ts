import { globSync, readFileSync } from 'node:fs'
import { skipsWithoutReason } from './skip-reasons.ts'

/** Fails when a test is skipped without a reason in the code, or when one is left to run alone. */
for (const file of globSync('tests/**/*.ts')) {
  for (const { line, message } of skipsWithoutReason(readFileSync(file, 'utf8'))) {
    console.error(`${file}:${line}: ${message}`)
    process.exitCode = 1
  }
}
