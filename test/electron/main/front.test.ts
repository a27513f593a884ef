import { describe, expect, it } from 'vitest';
import { Front } from '#electron/main/front.ts';
import type { TrayWindow } from '#electron/main/window.ts';
import type { View, WindowState } from '#protocol/tray-window.ts';
import { StillClock } from '#test/agent/localapi/stage.ts';
import { idOf, noticeOf } from './notices.ts';

/** A window that draws nothing. */
class Stage implements Disposable {
  readonly clock = new StillClock();
  readonly log: string[] = [];
  isOpen = false;
  isSeen = false;
  isFocused = false;
  notices = [noticeOf(1), noticeOf(2, { kind: 'lifted' })];
  readonly front = new Front({
    clock: this.clock,
    window: () => {
      this.log.push('made');
      return this as unknown as TrayWindow;
    },
    stateOf: (view: View) => ({ view, notices: this.notices }) as unknown as WindowState,
    onDisplayed: (notices) => this.log.push(`displayed ${notices.map(Number).join(' ')}`),
  });
  open(how: string): void {
    this.isOpen = true;
    this.log.push(how);
  }
  push({ view }: WindowState): void {
    this.log.push(`push ${view.page}`);
  }
  close(): void {
    this.isOpen = false;
  }
  happened(): readonly string[] {
    return this.log.splice(0);
  }
  [Symbol.dispose](): void {
    this.front[Symbol.dispose]();
  }
}

describe('the front', () => {
  it('makes the window with its first opening, and pushes nothing to one that is closed', () => {
    using at = new Stage();
    at.front.changed();
    expect(at.happened()).toEqual([]);
    at.front.open({ page: 'overview' }, 'for-the-person');
    expect(at.happened()).toEqual(['made', 'for-the-person', 'push overview']);
    at.front.close();
    at.clock.pass(1_000);
    at.front.changed();
    at.front.open({ page: 'settings' }, 'quietly');
    expect(at.happened()).toEqual(['quietly', 'push settings']);
  });

  it('pushes at most four times a second, and the last state in any case', () => {
    using at = new Stage();
    at.front.open({ page: 'overview' }, 'for-the-person');
    at.happened();
    for (let ms = 0; ms < 1_000; ms += 10) {
      at.front.changed();
      at.clock.pass(10);
    }
    at.front.go({ page: 'requests' });
    at.clock.pass(250);
    const pushes = at.happened();
    expect(pushes.length).toBeLessThanOrEqual(6);
    expect(pushes.at(-1)).toBe('push requests');
  });

  it('counts as displayed what is really seen: the page of a notice, and of the list what needs no more words', () => {
    using at = new Stage();
    at.front.open({ page: 'notice', notice: idOf(1) }, 'quietly');
    expect(at.happened()).not.toContain('displayed 1');
    at.isSeen = true;
    at.front.looked();
    expect(at.happened()).toEqual(['displayed 1']);
    at.front.go({ page: 'notices' });
    at.clock.pass(250);
    expect(at.happened()).toEqual(['push notices', 'displayed 2']);
    at.front.go({ page: 'settings' });
    at.clock.pass(250);
    expect(at.happened()).toEqual(['push settings']);
  });

  it('counts nothing as displayed that changes in a window behind others', () => {
    using at = new Stage();
    at.isSeen = true;
    at.front.open({ page: 'notice', notice: idOf(1) }, 'quietly');
    at.clock.pass(1_000);
    at.happened();
    at.front.changed();
    expect(at.happened()).toEqual(['push notice']);
    at.clock.pass(250);
    at.isFocused = true;
    at.front.changed();
    expect(at.happened()).toEqual(['push notice', 'displayed 1']);
  });
});
