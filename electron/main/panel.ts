/** Which of the two drawings can be seen: dark strokes on a light panel, or light ones on a dark panel. */
export type Panel = 'light' | 'dark';

/** GNOME's panel is dark whatever its windows are; elsewhere it follows the theme. */
export const panelOf = (desktop: string | undefined, darkTheme: boolean): Panel =>
  darkTheme || /\b(GNOME|Unity)\b/i.test(desktop ?? '') ? 'dark' : 'light';
