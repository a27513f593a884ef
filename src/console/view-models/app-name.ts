import type { Ban } from '#policy/ban.ts';

/** A catalogue name without the variants in parentheses. */
export const shortName = (name: string): string => name.replace(/\s*\(.*$/u, '');

/** Where the catalogue is not at hand: an id as a name. */
export const nameOfId = (id: string): string =>
  known[id] ?? id.replaceAll('-', ' ').replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** Names whose capitals no rule finds. */
const known: Readonly<Record<string, string>> = {
  tiktok: 'TikTok',
  'tiktok-live-studio': 'TikTok LIVE Studio',
  capcut: 'CapCut',
  deepseek: 'DeepSeek',
  whatsapp: 'WhatsApp',
  wechat: 'WeChat',
  anydesk: 'AnyDesk',
  teamviewer: 'TeamViewer',
  vk: 'VK',
  qq: 'QQ',
  max: 'MAX',
  shein: 'SHEIN',
  '64gram': '64Gram',
  utorrent: 'uTorrent',
  qbittorrent: 'qBittorrent',
};

/** What people call a ban: its apps. */
export function nameOfBan({ id, apps, matcher }: Pick<Ban, 'id' | 'apps' | 'matcher'>): string {
  const names = [...(apps ?? []).map(nameOfId), ...(matcher === undefined ? [] : [matcher.name])];
  return names.length === 0 ? id : names.join(', ');
}
