import type { Listing } from '../engine/directory.ts';
import { printRegion } from '../model/region.ts';
import { ruleFor } from '../policy/rules.ts';
import { appFindings } from './doctor/app-checks.ts';
import { failedCheck, PATIENCE_MS, providerChecks } from './doctor/provider-checks.ts';
import { recordFindings, storeCheck } from './doctor/record-checks.ts';
import { settingsFindings, switchedFinding } from './doctor/settings-checks.ts';
import { findModeSwitch } from './mode/switch-note.ts';
import { type Check, checkOf, doctorReport, type Finding } from './report/doctor-report.ts';
import type { Report } from './report/report.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  usage: 'doctor',
  example: 'doctor',
  words: { kind: 'topic', least: 0, most: 0 },
  options: ['json'],
  changes: false,
  run: runDoctor,
};

/** A list as recent as this needs no second reading. */
const LIST_MAX_AGE_MS = 60_000;

/** Everything that may keep it from working, each with its remedy. A region that hangs holds nothing up for long. */
async function runDoctor(_command: ParsedCommand, context: CommandContext): Promise<Report> {
  const { translate } = context;
  const [regions, listing, store, records, extra] = await Promise.all([
    regionChecks(context),
    context.directory.list({ priority: 'person', maxAgeMs: LIST_MAX_AGE_MS, patienceMs: PATIENCE_MS }),
    storeCheck(context),
    recordFindings(context),
    context.extraChecks?.(translate) ?? [],
  ]);
  const failing = new Set(regions.filter(({ status }) => status === 'failure').map(({ subject }) => subject));
  // What a region's own check has told is not told twice.
  const unread = listing.failed
    .filter(({ region }) => !failing.has(printRegion(region)))
    .map(({ region, error }) => failedCheck(printRegion(region), error, context));
  const findings = [...(await stateFindings(context, listing)), ...records];
  const told = findings.map((finding) => checkOf(finding, translate));
  return { kind: 'doctor', ...doctorReport([...regions, ...unread, store, ...told, ...extra], translate) };
}

async function regionChecks(context: CommandContext): Promise<readonly Check[]> {
  const { providers, translate } = context;
  if (providers.length === 0) {
    const text = 'doctor.region.none';
    return [checkOf({ part: 'credentials', status: 'failure', text, remedy: 'doctor.region.none.remedy' }, translate)];
  }
  return (await Promise.all(providers.map((provider) => providerChecks(provider, context)))).flat();
}

async function stateFindings(context: CommandContext, listing: Listing): Promise<readonly Finding[]> {
  const { config, watch, store, translate, clock } = context;
  const { apps, failed } = listing;
  const switched = await findModeSwitch(store);
  const reader = { translate, timezone: config.timezone, now: clock.now() };
  return [
    ...settingsFindings(
      config,
      { apps, complete: failed.length === 0 },
      switched === undefined ? undefined : [switchedFinding(switched, reader)],
    ),
    ...appFindings(await watch.list(), ({ facts }) => ruleFor(facts.app, config)?.rule.hours),
  ];
}
