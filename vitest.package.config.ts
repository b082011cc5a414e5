import { defineConfig } from 'vitest/config'

// The package as others get it: it takes a minute and a registry, and so is no part of `npm test`.
// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from a default export
export default defineConfig({
  test: { include: ['tests/package/**/*.test.ts'], testTimeout: 180_000 },
})
