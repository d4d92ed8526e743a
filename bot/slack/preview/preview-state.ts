import type { types } from '@slack/bolt';
import type { Card } from '../cards/pieces.ts';

/** Something a person can see in Slack. */
export interface PreviewState {
  /** Also the name of its file. */
  readonly id: string;
  readonly group: string;
  /** Who sees it, and where. */
  readonly kind: 'channel' | 'private' | 'modal' | 'home';
  readonly content: Card | types.ModalView | types.HomeView;
}
