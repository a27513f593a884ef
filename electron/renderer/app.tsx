import { createRoot } from 'react-dom/client';
import { bridge } from './bridge.ts';
import './app.css';
import { TrayWindow } from './tray-window.tsx';
import { useWindowState } from './window-state.ts';

function App() {
  const state = useWindowState(bridge());
  return state === undefined ? null : <TrayWindow bridge={bridge()} state={state} />;
}

const root = document.getElementById('window');
if (root === null) throw new Error('the page has no place for the window');
createRoot(root).render(<App />);
