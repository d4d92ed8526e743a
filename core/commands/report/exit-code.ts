import { errorExitCode } from './error-report.ts';
import type { ErrorReport, ExitCode, Report } from './report.ts';

/** How a program that ran this command ends: 0 done, 1 failed, 2 wrong use, 3 partly done, 4 refused. */
export function exitCode(report: Report): ExitCode {
  switch (report.kind) {
    case 'help':
    case 'history':
    case 'why':
    case 'plan':
    case 'savings':
    case 'digest':
    case 'digest_schedule':
    case 'mode':
      return 0;
    case 'doctor':
      return report.checks.some(({ status }) => status === 'failure') ? 1 : 0;
    case 'question':
    case 'error':
      return errorExitCode(report.error.code);
    case 'list':
    case 'status':
    case 'idle':
      return overall(
        report.failed.map(({ error }) => error),
        report.apps.length,
      );
    case 'sweep': {
      const errors = report.failed.length + report.totals.failed;
      // What was cut off is neither done nor failed: whoever counts on this pass must know.
      if (errors === 0) return report.skipped.interrupted === undefined ? 0 : 3;
      return report.items.length > report.totals.failed ? 3 : 1;
    }
    case 'operation': {
      const errors = report.results.flatMap(({ error }) => (error === undefined ? [] : [error]));
      return overall(errors, report.results.length - errors.length);
    }
  }
}

function overall(errors: readonly ErrorReport[], done: number): ExitCode {
  if (errors.length === 0) return 0;
  if (done > 0) return 3;
  const codes = new Set(errors.map((error) => errorExitCode(error.code)));
  const [only] = codes;
  return codes.size === 1 && only !== undefined ? only : 1;
}
