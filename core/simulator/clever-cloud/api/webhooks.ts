import * as z from 'zod';
import { jsonAnswer } from '../../server.ts';
import { type Handler, parseBody, refuse } from './context.ts';

const webhookSchema = z.object({
  name: z.string(),
  urls: z.array(z.object({ format: z.string(), url: z.url() })).min(1),
  events: z.array(z.string()).exactOptional(),
  scope: z.array(z.string()).exactOptional(),
});

/** Owners of webhooks are organisations or users alike: there is no `/self` form. */
export const listWebhooks: Handler = ({ params, world }) =>
  jsonAnswer(
    200,
    world.feed.listWebhooks(params.owner ?? '').map((webhook) => ({ ...webhook, failures: [] })),
  );

export const createWebhook: Handler = (context) => {
  const webhook = webhookSchema.safeParse(parseBody(context));
  if (!webhook.success) return refuse(context, 400, 9000, 'This is not a webhook');
  return jsonAnswer(201, context.world.feed.addWebhook({ ...webhook.data, ownerId: context.params.owner ?? '' }));
};

export const deleteWebhook: Handler = (context) => {
  const isRemoved = context.world.feed.removeWebhook(context.params.webhook ?? '');
  return isRemoved ? { status: 204 } : refuse(context, 404, 9001, 'There is no such webhook');
};
