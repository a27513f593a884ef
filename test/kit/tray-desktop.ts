import { startScreen } from './desktop.ts';
import { NotificationService } from './notification-service.ts';
import { startSessionBus, type SessionBus } from './session-bus.ts';
import { StatusNotifierPanel } from './status-notifier.ts';

/** A person's desktop: a screen, a session bus, and on it a panel for icons and a notification service. */
export type Desktop = AsyncDisposable & {
  readonly display: string;
  readonly bus: SessionBus;
  readonly panel: StatusNotifierPanel;
  readonly notifications: NotificationService;
};

export async function startDesktop(): Promise<Desktop> {
  await using stack = new AsyncDisposableStack();
  const screen = stack.use(await startScreen());
  const bus = stack.use(await startSessionBus());
  const panel = await StatusNotifierPanel.on(await bus.connect());
  const notifications = await NotificationService.on(await bus.connect());
  const all = stack.move();
  return {
    display: screen.display,
    bus,
    panel,
    notifications,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
