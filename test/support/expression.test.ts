import { type Contexts, evaluate, fillIn } from './expression.ts';

const contexts: Contexts = {
  github: { event_name: 'schedule', event: { action: 'created', comment: { body: "/PAASTIS it's" } } },
  inputs: {},
};

describe('an expression of a workflow', () => {
  it.each([
    ["'it''s'", "it's"],
    ['github.event.nowhere.at.all', null],
    ["inputs.dry-run || 'no'", 'no'],
    ["github.event_name == 'SCHEDULE'", true],
    ["github.event_name != 'schedule' || 7", 7],
    ["github.event.action && startsWith(github.event.comment.body, '/paastis')", true],
    ["false && 'a' || !(contains(github.event.comment.body, 'wake') && true)", true],
  ])('%s is %p', (expression, value) => {
    expect(evaluate(expression, contexts)).toBe(value);
  });

  it('is filled into its text, what is absent as nothing', () => {
    expect(fillIn(`a-\${{ github.event_name }}-\${{ inputs.x }}-\${{ inputs.y || false }}`, contexts)).toBe(
      'a-schedule--false',
    );
  });

  it.each(['secrets.X', 'github.event_name ==', 'hashFiles(1, 2)', '1 +', 'github github', "startsWith('a')"])(
    '%s is refused',
    (expression) => {
      expect(() => evaluate(expression, contexts)).toThrow();
    },
  );
});
