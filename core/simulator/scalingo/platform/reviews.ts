import type { Platform } from './platform.ts';
import type { SimApp, SimLink, SimPull, SimReview } from './state.ts';

const HOUR_MS = 3_600_000;

/** Ties an app that exists to a pull request of its parent. */
export function attachReview(platform: Platform, app: SimApp, parent: SimApp, pull: SimPull): void {
  const review: SimReview = {
    id: platform.uuid(),
    parentId: parent.id,
    pull,
    createdAtMs: app.createdAtMs,
    deletionAtMs: undefined,
  };
  app.review = review;
  app.link = { ...platform.makeLink({}), ...parent.link, id: platform.uuid(), branch: pull.branch, pulls: new Map() };
}

/** The forge tells that a pull request is over: its app goes, at once or later, where the link says so. */
export function closePull(platform: Platform, parent: SimApp, pull: SimPull): void {
  const { link } = parent;
  pull.closedAtMs = platform.nowMs();
  if (link === undefined || !link.deleteOnClose) return;
  const reviewApp = reviewAppsOf(platform, parent).find(({ review }) => review?.pull === pull);
  if (reviewApp?.review === undefined) return;
  const destroy = () => {
    if (!platform.apps.has(reviewApp.id) || pull.closedAtMs === undefined) return;
    platform.removeApp(reviewApp);
    platform.writeEvent(parent, 'destroy_review_app', reviewData(link, reviewApp, pull), platform.robot);
  };
  const delayMs = link.hoursBeforeDeleteOnClose * HOUR_MS;
  reviewApp.review.deletionAtMs = platform.nowMs() + delayMs;
  if (delayMs === 0) destroy();
  else platform.after(delayMs, destroy);
}

/** Review apps of this parent, whatever became of their pull requests. */
export function reviewAppsOf(platform: Platform, parent: SimApp): SimApp[] {
  return [...platform.apps.values()].filter(({ review }) => review?.parentId === parent.id);
}

/** What the parent's events tell about a review app. */
export function reviewData(link: SimLink, reviewApp: SimApp, pull: SimPull): Record<string, unknown> {
  return {
    review_app_name: reviewApp.name,
    review_app_url: reviewApp.url,
    source_repo_name: `${link.owner}/${link.repo}`,
    source_repo_url: `https://github.com/${link.owner}/${link.repo}`,
    pr_number: pull.number,
    pr_name: pull.title,
    pr_url: `https://github.com/${link.owner}/${link.repo}/pull/${pull.number}`,
    pr_comes_from_a_fork: false,
  };
}
