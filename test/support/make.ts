import { type Config, defaultConfig } from '../../core/config.ts';
import type { App } from '../../core/model/app.ts';

/** An app with usual values, but for what the test is about. */
export function makeApp(facts: Partial<App> = {}): App {
  return {
    id: '5ed0fe5d884fef000f5e4fd1',
    name: 'shop-pr42',
    region: { type: 'scalingo', name: 'osc-fr1' },
    status: 'running',
    url: 'http://127.0.0.1:9/',
    readAt: '2026-11-22T09:00:00.000Z',
    ...facts,
  };
}

/** Settings without providers or rules, but for what the test is about. */
export function makeConfig(facts: Partial<Config> = {}): Config {
  return { ...defaultConfig, mode: 'enforce', timezone: 'Europe/Paris', ...facts };
}
