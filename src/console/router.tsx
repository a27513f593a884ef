import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { FailedPage, UnknownPage } from './pages/unknown-page.tsx';
import { Loading } from './parts/states.tsx';
import { Frame } from './shell/frame.tsx';
import { navigation } from './shell/page-frame.tsx';

const rootRoute = createRootRoute();
/** Everything but the door. */
const inside = createRoute({ getParentRoute: () => rootRoute, id: 'inside', component: Frame });

const linkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/link',
  component: lazyRouteComponent(() => import('./pages/sign-in/link-page.tsx'), 'LinkPage'),
});

/** What an address may carry behind the `?`: texts, as whoever shared the address had them. */
type Search = { readonly [name: string]: string };
const texts = (search: Readonly<Record<string, unknown>>): Search =>
  Object.fromEntries(
    Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

function page<const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) {
  return createRoute({ getParentRoute: () => inside, path, component, validateSearch: texts });
}

const pages = [
  page(
    '/',
    lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
  ),
  page(
    '/bans',
    lazyRouteComponent(() => import('./pages/bans/bans-page.tsx'), 'BansPage'),
  ),
  page(
    '/bans/new',
    lazyRouteComponent(() => import('./pages/bans/new-ban-page.tsx'), 'NewBanPage'),
  ),
  page(
    '/bans/$unit/$ban',
    lazyRouteComponent(() => import('./pages/bans/ban-page.tsx'), 'BanPage'),
  ),
  page(
    '/drafts',
    lazyRouteComponent(() => import('./pages/drafts/drafts-page.tsx'), 'DraftsPage'),
  ),
  page(
    '/drafts/$draft',
    lazyRouteComponent(() => import('./pages/drafts/draft-page.tsx'), 'DraftPage'),
  ),
  page(
    '/drafts/$draft/bans/$unit/$ban',
    lazyRouteComponent(() => import('./pages/editor/editor-page.tsx'), 'EditorPage'),
  ),
  page(
    '/rollouts',
    lazyRouteComponent(() => import('./pages/rollouts/rollouts-page.tsx'), 'RolloutsPage'),
  ),
  page(
    '/rollouts/$version',
    lazyRouteComponent(() => import('./pages/rollouts/rollout-page.tsx'), 'RolloutPage'),
  ),
  page(
    '/devices',
    lazyRouteComponent(() => import('./pages/devices/devices-page.tsx'), 'DevicesPage'),
  ),
  page(
    '/devices/$device',
    lazyRouteComponent(() => import('./pages/device/device-page.tsx'), 'DevicePage'),
  ),
  page(
    '/exemptions',
    lazyRouteComponent(() => import('./pages/exemptions/exemptions-page.tsx'), 'ExemptionsPage'),
  ),
  page(
    '/packs',
    lazyRouteComponent(() => import('./pages/packs/packs-page.tsx'), 'PacksPage'),
  ),
  page(
    '/packs/$pack',
    lazyRouteComponent(() => import('./pages/packs/pack-page.tsx'), 'PackPage'),
  ),
  page(
    '/audit',
    lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
  ),
  page(
    '/settings',
    lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
  ),
  page(
    '/report',
    lazyRouteComponent(() => import('./pages/report/report-page.tsx'), 'ReportPage'),
  ),
] as const;

/** An address that leads nowhere, within the frame. */
const unknownRoute = createRoute({ getParentRoute: () => inside, path: '$', component: UnknownPage });

const routeTree = rootRoute.addChildren([linkRoute, inside.addChildren([...pages, unknownRoute])]);

export function makeRouter() {
  const router = createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: UnknownPage,
    // Words of an address stay words: `?search=123` is text.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(texts(search)).toString();
      return text === '' ? '' : `?${text}`;
    },
  });
  router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
    if (fromLocation !== undefined && pathChanged) navigation.happened = true;
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: ReturnType<typeof makeRouter>;
  }
}
