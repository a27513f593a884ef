// One line per file in data/; a test fails when one is missing.
import sixtyFourgram from './data/64gram.json' with { type: 'json' };
import anydesk from './data/anydesk.json' with { type: 'json' };
import ayugram from './data/ayugram.json' with { type: 'json' };
import bytedanceOther from './data/bytedance-other.json' with { type: 'json' };
import capcut from './data/capcut.json' with { type: 'json' };
import deepseek from './data/deepseek.json' with { type: 'json' };
import discord from './data/discord.json' with { type: 'json' };
import dropbox from './data/dropbox.json' with { type: 'json' };
import facebook from './data/facebook.json' with { type: 'json' };
import instagram from './data/instagram.json' with { type: 'json' };
import kaspersky from './data/kaspersky.json' with { type: 'json' };
import kotatogram from './data/kotatogram.json' with { type: 'json' };
import lemon8 from './data/lemon8.json' with { type: 'json' };
import max from './data/max.json' with { type: 'json' };
import messenger from './data/messenger.json' with { type: 'json' };
import nicegram from './data/nicegram.json' with { type: 'json' };
import portvaktCanary from './data/portvakt-canary.json' with { type: 'json' };
import qbittorrent from './data/qbittorrent.json' with { type: 'json' };
import qq from './data/qq.json' with { type: 'json' };
import shein from './data/shein.json' with { type: 'json' };
import snapchat from './data/snapchat.json' with { type: 'json' };
import steam from './data/steam.json' with { type: 'json' };
import teamviewer from './data/teamviewer.json' with { type: 'json' };
import telegramForksOther from './data/telegram-forks-other.json' with { type: 'json' };
import telegram from './data/telegram.json' with { type: 'json' };
import temu from './data/temu.json' with { type: 'json' };
import tiktokLiveStudio from './data/tiktok-live-studio.json' with { type: 'json' };
import tiktok from './data/tiktok.json' with { type: 'json' };
import torBrowser from './data/tor-browser.json' with { type: 'json' };
import unigram from './data/unigram.json' with { type: 'json' };
import utorrent from './data/utorrent.json' with { type: 'json' };
import vk from './data/vk.json' with { type: 'json' };
import wechat from './data/wechat.json' with { type: 'json' };
import whatsapp from './data/whatsapp.json' with { type: 'json' };
import yandexBrowser from './data/yandex-browser.json' with { type: 'json' };

/** The contents of every file in `data/`, unchecked: `load.ts` checks them. */
export const appFiles: readonly unknown[] = [
  sixtyFourgram,
  anydesk,
  ayugram,
  bytedanceOther,
  capcut,
  deepseek,
  discord,
  dropbox,
  facebook,
  instagram,
  kaspersky,
  kotatogram,
  lemon8,
  max,
  messenger,
  nicegram,
  portvaktCanary,
  qbittorrent,
  qq,
  shein,
  snapchat,
  steam,
  teamviewer,
  telegramForksOther,
  telegram,
  temu,
  tiktokLiveStudio,
  tiktok,
  torBrowser,
  unigram,
  utorrent,
  vk,
  wechat,
  whatsapp,
  yandexBrowser,
];
