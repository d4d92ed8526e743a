import type { Config, RuleConfig } from '../../config.ts';
import { formatInstant } from '../../i18n/format.ts';
import type { App } from '../../model/app.ts';
import { compilePattern, isPattern } from '../../model/pattern.ts';
import { ruleFor } from '../../policy/rules.ts';
import type { ModeSwitch } from '../mode/switch-note.ts';
import { actorText } from '../report/actor-text.ts';
import type { Finding } from '../report/doctor-report.ts';
import type { Reader } from '../report/event-text.ts';

/** What is odd about the settings, given the apps there are now. */
export function settingsFindings(
  config: Config,
  seen: { readonly apps: readonly App[] /** Every region could be read. */; readonly complete: boolean },
  mode: readonly Finding[] = modeFindings(config),
): readonly Finding[] {
  const part = 'settings';
  const warnings = config.warnings.map(
    (warning): Finding => ({ part, status: 'warning', text: 'doctor.settings.warning', values: { warning } }),
  );
  const findings = [...warnings, ...mode, ...ruleFindings(config, seen)];
  return findings.length > 0 ? findings : [{ part, status: 'ok', text: 'doctor.settings.ok' }];
}

function modeFindings({ mode }: Config): readonly Finding[] {
  if (mode === 'enforce') return [];
  return [{ part: 'mode', status: 'warning', text: 'doctor.mode.observe', remedy: 'doctor.mode.remedy' }];
}

/** Somebody has switched it, and the file says something else. */
export function switchedFinding({ mode, fileMode, actor, at }: ModeSwitch, reader: Reader): Finding {
  const values = { mode, fileMode, actor: actorText(actor, reader.translate), at: formatInstant(at, reader) };
  return {
    part: 'mode',
    status: 'warning',
    text: 'doctor.mode.switched',
    remedy: 'doctor.mode.switched.remedy',
    values,
  };
}

function ruleFindings(
  config: Config,
  { apps, complete }: { readonly apps: readonly App[]; readonly complete: boolean },
): readonly Finding[] {
  const used = new Set(apps.map((app) => ruleFor(app, config)?.index));
  return config.rules.flatMap((rule, index): readonly Finding[] => {
    const place = { part: 'rules', subject: rule.match } as const;
    const by = shadowOf(config.rules.slice(0, index), rule);
    const values = { number: index + 1, match: rule.match };
    if (by !== undefined)
      return [
        {
          ...place,
          status: 'failure',
          text: 'doctor.rules.shadowed',
          remedy: 'doctor.rules.shadowed.remedy',
          values: { ...values, by: by + 1, other: config.rules[by]?.match ?? '' },
        },
      ];
    if (used.has(index)) return [];
    // An app of a region that could not be read may be the one it is meant for.
    if (!complete) return [{ ...place, status: 'unknown', text: 'doctor.rules.unread', values }];
    const review = /\{(pr|branch)\}/.test(rule.match);
    return [
      {
        ...place,
        status: 'warning',
        text: review ? 'doctor.rules.no_review' : 'doctor.rules.unused',
        remedy: review ? 'doctor.rules.no_review.remedy' : 'doctor.rules.unused.remedy',
        values,
      },
    ];
  });
}

/** Which earlier rule takes every app this one could match, where that can be told without trying names. */
function shadowOf(earlier: readonly RuleConfig[], { match, protect }: RuleConfig): number | undefined {
  // A protection reaches its apps wherever it stands.
  if (protect === true) return undefined;
  const at = earlier.findIndex((rule) => covers(rule.match, match));
  return at < 0 ? undefined : at;
}

function covers(earlier: string, later: string): boolean {
  // A regular expression says different things in capitals: `\D`.
  const same = later.startsWith('/') ? earlier === later : earlier.toLowerCase() === later.toLowerCase();
  if (same || earlier === '*') return true;
  const literal = !isPattern(later) && !/[{}]/.test(later);
  // A name is held against names, a qualified name against qualified ones.
  const qualified = (match: string) => match.includes('/') && !match.startsWith('/');
  return literal && qualified(earlier) === qualified(later) && compilePattern(earlier).match(later) !== undefined;
}
