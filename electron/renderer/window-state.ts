import { useEffect, useState } from 'react';
import type { WindowBridge, WindowState } from '#protocol/tray-window.ts';

/** What the main process says the window shows; undefined until it has said so once. */
export function useWindowState(bridge: WindowBridge): WindowState | undefined {
  const [state, setState] = useState<WindowState>();
  useEffect(() => {
    let pushed = false;
    const end = bridge.onState((next) => {
      pushed = true;
      setState(next);
    });
    void bridge.load({}).then((answer) => {
      // What was pushed meanwhile is newer.
      if (answer.ok && !pushed) setState(answer.value);
    });
    return end;
  }, [bridge]);
  return state;
}
