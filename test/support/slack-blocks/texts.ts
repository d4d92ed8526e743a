import * as z from 'zod';

/** Slack counts code points: an emoji is one character. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _point of text) length += 1;
  return length;
}

/** A string of 1 to `limit` characters, refused in Slack's words. */
export const upTo = (limit: number) =>
  z.string().superRefine((text, issues) => {
    if (text.length === 0) issues.addIssue('must be more than 0 characters');
    if (lengthOf(text) > limit) issues.addIssue(`must be less than ${limit + 1} characters`);
  });

export const idText = upTo(255);
export const webUrl = upTo(3_000).refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
  message: 'must be a valid http or https URL',
});

export const plainText = (limit: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: upTo(limit), emoji: z.boolean().exactOptional() });

const mrkdwn = (limit: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: upTo(limit), verbatim: z.boolean().exactOptional() });

export const anyText = (limit: number) => z.discriminatedUnion('type', [plainText(limit), mrkdwn(limit)]);

export const confirmDialog = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).exactOptional(),
});

/** The current page says 150, the typings 75: what fits 75 fits both. */
const OPTION_VALUE_LIMIT = 75;

const optionParts = {
  value: upTo(OPTION_VALUE_LIMIT),
  description: plainText(75).exactOptional(),
};

/** Of selects: plain text only. */
export const option = z.strictObject({ text: plainText(75), ...optionParts });
/** Of check boxes and radio buttons. */
export const markedOption = z.strictObject({
  text: anyText(75),
  ...optionParts,
  description: anyText(75).exactOptional(),
});
/** Of overflow menus, which can open links. */
export const menuOption = z.strictObject({ text: plainText(75), ...optionParts, url: webUrl.exactOptional() });

export const options = z.array(option).min(1).max(100).superRefine(refuseDoubles);
export const optionGroups = z
  .array(z.strictObject({ label: plainText(75), options }))
  .min(1)
  .max(100);

/** Options are told apart by their values. */
export function refuseDoubles(given: readonly { readonly value: string }[], issues: z.RefinementCtx): void {
  const values = given.map(({ value }) => value);
  if (new Set(values).size < values.length) issues.addIssue('option values must be unique');
}
