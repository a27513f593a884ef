import type { Notice } from '#protocol/notice.ts';
import { sampleNotice } from '#test/agent/localapi/fake-services.ts';

export const idOf = (number: number): string => String(number).padStart(32, '0');
export const day = 86_400_000;

/** Distinct notices by number, created one after the other. */
export const noticeOf = (number: number, more: Partial<Notice> = {}): Notice =>
  sampleNotice({ id: idOf(number), createdAt: number, ...more });
